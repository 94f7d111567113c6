"""Doors of moderation inside a community, under ``/c/<community>/``."""

urlpatterns: list = []
