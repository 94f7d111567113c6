"""Doors of forums.live inside a community, under ``/c/<community>/``."""

from django.urls import path

from forums.live import views

_HERE = "sessions/<slug:session>/"
urlpatterns = [
    path("sessions/", views.sessions_page, name="sessions"),
    path(_HERE, views.session_page, name="session"),
    path(f"{_HERE}say/", views.say, name="session_say"),
    path(f"{_HERE}events/", views.events, name="session_events"),
    path(f"{_HERE}stream/", views.stream, name="session_stream"),
    path(f"{_HERE}steer/", views.steer, name="session_steer"),
    path(f"{_HERE}adults/", views.adults_page, name="session_adults"),
    path(f"{_HERE}mutes/", views.mute, name="session_mutes"),
    path(f"{_HERE}transcript/", views.transcript_page, name="transcript"),
    path(f"{_HERE}held/<slug:message>/", views.rule_about, name="session_rule"),
    path(f"{_HERE}messages/<slug:message>/withdraw/", views.withdraw, name="session_withdraw"),
]
