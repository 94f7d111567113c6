"""Doors of moderation."""
