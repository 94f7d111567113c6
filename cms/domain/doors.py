"""What saving a door does: it makes the thing behind it as a draft, or gives it other words."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cms.models import CommitteeDoorPage, DoorPage, ForumDoorPage, PlanPage, PollDoorPage, SessionDoorPage
from committees.domain import committees, plans
from forums.discussion.domain import forums
from forums.live.domain import sessions
from forums.polls.domain import drafts as polls
from people.actors import Actor


def _text(words: dict, *names: str) -> dict[str, Any]:
    return {name: words[name] or "" for name in names}


def _forum(actor: Actor, forum, words: dict, now: datetime):
    details: dict[str, Any] = {name: words[name] for name in ("name_mode", "bands", "answer_by", "closes_on")}
    texts = _text(words, *forums.WORDS)
    if forum is None:
        return forums.create(actor, **texts, **details, now=now)
    return forums.describe(actor, forum=forum, words=texts, **details, now=now)


def _poll(actor: Actor, poll, words: dict, now: datetime):
    texts = _text(words, "question", "introduction")
    rules: dict[str, Any] = {
        name: words[name] for name in ("bands", "winners", "quorum", "tie_rule", "closes_at")
    }
    if poll is None:
        return polls.create(actor, **texts, **rules, forum=words["forum"], now=now)
    return polls.describe(actor, poll=poll, **texts, **rules, method=poll.method, now=now)


def _session(actor: Actor, session, words: dict, now: datetime):
    texts = _text(words, "title", "question")
    details: dict[str, Any] = {
        name: words[name] for name in ("forum", "bands", "starts_at", "band_b_hold_flagged")
    }
    if session is None:
        return sessions.create(actor, **texts, **details, now=now)
    return sessions.describe(actor, session=session, **texts, **details, now=now)


def _committee(actor: Actor, committee, words: dict, now: datetime):
    texts = _text(words, "name", "purpose", "powers", "limits")
    rules: dict[str, Any] = {
        name: words[name] for name in ("kind", "quorum_percent", "minimum_youth_percent", "decision_rule")
    }
    if committee is None:
        return committees.create_committee(actor, **texts, **rules, now=now)
    return committees.describe_committee(actor, committee=committee, **texts, **rules, now=now)


def _plan(actor: Actor, plan, words: dict, now: datetime):
    texts = _text(words, "title", "summary")
    if plan is None:
        return plans.create_plan(actor, committee=words["committee"], **texts, now=now)
    return plans.describe_plan(actor, plan=plan, **texts, now=now)


_MAKERS = {
    ForumDoorPage: _forum,
    PollDoorPage: _poll,
    SessionDoorPage: _session,
    CommitteeDoorPage: _committee,
    PlanPage: _plan,
}


@transaction.atomic
def make_or_describe(actor: Actor, *, page: DoorPage, words: dict, now: datetime) -> DoorPage:
    """Hand the words of a door to the domain of its thing, and tie the thing to ``page`` (which is not saved here).

    ``words`` are what the editing form's ``words()`` returns. Errors: whatever the domain of the thing refuses.
    """
    thing = _MAKERS[type(page)](actor, page.thing, words, now)
    setattr(page, page.thing_field, thing)
    return page
