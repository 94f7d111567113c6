"""Doors of forums.discussion inside a community, under ``/c/<community>/``."""

from django.urls import path

from forums.discussion.views import answering, leading, mine, reading, searching, speaking

FORUM = "forums/<str:forum>/"
THEME = f"{FORUM}themes/<str:theme>/"
PERSPECTIVE = f"{FORUM}<str:perspective>/"
REPLY = f"{PERSPECTIVE}replies/<str:reply>/"

urlpatterns = [
    path("my-voice/", mine.my_voice, name="my_voice"),
    path("answers/", answering.duty_list, name="duties"),
    path("answers/<str:answer>/", answering.answer_page, name="answer"),
    path("search/", searching.search_page, name="search"),
    path("forums/", reading.forum_list, name="forums"),
    path(FORUM, speaking.forum_page, name="forum"),
    path(f"{FORUM}welcome/", speaking.forum_welcome, name="forum_welcome"),
    path(f"{FORUM}draft/", speaking.forum_draft, name="forum_draft"),
    path(f"{FORUM}room/", leading.forum_room, name="forum_room"),
    path(f"{FORUM}ask/", answering.forum_ask, name="forum_ask"),
    path(f"{FORUM}duty/", answering.forum_duty, name="forum_duty"),
    path(f"{FORUM}unanswered/", leading.forum_unanswered, name="forum_unanswered"),
    path(f"{FORUM}themes/", leading.theme_make, name="theme_make"),
    path(THEME, reading.theme_page, name="theme"),
    path(f"{THEME}sources/", leading.theme_sources, name="theme_sources"),
    path(f"{THEME}answer/", answering.theme_answer, name="theme_answer"),
    path(PERSPECTIVE, speaking.perspective_page, name="perspective"),
    path(f"{PERSPECTIVE}draft/", speaking.reply_draft, name="reply_draft"),
    path(f"{PERSPECTIVE}stance/", speaking.stance, name="stance"),
    path(f"{PERSPECTIVE}answer/", answering.perspective_answer, name="perspective_answer"),
    path(f"{PERSPECTIVE}change/", speaking.perspective_change, name="perspective_change"),
    path(f"{PERSPECTIVE}withdraw/", speaking.perspective_withdraw, name="perspective_withdraw"),
    path(f"{REPLY}change/", speaking.reply_change, name="reply_change"),
    path(f"{REPLY}withdraw/", speaking.reply_withdraw, name="reply_withdraw"),
]
