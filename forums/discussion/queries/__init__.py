"""Readers of forums, named for their reader. Nothing else builds what reaches a screen."""

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
    adults_who_read,
    forums_visible_to,
    how_far,
    own_byline,
    own_replies_waiting,
    perspective_page,
    perspectives_visible_to,
    steps_of,
    themes_of,
    waiting_posts,
    your_turn,
)
from forums.discussion.queries.loaders import (
    answer_of,
    forum_of,
    perspective_of,
    reply_of,
    theme_of,
)
from forums.discussion.queries.mine import answer_as_seen_by, my_voice, unread_answers

__all__ = [
    "Card",
    "Speaker",
    "adults_who_read",
    "answer_as_seen_by",
    "answer_of",
    "duties_of",
    "forum_of",
    "forums_visible_to",
    "how_far",
    "my_voice",
    "own_byline",
    "own_replies_waiting",
    "perspective_of",
    "perspective_page",
    "perspectives_visible_to",
    "posts_waiting",
    "reply_of",
    "results_of",
    "room_of",
    "sources_to_choose",
    "steps_of",
    "theme_of",
    "themes_of",
    "unanswered_in",
    "unread_answers",
    "voices_without_answer",
    "waiting_posts",
    "your_turn",
]
