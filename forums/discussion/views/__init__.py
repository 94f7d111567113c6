"""Screens of the forums."""
