"""Doors of people inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
