"""Doors of forums.live inside a community, under ``/c/<community>/``."""

from django.urls import path

from forums.live.views import hands, room, wall

_HERE = "sessions/<slug:session>/"
urlpatterns = [
    path("sessions/", room.sessions_page, name="sessions"),
    path(_HERE, room.session_page, name="session"),
    path(f"{_HERE}say/", room.say, name="session_say"),
    path(f"{_HERE}events/", room.events, name="session_events"),
    path(f"{_HERE}stream/", room.stream, name="session_stream"),
    path(f"{_HERE}steer/", room.steer, name="session_steer"),
    path(f"{_HERE}adults/", room.adults_page, name="session_adults"),
    path(f"{_HERE}mutes/", room.mute, name="session_mutes"),
    path(f"{_HERE}transcript/", room.transcript_page, name="transcript"),
    path(f"{_HERE}held/<slug:message>/", room.rule_about, name="session_rule"),
    path(f"{_HERE}messages/<slug:message>/withdraw/", room.withdraw, name="session_withdraw"),
    path(f"{_HERE}hands/", hands.ask_hands, name="session_ask_hands"),
    path(f"{_HERE}hands/<slug:question>/", hands.raise_hand, name="session_raise_hand"),
    path(f"{_HERE}hands/<slug:question>/end/", hands.end_hands, name="session_end_hands"),
    path(f"{_HERE}prompt/", hands.set_prompt, name="session_prompt"),
    path(f"{_HERE}presenter/", wall.presenter_page, name="session_presenter"),
    path(f"{_HERE}leave/", room.leave, name="session_leave"),
    path(f"{_HERE}people/", wall.people_page, name="session_people"),
]
