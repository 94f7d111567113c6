"""Doors of the site itself, and the editor's side of the doors of things."""
