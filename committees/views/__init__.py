"""Screens of committees, meetings, decisions and plans."""
