"""Words of danger: never published, answered in the same response, and looked after for days (rules 16, 17, 18)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.discussion.domain import posts
from forums.discussion.enums import PostState
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from moderation import replies
from moderation.domain import aftercare, cases
from moderation.enums import Severity
from moderation.models import AfterCheck, Case, Summons, Wish
from people.domain import seal
from people.enums import Band, Role
from tests import factories

pytestmark = pytest.mark.django_db
DANGER = "Tonight I am going to kill myself"
METHOD = "Somebody could just take all the pills"
OWN_WORDS = "Dear Robin, I read it and I come to you before lunch. Sam from the desk"


def say(forum, user, words=DANGER):
    factories.perspective(forum, user, words, published=False)
    return Case.objects.latest("pk")


def rule(actor, case, outcome="return", reply=OWN_WORDS, reason="unsafe", version=1):
    return cases.rule(
        actor, case=case, outcome=outcome, version=version, reason=reason, reply=reply, now=timezone.now()
    )


@pytest.fixture
def lead(school):
    return factories.actor(factories.member(school, Role.SAFEGUARDING_LEAD), school)


@pytest.mark.parametrize("band", [Band.A, Band.C, Band.D])
@pytest.mark.parametrize(
    ("words", "severity"),
    [(DANGER, "S1"), ("my uncle touches me at night", "S2"), ("I feel so alone at school", "S3")],
)
def test_rule_16_words_of_danger_wait_in_every_band(school, forum, band, words, severity):
    case = say(forum, factories.member(school, band=band), words)
    post = case.byline.perspectives.get()
    assert (case.severity, case.reason, post.state) == (severity, "care", PostState.HELD)
    assert case.signs and all(set(sign) == {"start", "end", "sign"} for sign in case.signs)


def test_rule_17_a_way_of_hurting_oneself_waits_whoever_wrote_it(school, forum):
    post = factories.perspective(forum, factories.member(school, Role.TEACHER), METHOD, published=False)
    assert post.state == PostState.HELD
    assert post.byline.cases.get().is_grave


def test_conduct_and_contact_details_wait_where_nothing_else_would_be_read(school, forum):
    grown = factories.member(school, band=Band.D)
    told = [(case.severity, case.reason) for case in (
        say(forum, grown, "You are all stupid idiots and losers"), say(forum, grown, "Call me at 0171 555 0199"),
    )]  # fmt: skip
    assert told == [("S4", "conduct"), ("S0", "contact_details")]
    factories.perspective(forum, grown, "The hall is too loud.")
    assert Case.objects.count() == 2


def test_rule_18_what_was_seen_goes_with_the_case_and_with_no_person(school, forum, student):
    case = say(forum, student)
    for kept in (case.byline, student, student.memberships.get()):
        names = {field.name for field in kept._meta.concrete_fields}
        assert not [
            name for name in names if any(word in name for word in ("sign", "score", "risk", "severity"))
        ]


def test_rule_16_changed_words_keep_what_they_told(school, forum, student):
    case = say(forum, student)
    post = case.byline.perspectives.get()
    posts.change(
        factories.actor(student, school), post=post, body="All is well.", version=1, now=timezone.now()
    )
    case.refresh_from_db()
    assert (case.severity, case.version, case.signs, case.state) == ("S1", 2, [], "waiting")


def test_rule_16_danger_in_a_change_calls_as_danger_in_a_post(school, forum, student):
    case = say(forum, student, "The hall is too loud.")
    post = case.byline.perspectives.get()
    posts.change(factories.actor(student, school), post=post, body=DANGER, version=1, now=timezone.now())
    case.refresh_from_db()
    assert (case.severity, case.reason, Summons.objects.filter(case=case).exists()) == ("S1", "care", True)


def test_rule_16_taking_words_back_does_not_end_the_care(school, forum, student, lead):
    case = say(forum, student)
    post = case.byline.perspectives.get()
    posts.withdraw(factories.actor(student, school), post=post, now=timezone.now())
    case.refresh_from_db()
    assert case.state == "waiting"
    rule(lead, case)
    case.refresh_from_db()
    post.refresh_from_db()
    assert (case.state, post.state) == ("closed", PostState.WITHDRAWN)
    assert case.byline.notices.filter(kind="desk_wrote").exists()


@pytest.mark.parametrize("outcome", ["release", "return", "remove"])
@pytest.mark.parametrize("words", [DANGER, "I feel so alone at school"])
def test_rule_16_no_ruling_without_a_reply_of_ones_own(forum, student, lead, outcome, words):
    case = say(forum, student, words)
    with pytest.raises(Refused, match="reply_missing"):
        rule(lead, case, outcome, reply="  ")
    for language in ("en", "fr"):
        template = replies.warm_reply(case.severity, language=language)
        with pytest.raises(Refused, match="reply_as_it_was"):
            rule(lead, case, outcome, reply=f" {template.upper()}\n!")
    with pytest.raises(Refused, match="reply_as_it_was"):
        rule(lead, case, outcome, reply=replies.kind_reply("unsafe", language="en"))
    assert rule(lead, case, outcome).ruled_at


def test_a_routine_post_is_still_released_without_a_word(forum, student, lead):
    assert rule(lead, say(forum, student, "The hall is too loud."), "release", reply="").state == "released"


def test_rule_16_the_author_is_answered_in_the_same_response(client, school, forum, student):
    factories.perspective(forum, student)  # who has read the welcome
    client.force_login(student)
    answer = client.post(f"/c/harbour/forums/{forum.public_id}/", {"body": DANGER, "client_id": "one"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Thank you for telling us.",
        "You are not in trouble.",
        "Find me now",
        "I can wait",
        "Call somebody",
    ):
        assert words in page, words
    again = client.post(f"/c/harbour/forums/{forum.public_id}/", {"body": DANGER, "client_id": "one"})
    assert "Find me now" in again.content.decode()
    assert Case.objects.filter(severity="S1").count() == 1


def test_rule_16_a_reply_and_a_change_are_answered_in_the_same_response(client, school, forum, student):
    perspective = factories.perspective(forum, student)
    client.force_login(student)
    where = f"/c/harbour/forums/{forum.public_id}/{perspective.public_id}/"
    assert "Find me now" in client.post(where, {"body": DANGER, "client_id": "two"}).content.decode()
    held = factories.perspective(forum, student, "A quiet room.", published=False)
    change = f"/c/harbour/forums/{forum.public_id}/{held.public_id}/change/"
    assert "Find me now" in client.post(change, {"body": DANGER, "version": "1"}).content.decode()


def care(case):
    return f"/c/harbour/care/{case.subject_kind}/{case.subject_id}/"


def test_rule_16_find_me_now_stands_on_the_case_and_names_nobody(client, school, forum, student, lead):
    case = say(forum, student, "my uncle touches me at night")
    client.force_login(student)
    done = client.post(care(case), {"wish": "now"}, follow=True).content.decode()
    assert "An adult is called now and comes to find you." in done
    case.refresh_from_db()
    assert (case.severity, case.wish.wish) == ("S1", "now")
    assert Summons.objects.filter(case=case, post="lead").exists()
    line = AuditEntry.objects.get(action="moderation.wish")
    assert (line.actor, line.object_id) == ("", case.public_id)
    client.post(care(case), {"wish": "wait"})
    case.wish.refresh_from_db()
    assert (case.wish.wish, Wish.objects.count()) == ("wait", 1)
    client.force_login(lead.user)
    page = client.get(f"/c/harbour/desk/{case.public_id}/").content.decode()
    assert "The author said: I can wait." in page
    assert student.username not in page and student.public_id not in page


def test_the_care_page_is_its_authors_alone(client, school, forum, student, moderator):
    case = say(forum, student)
    for user in (factories.member(school), moderator):
        client.force_login(user)
        assert client.get(care(case)).status_code == 404
        assert client.post(care(case), {"wish": "now"}).status_code == 404
    assert not Wish.objects.exists()
    client.force_login(student)
    assert client.post(care(case), {"wish": "maybe"}).status_code == 422


def test_rule_20_words_that_others_reported_tell_their_author_nothing(client, school, forum, student):
    post = factories.perspective(forum, student)
    client.force_login(factories.member(school))
    client.post(f"/c/harbour/report/perspective/{post.public_id}/", {"reason": "worried"})
    Case.objects.filter(reason="reported").update(severity=Severity.S1)
    client.force_login(student)
    assert client.get(f"/c/harbour/care/perspective/{post.public_id}/").status_code == 404


def test_the_desk_marks_what_the_program_saw(client, school, forum, student, lead):
    case = say(forum, student, "Hello. " + DANGER + " Bye.")
    client.force_login(lead.user)
    page = client.get(f"/c/harbour/desk/{case.public_id}/").content.decode()
    assert "<mark" in page and "What the program saw" in page and "Someone may be in danger" in page
    assert "Hello. </mark>" not in page


def test_a_crisis_is_looked_after_on_day_1_3_and_7(client, school, forum, student, lead, freeze):
    freeze("2026-03-02T10:00+00:00")
    case = say(forum, student)
    rule(lead, case)
    days = list(AfterCheck.objects.values_list("day", "due_on"))
    assert [(day, due.isoformat()) for day, due in days] == [
        (1, "2026-03-03"),
        (3, "2026-03-05"),
        (7, "2026-03-09"),
    ]
    first = AfterCheck.objects.first()
    freeze("2026-03-03T10:00+00:00")
    client.force_login(lead.user)
    assert "Today: 3 March" in client.get("/c/harbour/desk/checks/").content.decode()
    assert "Looking after (1)" in client.get("/c/harbour/desk/").content.decode()
    assert client.post(f"/c/harbour/desk/checks/{first.pk}/", {"note": ""}).status_code == 422
    done = client.post(
        f"/c/harbour/desk/checks/{first.pk}/", {"note": "Came to the desk, is better."}, follow=True
    )
    assert "Thank you for looking after them." in done.content.decode()
    with pytest.raises(Refused, match="check_done"):
        aftercare.done(lead, check=first, note="Again", now=timezone.now())


def test_a_routine_post_leaves_no_looks_behind(forum, student, lead):
    rule(lead, say(forum, student, "The hall is too loud."), "release", reply="")
    assert not AfterCheck.objects.exists()


def test_rule_31_a_wish_and_a_look_lead_from_the_tables_to_nobody(school, forum, student, lead):
    case = say(forum, student)
    rule(lead, case)
    pointing = {
        field.related_model.__name__
        for model in (Wish, AfterCheck, Case)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model
    }
    assert pointing == {"Case", "User", "Byline", "Community", "Membership"}
    assert seal.is_author(student, case.byline)
    assert (case.about_id, AfterCheck.objects.exclude(done_by=None).count()) == (None, 0)
    assert (
        AuditEntry.objects.filter(at__gte=timezone.now() - timedelta(days=1), actor=student.public_id).count()
        == 0
    )
