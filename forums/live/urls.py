"""Doors of forums.live inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
