"""Two people, one moment: the database decides, on both databases."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from mobilize.kernel.refusal import Refused
from people import queries
from people.domain import members, sign_in_codes
from people.enums import Role
from people.models import SignInCode
from tests import factories


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
