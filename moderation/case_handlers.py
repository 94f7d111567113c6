"""Answers the desk for drills: made-up words that nobody wrote and nobody else can see."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilize.kernel import text
from moderation import handlers
from moderation.models import Case
from moderation.models.desk import DRILL


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


handlers.register(DRILL, _Drills())
