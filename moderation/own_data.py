"""What the desk keeps that is somebody's own (rules 52 and 53). Concern files are in nobody's copy: ask the lead."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from moderation.domain import endings
from moderation.models import Appeal, DutyTurn, Exposure, Flag, Ruling, SetAside
from people.selves import Section, Self, eraser, exporter


@exporter
def of_desk(person: Self) -> Iterator[Section]:
    """What was decided about one's own words, what one asked for, and what one reported."""
    mine = [byline.pk for byline in person.bylines]
    yield Section(
        "rulings",
        _("What the desk decided about your words"),
        [
            {
                "where": ruling.case.place,
                "when": ruling.created_at,
                "decision": ruling.get_outcome_display(),
                "because": ruling.get_reason_display() if ruling.reason else "",
            }
            for ruling in Ruling.objects.filter(case__byline__in=mine).select_related("case")
        ],
    )
    yield Section(
        "appeals",
        _("Where you asked for another look"),
        [
            {"when": appeal.created_at, "words": appeal.words, "state": appeal.get_state_display()}
            for appeal in Appeal.objects.filter(ruling__case__byline__in=mine)
        ],
    )
    yield Section(
        "set aside",
        _("What you wrote for a committee, plan or poll that waited for a person"),
        [
            {
                "where": aside.place,
                "when": aside.created_at,
                "words": aside.words,
                "state": aside.get_state_display(),
            }
            for aside in SetAside.objects.filter(byline__in=mine)
        ],
    )
    yield Section(
        "reports",
        _("What you reported"),
        [
            {"when": flag.created_at, "because": flag.get_reason_display(), "words": flag.words}
            for flag in Flag.objects.filter(reporter=person.membership)
        ],
    )


@exporter
def of_duty(person: Self) -> Iterator[Section]:
    """Duties of an adult, and what they did as a moderator."""
    member = person.membership
    yield Section(
        "duty",
        _("When you are on duty"),
        [
            {
                "post": turn.get_post_display(),
                "weekday": turn.weekday,
                "from": turn.begins,
                "until": turn.ends,
            }
            for turn in DutyTurn.objects.filter(membership=member)
        ],
    )
    yield Section(
        "rulings made",
        _("What you decided at the desk"),
        [
            {"when": ruling.created_at, "decision": ruling.get_outcome_display(), "words": ruling.reply}
            for ruling in Ruling.objects.filter(by=person.user, case__community=person.community)
        ],
    )
    yield Section(
        "hard posts",
        _("How many hard posts you read"),
        [
            {"day": exposure.day, "posts": exposure.count, "rest until": exposure.break_until}
            for exposure in Exposure.objects.filter(membership=member)
        ],
    )


@eraser
def end(person: Self, now: datetime) -> None:
    endings.empty_words_of(person.bylines)
    endings.empty_words_of_reporter(person.membership)
    DutyTurn.objects.filter(membership=person.membership).delete()
    Exposure.objects.filter(membership=person.membership).delete()
