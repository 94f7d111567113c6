"""Doors of committees inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
