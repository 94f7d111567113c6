"""Lists of posts, poured from moulds: the marks come from the templates, drawn once for each shape of a card."""

from collections.abc import Callable
from html import escape
from types import SimpleNamespace

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from forums.discussion.enums import PostState
from forums.discussion.queries import Card
from mobilize.kernel.moulds import Gaps, Mould
from mobilize.kernel.templatetags.look import figure, moments
from mobilize.kernel.tongues import spoken

register = template.Library()


def _post(shape: tuple, gaps: Gaps) -> dict:
    """A card that has gaps where its words will be; the shape says what the templates decide by."""
    adult, role, mine, words, state, seed, chain, answered, results, hidden = shape[:10]
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
        language=gaps("language"),
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
            hidden=hidden,
        ),
        "forum": SimpleNamespace(public_id=gaps("forum")),
        "community": SimpleNamespace(slug=gaps("community")),
    }


def _perspective(shape: tuple, gaps: Gaps) -> dict:
    found = _post(shape, gaps)
    stances, stance, may_reply, beyond, may_hide = shape[10:]
    found["card"].stance, found["card"].replies_beyond = stance, beyond
    return found | {
        "may_take_stance": stances,
        "may_reply": may_reply,
        "may_hide": may_hide,
        "replies": gaps("replies"),
    }


def _reply(shape: tuple, gaps: Gaps) -> dict:
    of = SimpleNamespace(public_id=gaps("perspective"))
    return _post(shape, gaps) | {"perspective": of, "may_hide": shape[10]}


def _gone(shape: tuple, gaps: Gaps) -> dict:
    post = SimpleNamespace(public_id=gaps("post"))
    return {
        "card": SimpleNamespace(post=post, replies_beyond=shape[0]),
        "forum": SimpleNamespace(public_id=gaps("forum")),
        "community": SimpleNamespace(slug=gaps("community")),
        "replies": gaps("replies"),
    }


PERSPECTIVES = Mould("discussion/post_card.html", _perspective)
REPLIES = Mould("discussion/reply_card.html", _reply)
GONE = Mould("discussion/post_gone.html", _gone)


@register.simple_tag(takes_context=True)
def post_cards(context: RequestContext, cards: list[Card]) -> SafeString:
    """Draw published perspectives with the replies under them.

    The page's context says the forum, the community, and what the reader may do. Sides are taken by the form around.
    """
    page = {
        "forum": SafeString(context["forum"].public_id),
        "community": SafeString(escape(context["community"].slug)),
    }
    may = tuple(bool(context.get(name)) for name in ("may_take_stance", "may_reply", "may_hide"))
    when = moments()
    return SafeString("".join([_drawn(card, page, may, when) for card in cards]))


def _drawn(card: Card, page: dict, may: tuple[bool, ...], when: Callable) -> str:
    shape, words = _told(card, when)
    stances, may_reply, may_hide = may
    shape += (stances, card.stance if stances else None, may_reply, card.replies_beyond, may_hide)
    words |= page
    words["replies"] = _EMPTY
    if card.replies:
        page = page | {"perspective": words["post"]}
        under = [_told(reply, when) for reply in card.replies]
        words["replies"] = SafeString(
            "".join([REPLIES.pour((*of, may_hide), said | page) for of, said in under])
        )
    if card.post.state == PostState.WITHDRAWN:  # only its place is left
        return GONE.pour((card.replies_beyond,), words)
    return PERSPECTIVES.pour(shape, words)


_EMPTY = SafeString("")


def _told(card: Card, when: Callable) -> tuple[tuple, dict]:
    """Return the shape of a card and its words."""
    post, speaker = card.post, card.speaker
    side, role, answer, results, html = (
        speaker.side,
        speaker.role,
        card.answer_id,
        card.results,
        "" if card.hidden else post.body_html,
    )
    shape = (
        side == "adult",
        bool(role),
        speaker.mine,
        bool(html),
        post.state,
        getattr(post, "host_seed", False),
        getattr(post, "voice_state", ""),
        bool(answer),
        bool(results),
        card.hidden,
    )
    words = {
        "post": SafeString(post.public_id),
        "speaker": SafeString(speaker.public_id),
        "name": speaker.shown_name,
        "figure": figure(speaker),
        "role": role or _EMPTY,
        "html": SafeString(html),
        "language": spoken(post.language),
        "when": when(post.created_at),
        "chain": card.words or _EMPTY,
        "answer": SafeString(answer),
        "results": results or _EMPTY,
    }
    return shape, words
