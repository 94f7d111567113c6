"""An author asks for another look, and somebody else looks (rule 21)."""

import pytest
from django.utils import timezone

from forums.discussion.enums import PostState
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation.domain import appeals, cases
from moderation.models import Appeal, Ruling
from people.enums import Role
from people.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db


def rule(moderator, school, case, outcome):
    cases.rule(
        factories.actor(moderator, school), case=case, outcome=outcome, version=1, reason="unkind",
        reply="Say it kindly.", now=timezone.now(),
    )  # fmt: skip
    return Ruling.objects.get()


@pytest.fixture
def other(school):
    return factories.actor(factories.member(school, Role.MODERATOR), school)


@pytest.fixture
def author(school, student):
    return factories.actor(student, school)


def ask(author, ruling, words="I did not mean anybody."):
    return appeals.appeal(author, ruling=ruling, words=words, now=timezone.now())


def decide(actor, appeal, uphold=True, reply="You were right."):
    return appeals.decide(actor, appeal=appeal, uphold=uphold, reply=reply, now=timezone.now())


@pytest.mark.parametrize("outcome", ["return", "remove"])
@pytest.mark.parametrize("uphold", [True, False])
def test_rule_21_another_moderator_decides(school, post, case, moderator, author, other, outcome, uphold):
    appeal = ask(author, rule(moderator, school, case, outcome))
    with pytest.raises(Refused, match="own_ruling"):
        decide(factories.actor(moderator, school), appeal)
    decide(other, appeal, uphold)
    post.refresh_from_db()
    shown = {"return": PostState.RETURNED, "remove": PostState.REMOVED}[outcome]
    assert post.state == (PostState.PUBLISHED if uphold else shown)
    assert case.byline.notices.filter(kind="appeal_settled").exists()
    with pytest.raises(Refused, match="appeal_decided"):
        decide(other, appeal)


def test_rule_21_an_appeal_names_its_author_nowhere(school, case, moderator, author, other):
    appeal = ask(author, rule(moderator, school, case, "return"))
    line = AuditEntry.objects.get(action="moderation.appeal")
    assert (line.actor, line.object_id, line.note) == ("", appeal.public_id, {})
    assert {field.name for field in Appeal._meta.concrete_fields if field.is_relation} == {
        "ruling",
        "decided_by",
    }
    told = Notice.objects.filter(kind="appeal_waits").values_list("membership", flat=True)
    assert list(told) == [other.membership.pk]  # and not whoever ruled


def test_rule_21_only_the_author_appeals_and_once(school, case, moderator, author, other):
    ruling = rule(moderator, school, case, "return")
    for actor in (other, factories.actor(factories.member(school), school)):
        with pytest.raises(Refused, match="not_found"):
            ask(actor, ruling)
    ask(author, ruling)
    with pytest.raises(Refused, match="appeal_made"):
        ask(author, ruling)


def test_rule_21_a_moderator_does_not_decide_about_their_own_words(school, forum, other):
    writer = factories.member(school, Role.MODERATOR, username="writer")
    held = factories.perspective(forum, writer, "Call me at 0171 555 0199", published=False)
    case = held.byline.cases.get()
    ruling = rule(other.user, school, case, "return")
    mine = factories.actor(writer, school)
    appeal = ask(mine, ruling)
    with pytest.raises(Refused, match="own_post"):
        decide(mine, appeal)


def test_rule_21_from_my_voice_to_the_answer_without_a_script(
    client, school, student, case, moderator, other
):
    rule(moderator, school, case, "return")
    client.force_login(student)
    address = f"/c/harbour/appeal/perspective/{case.subject_id}/"
    assert address in client.get("/c/harbour/my-voice/").content.decode()
    page = client.post(address, {"words": "Please look again."}, follow=True).content.decode()
    assert "Another moderator looks at it, by" in page
    appeal = Appeal.objects.get()
    client.force_login(other.user)
    assert "Appeals (1)" in client.get("/c/harbour/desk/").content.decode()
    assert appeal.public_id in client.get("/c/harbour/desk/appeals/").content.decode()
    at = f"/c/harbour/desk/appeals/{appeal.public_id}/"
    assert "Please look again." in client.get(at).content.decode()
    assert client.post(at, {"uphold": "no", "reply": ""}).status_code == 422
    assert (
        "The author reads your reply."
        in client.post(
            at, {"uphold": "no", "reply": "It stays, because it names somebody."}, follow=True
        ).content.decode()
    )
    client.force_login(student)
    assert "It stays, because it names somebody." in client.get(address).content.decode()
    client.force_login(moderator)
    assert client.get(address).status_code == 404
