"""Answers the desk for drills, which nobody wrote, and for words that wait beside a committee, plan or poll."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilize.kernel import text
from moderation import handlers
from moderation.domain import set_aside
from moderation.enums import AsideState
from moderation.models import Case, SetAside
from moderation.models.desk import DRILL, SET_ASIDE


class _Drills:
    label = gettext_lazy("Drill")

    def subject(self, public_id: str) -> handlers.Subject | None:
        case = Case.objects.filter(subject_kind=DRILL, subject_id=public_id).select_related("byline").first()
        if case is None:
            return None
        words = _(
            "This is a drill. Nobody wrote this and nobody is in danger. "
            "Say that you are on it, as you would if a child had written that they are in danger."
        )
        return handlers.Subject(
            kind=DRILL,
            public_id=public_id,
            byline=case.byline,
            version=1,
            text=words,
            html=text.clean(words),
            place="",
            place_url="",
            is_public=False,
        )

    def lock(self, public_id: str) -> None:
        """Nobody else changes a drill."""

    def release(self, public_id: str, *, now: datetime) -> None:
        raise LookupError("a drill is answered, never ruled on")

    send_back = remove = restore = release


class _Aside:
    label = gettext_lazy("For a committee or poll")

    def _find(self, public_id: str) -> SetAside | None:
        return SetAside.objects.select_related("byline").filter(public_id=public_id).first()

    def _sure(self, public_id: str) -> SetAside:
        return SetAside.objects.select_related("byline").get(public_id=public_id)

    def subject(self, public_id: str) -> handlers.Subject | None:
        aside = self._find(public_id)
        return set_aside.as_subject(aside) if aside else None

    def lock(self, public_id: str) -> None:
        SetAside.objects.select_for_update().filter(public_id=public_id).first()

    def release(self, public_id: str, *, now: datetime) -> None:
        set_aside.let_in(self._sure(public_id), now=now)

    def send_back(self, public_id: str, *, now: datetime) -> None:
        set_aside.settle(self._sure(public_id), to=AsideState.RETURNED, now=now)

    def remove(self, public_id: str, *, now: datetime) -> None:
        set_aside.settle(self._sure(public_id), to=AsideState.REMOVED, now=now)

    restore = release


handlers.register(DRILL, _Drills())
handlers.register(SET_ASIDE, _Aside())
