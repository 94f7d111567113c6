"""Two people, one moment: the database decides, on both databases."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people import consent_texts, queries
from people.domain import consents, invitations, login_cards, members, sign_in_codes
from people.enums import Band, ConsentPurpose, ConsentState, Role
from people.models import Consent, LoginCard, Membership, SignInCode, User
from tests import factories
from tests.factories.families import tie


def together(*acts) -> list[str]:
    """Run ``acts`` in threads that start together; return "done" or the refusal's code of each, sorted."""
    start, outcomes = threading.Barrier(len(acts)), []

    def one(act):
        start.wait()
        try:
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_end_each_other_one_stays():
    school = factories.community()
    one, two = (factories.actor(factories.member(school, Role.ADMINISTRATOR), school) for _ in range(2))

    def end(by, whom):
        return lambda: members.end_role(
            by, membership=whom.membership, role=Role.ADMINISTRATOR, now=timezone.now()
        )

    first, second = together(end(one, two), end(two, one))
    assert first == "done"
    # Whoever comes second has lost the right by then, or asked before losing it and finds one left.
    assert second in {"not_found", "last_administrator"}
    left = queries.members_with_role(school, Role.ADMINISTRATOR, now=timezone.now())
    assert left.count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_one_use_code_works_once_however_many_use_it_at_once():
    school = factories.community()
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    student = factories.member(school, username="robin")
    code = sign_in_codes.issue(admin, membership=student.memberships.get(), now=timezone.now())

    def use(number):
        return lambda: sign_in_codes.use(
            username="robin",
            code=code,
            password=f"three calm words {number}",
            client_address=str(number),
            now=timezone.now(),
        )

    assert together(*(use(number) for number in range(4))) == ["code_unknown"] * 3 + ["done"]
    assert SignInCode.objects.get().used_at is not None


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_guardians_who_answer_at_once_both_answers_stay_on_record():
    school = factories.community()
    child = factories.member(school, band=Band.A, consent=False).memberships.get()
    parents = [factories.member(school, Role.CAREGIVER) for _ in range(2)]
    ties = [tie(child, parent.memberships.get()) for parent in parents]
    consents.ask_for_newcomer(child, now=timezone.now())

    def answer(number, yes):
        return lambda: consents.answer(
            factories.actor(parents[number], school),
            guardianship=ties[number],
            purpose=ConsentPurpose.FORUM,
            yes=yes,
            version=consent_texts.version_of(ConsentPurpose.FORUM),
            now=timezone.now(),
        )

    assert together(answer(0, True), answer(1, False)) == ["done", "done"]
    said = {consent.giver_id: consent.state for consent in Consent.objects.filter(membership=child)}
    yes, no = (said[parent.memberships.get().pk] for parent in parents)
    # The yes ended with the no that came after it, or the no was there and the yes came after it.
    assert (yes, no) in {
        (ConsentState.WITHDRAWN, ConsentState.REFUSED),
        (ConsentState.GRANTED, ConsentState.REFUSED),
    }


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_cards_printed_for_a_child_at_once_one_works():
    school = factories.community()
    child = factories.member(school, band=Band.A).memberships.get()
    admins = [factories.actor(factories.member(school, Role.ADMINISTRATOR), school) for _ in range(2)]

    def make(admin):
        return lambda: login_cards.make(admin, members=[child.public_id], now=timezone.now())

    assert together(*(make(admin) for admin in admins)) == ["done", "done"]
    assert LoginCard.objects.filter(membership=child).count() == 2
    assert LoginCard.objects.filter(membership=child, ended_at=None).count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_all_who_take_one_invitation_at_once_exactly_one_gets_it():
    school, inland = factories.community(), factories.community("inland")
    admin = factories.actor(factories.member(school, Role.ADMINISTRATOR), school)
    invitation, secret = invitations.invite(admin, role=Role.TEACHER, now=timezone.now())
    known = [factories.member(inland, Role.TEACHER) for _ in range(2)]

    def join(user):
        return lambda: invitations.accept_signed_in(
            user, secret=secret, client_address=f"192.0.2.{user.pk}", now=timezone.now()
        )

    def come(number):
        return lambda: invitations.accept(
            secret=secret,
            username=f"new{number}",
            password=f"three calm words {number}",
            first_name="New",
            client_address=f"198.51.100.{number}",
            now=timezone.now(),
        )

    outcomes = together(*(join(user) for user in known), *(come(number) for number in range(2)))
    assert outcomes == ["done"] + ["invitation_over"] * 3
    invitation.refresh_from_db()
    (place,) = Membership.objects.filter(community=school).exclude(pk=admin.membership.pk)
    assert invitation.membership == place
    assert User.objects.filter(username__startswith="new").count() == (place.user not in known)


@pytest.mark.django_db
def test_whoever_runs_the_site_prints_a_code_at_the_console(capsys):
    student = factories.member(factories.community(), username="robin")
    call_command("one_use_code", "Robin")
    code = capsys.readouterr().out.split("robin: ")[1].split(" ")[0]
    used = sign_in_codes.use(
        username="robin",
        code=code,
        password="three calm words",
        client_address="1",
        now=timezone.now(),
    )
    assert used == student
    with pytest.raises(CommandError, match="There is no active account"):
        call_command("one_use_code", "nobody")
