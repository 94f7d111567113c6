"""Doors of the site itself: help, who sees what, health."""

urlpatterns: list = []
