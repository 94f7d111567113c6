"""What goal polls keep that is somebody's own: whether they voted. How, nobody knows (rules 36, 52 and 53).

Nothing here ends with a person: a vote stays counted, and after the erasure the envelope bears nobody's name.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from forums.polls.models import Envelope
from people.selves import Section, Self, exporter


@exporter
def of_polls(person: Self) -> Iterator[Section]:
    yield Section(
        "polls",
        _("Polls you could vote in"),
        [
            {"question": envelope.poll.question, "voted": envelope.voted}
            for envelope in Envelope.objects.filter(voter=person.membership).select_related("poll")
        ],
    )
