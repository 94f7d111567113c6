"""Doors of the façade inside a community: the members' home."""

from django.urls import path

from cms.views import home

urlpatterns = [path("", home.community_home, name="community_home")]
