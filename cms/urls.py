"""Doors of the site itself: help, who sees what, health, pictures of public pages."""

from django.urls import path

from cms.views import site

urlpatterns = [
    path("help/", site.help_page, name="help"),
    path("who-sees-what/", site.who_sees_what, name="who_sees_what"),
    path("healthz", site.health, name="health"),
    path("robots.txt", site.robots, name="robots"),
    path(f"media/{site.PICTURES}/<path:name>", site.picture, name="picture"),
]
