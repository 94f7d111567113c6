"""Readers for everybody: pages outside the members' area."""

from django.utils.translation import gettext as _

from cms.faces import Entry, Face
from cms.models import (
    CommitteeDoorPage,
    CommunityPage,
    DoorPage,
    ForumDoorPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
)
from cms.queries import faces
from committees import queries as committee_queries
from committees.enums import PlanState


def communities():
    """Published pages of communities, by name."""
    return CommunityPage.objects.live().public().select_related("community").order_by("title")


_FACES = {
    ForumDoorPage: faces.forum_face,
    PollDoorPage: faces.poll_face,
    SessionDoorPage: faces.session_face,
    CommitteeDoorPage: faces.committee_face,
    PlanPage: faces.plan_face,
}


def face_of(page: DoorPage) -> Face:
    """Return the face behind a door, or of what its editing form holds while it is previewed."""
    return _FACES[type(page)](page.thing, page.previewed)


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
                str(door.thing),
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
