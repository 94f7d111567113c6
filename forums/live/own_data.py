"""What community sessions keep that is somebody's own: what they said there (rules 52 and 53)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from forums.live.domain import endings
from forums.live.models import Message, Mute
from people.selves import Section, Self, eraser, exporter


@exporter
def of_sessions(person: Self) -> Iterator[Section]:
    """One's own messages, and whether one may not write somewhere."""
    mine = [byline.pk for byline in person.bylines]
    yield Section(
        "messages",
        _("What you said in community sessions"),
        [
            {
                "session": message.session.title,
                "under the name": message.byline.shown_name,
                "when": message.created_at,
                "words": message.body,
                "language": message.language,
                "state": message.get_state_display(),
            }
            for message in Message.objects.filter(byline__in=mine).select_related("session", "byline")
        ],
    )
    yield Section(
        "muted",
        _("Sessions in which you may not write for now"),
        [
            {"session": mute.session.title, "since": mute.created_at}
            for mute in Mute.objects.filter(byline__in=mine).select_related("session")
        ],
    )


@eraser
def end(person: Self, now: datetime) -> None:
    endings.erase(person.bylines, now=now)
