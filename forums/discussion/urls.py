"""Doors of forums.discussion inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
