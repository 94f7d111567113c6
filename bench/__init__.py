"""Benchmarks: they start the real product and print ratios beside the baselines."""
