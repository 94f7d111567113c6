"""Readers of forums, named for their reader. Nothing else builds what reaches a screen."""

from forums.discussion.queries.answer import answer_as_seen_by
from forums.discussion.queries.cards import Card, Speaker, results_of
from forums.discussion.queries.duties import (
    duties_of,
    posts_waiting,
    room_of,
    sources_to_choose,
    unanswered_in,
    voices_without_answer,
)
from forums.discussion.queries.forum import (
    forums_visible_to,
    own_byline,
    perspective_page,
    perspectives_visible_to,
    thread_without,
)
from forums.discussion.queries.frame import frame_of, frame_of_perspective
from forums.discussion.queries.loaders import (
    answer_of,
    forum_of,
    perspective_of,
    reply_of,
    theme_of,
)
from forums.discussion.queries.mine import my_voice, unread_answers

__all__ = [
    "Card",
    "Speaker",
    "answer_as_seen_by",
    "answer_of",
    "duties_of",
    "forum_of",
    "forums_visible_to",
    "frame_of",
    "frame_of_perspective",
    "my_voice",
    "own_byline",
    "perspective_of",
    "perspective_page",
    "perspectives_visible_to",
    "posts_waiting",
    "reply_of",
    "results_of",
    "room_of",
    "sources_to_choose",
    "theme_of",
    "thread_without",
    "unanswered_in",
    "unread_answers",
    "voices_without_answer",
]
