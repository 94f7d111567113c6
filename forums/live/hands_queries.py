"""Readers of shows of hands. What rule 36 keeps back is not in what they return."""

from django.conf import settings
from django.http import Http404

from forums.live.enums import HandsState
from forums.live.models import HandsQuestion

_REVISIONS = 1_000_000  # more than one question can have


def hands_question_of(actor, *, session: str, question: str) -> HandsQuestion:
    """Return a question of the session, or 404."""
    found = (
        HandsQuestion.objects.select_related("session__community")
        .filter(public_id=question, session__public_id=session, session__community=actor.community)
        .first()
    )
    if found is None:
        raise Http404
    return found


def on_screens(session_pk: int) -> HandsQuestion | None:
    """Return the question that the screens of a session show: the open one, or the last until it is put away."""
    shown = HandsQuestion.objects.filter(session=session_pk, state__in=[HandsState.OPEN, HandsState.CLOSED])
    return shown.order_by("-pk").first()


def shown_to_the_room(question: HandsQuestion) -> dict:
    """Return a question as anybody in the room may know it: while it is open only how many hands are up."""
    data = {"ref": question.public_id, "question": question.question, "choices": question.choices}
    if question.state != HandsState.OPEN:
        return data | question.result
    told = getattr(question, "up", None)  # a page has asked already
    up: int = question.hands.count() if told is None else told
    return data | {"told": "open", "hands": up if up >= settings.MOBILIZE["SMALL_GROUP"] else None}


def hands_now(session_pk: int) -> tuple[int, dict] | None:
    """Return the volatile value ``hands``."""
    question = on_screens(session_pk)
    if question is None:
        return None
    return question.pk * _REVISIONS + question.revision, shown_to_the_room(question)
