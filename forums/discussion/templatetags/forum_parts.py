"""The parts of a forum's page beside its posts, poured from moulds: the slab, how far it is, the place to speak."""

from types import SimpleNamespace
from typing import NamedTuple

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from forums.discussion.forms import PostForm, ReplyForm, new_client_id
from forums.discussion.models import Forum
from mobilize.kernel.moulds import Gaps, Mould
from mobilize.kernel.templatetags.look import moments
from mobilize.kernel.tongues import spoken
from people import first_yes
from people.models import Community

register = template.Library()

LONG = 60  # letters; a longer question is set smaller


def _told_forum(state: str, closes: bool, adult: bool, answers: bool, gaps: Gaps) -> SimpleNamespace:
    """A forum that has gaps where its words will be."""
    named = SimpleNamespace(user=SimpleNamespace(name=gaps("adult")))
    return SimpleNamespace(
        public_id=gaps("forum"),
        question=gaps("question"),
        state=state,
        closes_on=gaps("closes") if closes else None,
        named_adult=named if adult else None,
        answer_by=gaps("answer_by") if answers else None,
    )


def _shape_of(forum: Forum) -> tuple[str, bool, bool, bool]:
    return forum.state, bool(forum.closes_on), bool(forum.named_adult_id), bool(forum.answer_by)


def _words_of(forum: Forum) -> dict[str, object]:
    when = moments()
    return {
        "forum": mark_safe(forum.public_id),
        "question": forum.question,
        "closes": when(forum.closes_on) if forum.closes_on else "",
        "adult": forum.named_adult.user.name if forum.named_adult else "",
        "answer_by": when(forum.answer_by) if forum.answer_by else "",
    }


def _told_community(gaps: Gaps) -> SimpleNamespace:
    """A community that has gaps where its words will be, and where the language of its own words is named."""
    return SimpleNamespace(slug=gaps("community"), language=gaps("language"))


def _words_around(community: Community) -> dict[str, object]:
    return {"community": community.slug, "language": spoken(community.language)}


def _slab(shape: tuple, gaps: Gaps) -> dict:
    of_forum, long, youth, may_speak, leads, answers_here = shape
    return {
        "forum": _told_forum(*of_forum, gaps),
        "long": long,
        "youth": youth,
        "may_speak": may_speak,
        "leads": leads,
        "answers_here": answers_here,
        "community": _told_community(gaps),
    }


def _low_slab(shape: tuple, gaps: Gaps) -> dict:
    return {
        "forum": _told_forum(*shape, gaps),
        "community": _told_community(gaps),
    }


def _steps(shape: tuple, gaps: Gaps) -> dict:
    return {
        "steps": [
            {
                "kind": kind,
                "title": gaps(f"title{place}"),
                "note": gaps(f"note{place}") if note else "",
                "url": gaps(f"url{place}") if url else "",
                "reached": reached,
                "now": now,
            }
            for place, (kind, reached, now, note, url) in enumerate(shape)
        ]
    }


def _theme(shape: tuple, gaps: Gaps) -> dict:
    voices, answered = shape
    return {
        "theme": SimpleNamespace(
            public_id=gaps("theme"), title=gaps("title"), voices=voices, answered=answered
        ),
        "forum": SimpleNamespace(public_id=gaps("forum")),
        "community": _told_community(gaps),
    }


class _No(NamedTuple):
    """What of a refusal decides how the place to speak is drawn."""

    code: str


def _say(shape: tuple, gaps: Gaps) -> dict:
    youth, refused, welcomed, saved, starters, adults, perspective = shape
    form = ReplyForm if perspective else PostForm
    return {
        "youth": youth,
        "refused": SimpleNamespace(message=gaps("refused")) if refused else None,
        "first_yes": first_yes.words_for(refused),
        "turn": SimpleNamespace(welcomed=welcomed, draft_saved_at=gaps("saved") if saved else None),
        "starters": [SimpleNamespace(key=key, words=words) for key, words in starters],
        "readers": SimpleNamespace(adults=adults),
        "form": form(initial={"body": gaps("draft"), "client_id": gaps("client_id")}),
        "forum": SimpleNamespace(public_id=gaps("forum")),
        "community": _told_community(gaps),
        "perspective": SimpleNamespace(public_id=gaps("perspective")) if perspective else None,
        **{name: gaps(name) for name in ("heading", "verb", "post_url", "draft_url", "sees")},
        "csrf_token": gaps("token"),
    }


SLAB = Mould("discussion/forum_slab.html", _slab)
LOW_SLAB = Mould("discussion/forum_low_slab.html", _low_slab)
STEPS = Mould("discussion/forum_steps.html", _steps)
THEME = Mould("discussion/theme_line.html", _theme)
SAY = Mould("discussion/say.html", _say)


@register.simple_tag(takes_context=True)
def forum_slab(context: Context) -> SafeString:
    """Draw the slab of a forum's page."""
    forum = context["forum"]
    shape = (
        _shape_of(forum),
        len(forum.question) > LONG,
        context["actor"].is_youth,
        context["refused"] is None,
        bool(context["leads"]),
        bool(context["answers_here"]),
    )
    return SLAB.pour(shape, {**_words_of(forum), **_words_around(context["community"])})


@register.simple_tag(takes_context=True)
def forum_low_slab(context: Context) -> SafeString:
    """Draw the slab of a page inside a forum, which leads back to it."""
    forum = context["forum"]
    return LOW_SLAB.pour(_shape_of(forum), {**_words_of(forum), **_words_around(context["community"])})


@register.simple_tag
def forum_steps(steps: list[dict]) -> SafeString:
    """Draw how far a forum has come."""
    shape, words = [], {}
    for place, step in enumerate(steps):
        shape.append((step["kind"], step["reached"], step["now"], bool(step["note"]), bool(step["url"])))
        words |= {f"{name}{place}": step[name] for name in ("title", "note", "url")}
    return STEPS.pour(tuple(shape), words)


@register.simple_tag(takes_context=True)
def theme_lines(context: Context) -> SafeString:
    """Draw the lines of a forum's themes."""
    page = {"forum": mark_safe(context["forum"].public_id), **_words_around(context["community"])}
    return mark_safe(
        "".join(
            THEME.pour(
                (theme.voices, theme.answered), page | {"theme": theme.public_id, "title": theme.title}
            )
            for theme in context["themes"]
        )
    )


@register.simple_tag(takes_context=True)
def say(context: Context, heading: str, verb: str, post_url: str) -> SafeString:
    """Draw the place to speak, or why the reader cannot. A form that came back is drawn with all that it says."""
    form, turn, refused = context["form"], context["turn"], context["refused"]
    forum, community = context["forum"], context["community"]
    perspective = context.get("perspective")
    starters = context.get("starters") or ()
    if form.is_bound:
        return mark_safe(
            render_to_string(
                SAY.template,
                {
                    "youth": context["actor"].is_youth,
                    **{name: context[name] for name in ("draft_url", "sees", "readers", "csrf_token")},
                    "heading": heading,
                    "verb": verb,
                    "post_url": post_url,
                    "starters": starters,
                    "form": form,
                    "turn": turn,
                    "refused": refused,
                    "first_yes": first_yes.words_for(refused),
                    "forum": forum,
                    "community": community,
                    "perspective": perspective,
                },
            )
        )
    shape = (
        context["actor"].is_youth,
        refused and _No(refused.code),
        turn.welcomed,
        turn.draft_saved_at is not None,
        tuple((starter["key"], starter["words"]) for starter in starters),
        tuple(context["readers"].adults),
        perspective is not None,
    )
    words = {
        "refused": refused.message if refused else "",
        "saved": moments()(turn.draft_saved_at) if turn.draft_saved_at else "",
        "draft": form.initial.get("body", ""),
        "client_id": new_client_id(),
        "forum": mark_safe(forum.public_id),
        **_words_around(community),
        "perspective": perspective.public_id if perspective else "",
        "token": context["csrf_token"],
        "heading": heading,
        "verb": verb,
        "post_url": post_url,
        **{name: context[name] for name in ("draft_url", "sees")},
    }
    return SAY.pour(shape, words)
