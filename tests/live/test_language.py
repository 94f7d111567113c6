"""What is said in a talk travels with its language: in the log, to its author, and on the pages (rule 62)."""

import pytest
from django.utils import timezone, translation

from forums.live import queries
from forums.live.domain import messages
from forums.live.models import LiveEvent
from tests.factories.live import room
from tests.factories.people import community, member


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rule_62_words_in_a_talk_travel_with_their_language():
    school = community()
    made, now = room(school), timezone.now()
    student, child = member(school, band="D"), member(school, band="A")
    with translation.override("fr"):
        shown, _again = messages.say(
            made.actor(student), session=made.session, client_id="one", body="The lamp is broken.", now=now
        )
        held, _again = messages.say(
            made.actor(child), session=made.session, client_id="two", body="Oui !", now=now
        )
    lines = LiveEvent.objects.filter(stream__session=made.session)
    assert {line.payload["body"]: line.payload["lang"] for line in lines if "body" in line.payload} == {
        "The lamp is broken.": "en",
        "Oui !": "fr",
    }
    (news,) = queries.own_news(made.actor(child), made.session)
    assert (news["ref"], news["lang"]) == (held.public_id, "fr")
    messages.withdraw(made.actor(student), message=shown, now=now)
    gone = LiveEvent.objects.get(stream__session=made.session, ref=shown.public_id, kind="message")
    assert (gone.payload["body"], gone.payload["lang"]) == ("", "")
