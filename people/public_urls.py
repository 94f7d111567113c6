"""Doors of people outside a community: joining, coming home, a forgotten password."""

urlpatterns: list = []
