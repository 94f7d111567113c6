"""The way of a receipt to the page that shows it once: a signed cookie in the voter's own browser.

The server keeps nothing. The cookie opens for this member and this poll only, for two minutes, and the page that
shows it takes it away: whoever sits down next at a shared computer finds nothing.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from forums.polls.models import GoalPoll
from people.actors import Actor

_NAME, _SECONDS = "receipt", 120


def _salt(actor: Actor, poll: GoalPoll) -> str:
    return f"mobilize receipt|{poll.public_id}|{actor.membership.pk}"


def _path(poll: GoalPoll) -> str:
    return reverse("poll", args=[poll.community.slug, poll.public_id])


@sensitive_variables()
def give(response: HttpResponse, actor: Actor, poll: GoalPoll, number: int) -> None:
    """Let the browser carry the receipt to the next page."""
    response.set_cookie(
        _NAME,
        signing.dumps(number, salt=_salt(actor, poll)),
        max_age=_SECONDS,
        path=_path(poll),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


@sensitive_variables()
def read(request: HttpRequest, actor: Actor, poll: GoalPoll) -> int | None:
    """Return the receipt that the browser brought, if it belongs to this member and poll."""
    try:
        return signing.loads(request.COOKIES.get(_NAME, ""), salt=_salt(actor, poll), max_age=_SECONDS)
    except signing.BadSignature:
        return None


def take_away(request: HttpRequest, response: HttpResponse, poll: GoalPoll) -> None:
    """Let the browser forget it, shown or not."""
    if _NAME in request.COOKIES:
        response.delete_cookie(_NAME, path=_path(poll), samesite="Strict")
