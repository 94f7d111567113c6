"""Doors of the demo: they exist in the development settings only."""

urlpatterns: list = []
