"""Notices: who hears of what, on the page and perhaps by e-mail, never in quiet hours."""

from people.domain.notices.calling import write_at_once
from people.domain.notices.mailing import address_of, gather
from people.domain.notices.telling import (
    take_away,
    tell_author,
    tell_author_first,
    tell_authors,
    tell_members,
)
from people.domain.notices.wishes import choose, mark_seen, stop_mails, stop_token, take_back, token_works

__all__ = [
    "address_of",
    "choose",
    "gather",
    "mark_seen",
    "stop_mails",
    "stop_token",
    "take_away",
    "take_back",
    "tell_author",
    "tell_author_first",
    "tell_authors",
    "tell_members",
    "token_works",
    "write_at_once",
]
