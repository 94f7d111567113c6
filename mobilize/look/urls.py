"""Doors that belong to no community: how pages look."""

from django.urls import path

from mobilize.look import views

urlpatterns = [
    path("look/", views.choose, name="look"),
    path("style/", views.style, name="style"),
]
