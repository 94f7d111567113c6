"""Doors of forums.polls inside a community, under ``/c/<community>/``."""

from django.urls import path

from forums.polls.views import leading, reading, voting

POLL = "polls/<str:poll>/"

urlpatterns = [
    path("polls/", reading.poll_list, name="polls"),
    path("polls/new/", leading.poll_new, name="poll_new"),
    path(POLL, voting.poll_page, name="poll"),
    path(f"{POLL}result/", reading.poll_result, name="poll_result"),
    path(f"{POLL}receipts/", reading.poll_receipts, name="poll_receipts"),
    path(f"{POLL}room/", leading.poll_room, name="poll_room"),
    path(f"{POLL}change/", leading.poll_change, name="poll_change"),
    path(f"{POLL}goals/", leading.poll_goal_new, name="poll_goal_new"),
    path(f"{POLL}goals/<str:option>/", leading.poll_goal, name="poll_goal"),
    path(f"{POLL}open/", leading.poll_open, name="poll_open"),
    path(f"{POLL}close/", leading.poll_close, name="poll_close"),
    path(f"{POLL}stop/", leading.poll_void, name="poll_void"),
    path(f"{POLL}again/", leading.poll_again, name="poll_again"),
]
