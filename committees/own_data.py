"""What committees keep that is somebody's own: their seats and what they did (rules 52 and 53).

Decisions and minutes belong to the committee and stay; who is named in them by membership is a former member then.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from committees.models import ActionItem, Attendance, Seat
from people.selves import Section, Self, eraser, exporter


@exporter
def of_committees(person: Self) -> Iterator[Section]:
    member = person.membership
    yield Section(
        "seats",
        _("Your seats in committees"),
        [
            {
                "committee": seat.committee.name,
                "as": seat.get_role_display(),
                "from": seat.begins_on,
                "until": seat.ends_on,
            }
            for seat in Seat.objects.filter(holder=member).select_related("committee")
        ],
    )
    yield Section(
        "meetings",
        _("Meetings you were at"),
        [
            {"meeting": line.meeting.title, "from": line.arrived_at, "until": line.left_at}
            for line in Attendance.objects.filter(membership=member).select_related("meeting")
        ],
    )
    yield Section(
        "actions",
        _("What you took on"),
        [
            {
                "what": action.title,
                "by": action.due_on,
                "state": action.get_state_display(),
                "words": action.evidence,
            }
            for action in ActionItem.objects.filter(owner=member)
        ],
    )


@eraser
def end(person: Self, now: datetime) -> None:
    """Let the seats stand empty, and take the words about what was done out. That it was done stays."""
    member = person.membership
    Attendance.objects.filter(membership=member, left_at=None).update(left_at=now)
    Seat.objects.filter(holder=member).update(holder=None, begins_on=None, ends_on=None)
    with override(person.community.language):
        gone = _("Removed at the author's wish.")
    ActionItem.objects.filter(owner=member).exclude(evidence="").update(evidence=gone)
