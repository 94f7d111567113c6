import pytest
from django.utils import timezone

from forums.discussion.enums import ForumState
from forums.discussion.models import Forum
from mobilize.kernel import moves
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import CODES, Refused, codes
from tests.factories import community


@pytest.fixture
def draft(db):
    return Forum.objects.create(community=community(), question="Why?", created_at=timezone.now())


def test_a_move_outside_the_table_is_refused(draft):
    with pytest.raises(Refused, match="not_now"):
        moves.move(draft, ForumState.CLOSED)
    draft.refresh_from_db()
    assert draft.state == ForumState.DRAFT


def test_of_two_who_move_the_same_thing_one_wins(open_twice):
    first, second = open_twice
    moves.move(first, ForumState.CLOSED)
    with pytest.raises(Refused, match="changed_meanwhile"):
        moves.move(second, ForumState.CLOSED)


@pytest.fixture
def open_twice(db):
    from tests.factories import open_forum

    forum = open_forum(community())
    return Forum.objects.get(pk=forum.pk), Forum.objects.get(pk=forum.pk)


def test_an_unknown_rule_fails_loudly():
    with pytest.raises(LookupError, match=r"forums\.typo"):
        require(object(), "forums.typo")


def test_nobody_is_sent_to_sign_in():
    with pytest.raises(Refused, match="sign_in"):
        require(None, "forums.read_forum")


def test_a_refusal_with_an_unknown_code_fails_loudly():
    with pytest.raises(LookupError):
        Refused("no_such_code")


def test_a_code_cannot_be_taken_twice():
    with pytest.raises(ValueError, match="already taken"):
        codes(not_found=(400, "else"))


def test_every_refusal_has_a_status_of_a_refusal_and_a_whole_sentence():
    for code, (status, sentence) in CODES.items():
        # 503: the house itself cannot do it now, and says so.
        assert 400 <= status < 500 or status == 503, code
        # A sentence may end in another whole one that is filled in.
        assert str(sentence).endswith((".", "!", "?", " %(why)s")), code


def test_later_runs_after_the_commit_and_a_failure_undoes_nothing(
    draft, django_capture_on_commit_callbacks, caplog
):
    with django_capture_on_commit_callbacks(execute=True):
        AuditEntry.objects.create(at=timezone.now(), action="kept")
        later("tests.kernel.test_moves.broken_task", "x")
        assert ran == []
    assert ran == ["x"]
    assert "failed after the commit" in caplog.text
    assert AuditEntry.objects.filter(action="kept").exists()


def test_later_refuses_a_wrong_name_at_once():
    with pytest.raises(ImportError):
        later("tests.kernel.test_moves.nothing")


ran: list[str] = []


def broken_task(word: str) -> None:
    ran.append(word)
    raise RuntimeError("on purpose")
