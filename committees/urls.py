"""Doors of committees inside a community, under ``/c/<community>/``."""

from django.urls import path

from committees.views import decisions, goals, meetings, plans, rooms

urlpatterns = [
    path("committees/", rooms.committee_list, name="committees"),
    path("committees/new/", rooms.committee_new, name="committee_new"),
    path("committees/<str:committee>/", rooms.committee_room, name="committee"),
    path("committees/<str:committee>/words/", rooms.committee_edit, name="committee_edit"),
    path("committees/<str:committee>/state/", rooms.committee_state, name="committee_state"),
    path("committees/<str:committee>/seats/", rooms.committee_seats, name="committee_seats"),
    path("committees/<str:committee>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("committees/<str:committee>/plans/new/", plans.plan_new, name="plan_new"),
    path("seats/<str:seat>/", rooms.committee_seat, name="committee_seat"),
    path("meetings/<str:meeting>/", meetings.meeting_page, name="meeting"),
    path("meetings/<str:meeting>/table/", meetings.meeting_quorum, name="meeting_quorum"),
    path("meetings/<str:meeting>/pull/", meetings.meeting_pull, name="meeting_pull"),
    path("meetings/<str:meeting>/attendance/", meetings.meeting_attendance, name="meeting_attendance"),
    path("meetings/<str:meeting>/state/", meetings.meeting_state, name="meeting_state"),
    path("meetings/<str:meeting>/minutes/", meetings.meeting_minutes, name="meeting_minutes"),
    path("meetings/<str:meeting>/decide/", decisions.meeting_decide, name="meeting_decide"),
    path("decisions/<str:decision>/", decisions.decision_page, name="decision"),
    path("actions/<str:action>/", decisions.action_page, name="action"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<str:plan>/", plans.plan_page, name="plan"),
    path("plans/<str:plan>/words/", plans.plan_edit, name="plan_edit"),
    path("plans/<str:plan>/room/", plans.plan_room, name="plan_room"),
    path("plans/<str:plan>/preview/", plans.plan_preview, name="plan_preview"),
    path("plans/<str:plan>/publish/", plans.plan_publish, name="plan_publish"),
    path("plans/<str:plan>/editions/<int:number>/", plans.plan_edition, name="plan_edition"),
    path("plan-goals/<str:goal>/", goals.plan_goal, name="plan_goal"),
]
