"""Several people at the same moment: one order, no hole, nobody twice, and no lock that waits for itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from forums.live.domain import messages, sessions
from forums.live.enums import MessageState
from forums.live.models import LiveEvent, LiveStream, Message
from mobilize.kernel.refusal import Refused
from moderation.models import Case, Ruling
from people.enums import Role
from tests.factories.live import room
from tests.factories.people import community, member

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def at_once(*works) -> list:
    """Run all works at the same time; return what each returned, or the code with which it was refused."""

    def one(work):
        try:
            return work()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result(60) for done in [threads.submit(one, work) for work in works]]


@pytest.fixture
def made(transactional_db):
    return room(community())


def test_numbers_have_no_hole_when_everybody_speaks_at_once(made):
    people = [member(made.community, band="D") for _ in range(6)]
    at_once(*[lambda user=user: [made.say(user) for _ in range(4)] for user in people])
    public = LiveEvent.objects.filter(stream__audience="pub").order_by("seq")
    assert list(public.values_list("seq", flat=True)) == list(range(1, 27))
    assert list(public.order_by("pk").values_list("seq", flat=True)) == list(range(1, 27))
    assert LiveStream.objects.get(audience="pub").last_seq == 26


def test_the_same_message_sent_many_times_at_once_is_one(made):
    user = member(made.community, band="D")
    found = at_once(*[lambda: made.say(user, client_id="same") for _ in range(6)])
    assert len({message.pk for message in found}) == 1
    assert (Message.objects.count(), LiveEvent.objects.filter(kind="message").count()) == (1, 1)


def test_of_two_moderators_who_decide_at_once_one_does(made):
    held = made.say(member(made.community))
    other = member(made.community, Role.MODERATOR)

    def release(user):
        return messages.rule_on(
            made.actor(user), message=held, outcome="release", version=1, now=timezone.now()
        ).state

    found = at_once(lambda: release(made.moderator), lambda: release(other))
    assert sorted(found) == ["case_ruled", "published"]
    assert (Ruling.objects.count(), LiveEvent.objects.filter(kind="message").count()) == (1, 1)


def test_an_author_who_takes_back_while_a_moderator_decides_ends_in_one_outcome(made):
    for _ in range(5):
        author = member(made.community)
        held = made.say(author)
        found = at_once(
            lambda held=held, author=author: (
                messages.withdraw(made.actor(author), message=held, now=timezone.now()).public_id
            ),
            lambda held=held: (
                messages.rule_on(
                    made.actor(made.moderator), message=held, outcome="release", version=1, now=timezone.now()
                ).public_id
            ),
        )
        held.refresh_from_db()
        assert held.state == MessageState.WITHDRAWN
        assert found[0] == held.public_id
        assert found[1] in {held.public_id, "case_ruled"}
        assert Case.objects.get(subject_id=held.public_id).state in {"closed", "released"}


def test_nothing_is_said_after_the_talk_closed(made):
    people = [member(made.community, band="D") for _ in range(4)]
    at_once(
        *[lambda user=user: [made.say(user) for _ in range(3)] for user in people],
        lambda: (
            sessions.close_session(
                made.actor(made.facilitator), session=made.session, now=timezone.now()
            ).state
        ),
    )
    kinds = list(
        LiveEvent.objects.filter(stream__audience="pub").order_by("seq").values_list("kind", "payload")
    )
    assert kinds[-1] == ("state", {"state": "closed"})
