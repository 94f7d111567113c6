"""The page right after a vote: the vote is in the box, and here is the receipt.

A whole school asks for it in the same seconds, and but for the receipt it is the same page for all: it is poured from
moulds. What is the poll's stands in their shape, so another poll, or other words of this one, is another mould.
"""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from forums.polls.domain import closing
from forums.polls.methods import method
from forums.polls.models import GoalPoll
from mobilize.kernel.moulds import Gaps, Mould
from mobilize.kernel.templatetags.look import moments

_OF_POLL = (
    "public_id", "question", "introduction", "state", "winners", "method", "tie_rule", "tie_seed", "rules_hash",
    "opens_at",
)  # fmt: skip


def _cast(shape: tuple, gaps: Gaps) -> dict:
    community, language, forum, fewest, *told = shape
    poll = SimpleNamespace(**dict(zip(_OF_POLL, told, strict=True)), closes_at=gaps("end"))
    poll.forum = SimpleNamespace(public_id=forum) if forum else None
    return {
        "poll": poll,
        "community": SimpleNamespace(slug=community, language=language),
        "way": method(poll.method),
        "fewest": fewest,
        "may_lead": False,
        "words": gaps("words"),
    }


_SLAB = Mould("polls/pieces/slab.html", _cast)
_BOX = Mould("polls/pieces/box.html", _cast)


@sensitive_variables()
def draw(request: HttpRequest, poll: GoalPoll, *, words: str) -> HttpResponse:
    """Draw the page for a voter who may vote again; ``words`` are those of the receipt."""
    forum = poll.forum.public_id if poll.forum else ""
    told = (getattr(poll, name) for name in _OF_POLL)
    shape = (poll.community.slug, poll.community.language, forum, closing.fewest_of(poll), *told)
    gaps = {"end": moments()(poll.closes_at), "words": words}
    context = {"poll": poll, "slab": _SLAB.pour(shape, gaps), "box": _BOX.pour(shape, gaps)}
    return render(request, "polls/poll_box.html", context)
