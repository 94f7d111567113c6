"""Doors of forums.live outside the communities: the short way from the wall into a room."""

from django.urls import path

from forums.live.views import wall

urlpatterns = [
    path("go/", wall.go, name="go"),
    path("go/<slug:talk>/", wall.go, name="go_number"),
]
