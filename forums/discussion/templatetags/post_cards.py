"""Lists of posts, poured from moulds: the marks come from the templates, drawn once for each shape of a card."""

from collections.abc import Callable
from types import SimpleNamespace

from django import template
from django.template.context import RequestContext
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from forums.discussion.queries import Card
from mobilize.kernel.moulds import Gaps, Mould
from mobilize.kernel.templatetags.look import figure, moments

register = template.Library()


def _post(shape: tuple, gaps: Gaps) -> dict:
    """A card that has gaps where its words will be; the shape says what the templates decide by."""
    adult, role, mine, words, state, seed, chain, answered, results = shape[:9]
    speaker = SimpleNamespace(
        public_id=gaps("speaker"),
        shown_name=gaps("name"),
        side="adult" if adult else "youth",
        figure=gaps("figure"),
        role=gaps("role") if role else "",
        mine=mine,
    )
    post = SimpleNamespace(
        public_id=gaps("post"),
        body_html=gaps("html") if words else "",
        created_at=gaps("when"),
        state=state,
        host_seed=seed,
        voice_state=chain,
    )
    return {
        "card": SimpleNamespace(
            post=post,
            speaker=speaker,
            mine=mine,
            desk=None,
            words=gaps("chain"),
            answer_id=gaps("answer") if answered else "",
            results=gaps("results") if results else "",
        ),
        "forum": SimpleNamespace(public_id=gaps("forum")),
        "community": SimpleNamespace(slug=gaps("community")),
        "csrf_token": gaps("token"),
    }


def _perspective(shape: tuple, gaps: Gaps) -> dict:
    found = _post(shape, gaps)
    stances, stance, may_reply, back, beyond = shape[9:]
    found["card"].stance, found["card"].replies_beyond = stance, beyond
    return found | {
        "may_take_stance": stances,
        "may_reply": may_reply,
        "back": back,
        "before": gaps("before"),
        "replies": gaps("replies"),
    }


def _reply(shape: tuple, gaps: Gaps) -> dict:
    return _post(shape, gaps) | {"perspective": SimpleNamespace(public_id=gaps("perspective"))}


PERSPECTIVES = Mould("discussion/post_card.html", _perspective)
REPLIES = Mould("discussion/reply_card.html", _reply)


@register.simple_tag(takes_context=True)
def post_cards(context: RequestContext, cards: list[Card], back: str = "") -> SafeString:
    """Draw published perspectives with the replies under them.

    The page's context says the forum, the community, and what the reader may do. ``back`` is where a stance leads.
    """
    page = {
        "forum": context["forum"].public_id,
        "community": context["community"].slug,
        "before": context.get("before", ""),
        "token": context.get("csrf_token", ""),
    }
    page = {name: conditional_escape(word) for name, word in page.items()}
    may = bool(context.get("may_take_stance")), bool(context.get("may_reply"))
    when = moments()
    return mark_safe("".join(_drawn(card, page, may, back, when) for card in cards))


def _drawn(card: Card, page: dict, may: tuple[bool, bool], back: str, when: Callable) -> str:
    shape, words = _told(card, when)
    replies = ""
    for reply in card.replies:
        under, said = _told(reply, when)
        replies += REPLIES.pour(under, page | said | {"perspective": card.post.public_id})
    stances, may_reply = may
    shape += (stances, card.stance if stances else None, may_reply, back, card.replies_beyond)
    return PERSPECTIVES.pour(shape, page | words | {"replies": mark_safe(replies)})


def _told(card: Card, when: Callable) -> tuple[tuple, dict]:
    """Return the shape of a card and its words."""
    post, speaker = card.post, card.speaker
    adult = speaker.side == "adult"
    shape = (
        adult,
        bool(speaker.role),
        speaker.mine,
        bool(post.body_html),
        post.state,
        getattr(post, "host_seed", False),
        getattr(post, "voice_state", ""),
        bool(card.answer_id),
        bool(card.results),
    )
    words = {
        "post": mark_safe(post.public_id),
        "speaker": mark_safe(speaker.public_id),
        "name": speaker.shown_name,
        "figure": figure(speaker),
        "role": speaker.role,
        "html": mark_safe(post.body_html),
        "when": when(post.created_at),
        "chain": card.words,
        "answer": card.answer_id,
        "results": card.results,
    }
    return shape, words
