"""Doors of the demo: they exist in the development settings only."""

from django.urls import path

from mobilize.demo import views

urlpatterns = [path("", views.cards, name="demo_cards")]
