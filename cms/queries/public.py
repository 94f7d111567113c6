"""Readers for everybody: pages outside the members' area."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.faces import Entry, Face
from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    NewsPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
    StandardPage,
)
from cms.queries import faces
from committees import queries as committee_queries
from committees.enums import PlanState
from mobilize.kernel import manners
from mobilize.kernel.tongues import said_in


def communities():
    """Published pages of communities in the language of the reader, by name."""
    found = CommunityPage.objects.live().public().filter(locale=Locale.get_active())
    return found.select_related("community").order_by("title")


def news_of(page: NewsPage):
    """Published news, the newest first."""
    return StandardPage.objects.live().public().child_of(page).order_by("-first_published_at", "-pk")


def newest_news(page: CommunityPage, count: int = 3):
    """The newest news of a community, and where all of them stand."""
    shelf = NewsPage.objects.live().public().child_of(page).first()
    return {"page": shelf, "entries": list(news_of(shelf)[:count]) if shelf else []}


def languages_of(page: Page) -> list[dict]:
    """Return the same page in each language in which it is published (code, url, current). One query."""
    found = (
        page.get_translations(inclusive=True)
        .live()
        .select_related("locale")
        .order_by("locale__language_code")
    )
    return [
        {"code": each.locale.language_code, "page": each, "current": each.pk == page.pk} for each in found
    ]


_FACES: dict[type[DoorPage], Callable[[Any, dict | None], Face]] = {
    ForumDoorPage: faces.forum_face,
    PollDoorPage: faces.poll_face,
    SessionDoorPage: faces.session_face,
    CommitteeDoorPage: faces.committee_face,
    PlanPage: faces.plan_face,
}


def face_of(page: DoorPage) -> Face:
    """Return the face behind a door, or of what its editing form holds while it is previewed.

    On a translated door it speaks in the words of the translation.
    """
    face = _FACES[type(page)](page.thing, page.previewed)
    if page.thing is None or page.previewed is not None or not page.words:
        return face
    promises = [(label, _translated(page, words)) for label, words in face.promises]
    heading = page.heading()
    own = page.thing.community.language
    return replace(
        face,
        heading=heading,
        language=manners.language() if page.is_translated and heading == page.title else own,
        introduction=_translated(page, face.introduction),
        promises=promises,
    )


def _translated(page: DoorPage, words: str) -> str:
    """Return the translation that the page keeps for ``words``, or these."""
    kept = [each for each in page.words.values() if isinstance(each, dict)]
    found = next((each["to"] for each in kept if each["from"] == words), None)
    return said_in(words, page.thing.community.language) if found is None else found


_GROUPS = (
    (ForumDoorPage, "voice"),
    (PollDoorPage, "goal"),
    (SessionDoorPage, "action"),
    (CommitteeDoorPage, "decision"),
    (PlanPage, "plan"),
)


def doors_of(page: CommunityPage) -> list[dict]:
    """Published doors of a community in groups, newest first. One query per kind."""
    titles = {
        ForumDoorPage: _("Forums"),
        PollDoorPage: _("Polls"),
        SessionDoorPage: _("Community sessions"),
        CommitteeDoorPage: _("Committees"),
        PlanPage: _("Plans"),
    }
    groups = []
    for model, bead in _GROUPS:
        doors = model.objects.live().public().child_of(page).select_related(model.thing_field).order_by("-pk")
        entries = [
            Entry(
                door.heading(),
                door.get_url(),
                door.thing.get_state_display(),
                faces.badge_of(door.thing.state),
            )
            for door in doors
            if door.thing and not (model is PlanPage and door.thing.state != PlanState.PUBLISHED)
        ]
        # What is open comes first; within that the newest.
        entries.sort(key=lambda entry: entry.badge != "mari")
        if entries:
            groups.append({"title": titles[model], "bead": bead, "entries": entries})
    return groups


def edition_of(page: PlanPage, wish: str):
    """Return the edition that ``?edition=`` asks for, else the latest; None before the first. Two queries or three.

    ``edition.number`` says which one it is, so the page can tell somebody who asked for one that never was.
    """
    if page.plan is None:
        return None
    number = int(wish) if wish.isdecimal() and len(wish) < 6 else None
    found = committee_queries.edition_for_public(page.plan, number)
    return found or committee_queries.edition_for_public(page.plan)
