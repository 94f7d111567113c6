"""Doors of forums.polls inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
