"""Posting, replying, drafts, sides, changing and taking back."""

import pytest
from django.utils import timezone

from forums.discussion.domain import posts, stances, welcome
from forums.discussion.enums import PostState
from forums.discussion.models import Draft, Perspective, Reply, Stance, Welcome
from mobilize.kernel.refusal import Refused
from moderation.domain import cases
from moderation.models import Case
from people.enums import Role
from people.models import Byline
from tests.factories import actor, member, open_forum, perspective


def rule(house, outcome, **words):
    case = Case.objects.get(state="waiting")
    return cases.rule(
        house.act("moderator"), case=case, outcome=outcome, version=case.version, now=timezone.now(), **words
    )


def test_rule_33_nothing_is_posted_before_the_author_read_who_can_see_it(house, sign_in):
    browser = sign_in(house.student)
    answer = browser.post(house.base, {"body": "Too loud."})
    assert answer.status_code == 409
    assert "First read who can see what you write here." in answer.content.decode()
    assert Perspective.objects.count() == 0
    assert "I have read this" in answer.content.decode()
    assert 'name="body" value="Too loud."' in answer.content.decode()
    assert browser.post(f"{house.base}welcome/", {"body": "Too loud."})["Location"] == f"{house.base}#say"
    assert Draft.objects.get().body == "Too loud."
    assert Welcome.objects.get().forum == house.forum
    assert browser.post(house.base, {"body": "Too loud."}).status_code == 302


def test_rule_33_holds_for_replies_too(house):
    voice = perspective(house.forum, house.adult_student)
    with pytest.raises(Refused, match="welcome_unread"):
        posts.reply(house.act("student"), perspective=voice, body="Yes.", now=timezone.now())


def test_reading_the_welcome_twice_changes_nothing(house):
    first = welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    again = welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    assert (again.read_at, Welcome.objects.count()) == (first.read_at, 1)


def test_rule_13_a_held_author_sees_the_reason_and_an_expected_time(house, sign_in):
    voice = perspective(house.forum, house.student, "Two lines for food?", published=False)
    page = sign_in(house.student).get(house.base).content.decode()
    assert "Waiting for a person to read it" in page
    assert "In this age group a person reads each post first." in page
    assert "It should be read by" in page
    assert voice.body not in sign_in(house.other).get(house.base).content.decode()


def test_a_returned_post_shows_the_reason_and_the_reply_and_can_be_changed(house, sign_in):
    voice = perspective(house.forum, house.student, "Call me on 07700 900123.", published=False)
    rule(house, "return", reason="contact_details", reply="Please leave the number out.")
    browser = sign_in(house.student)
    page = browser.get(house.base).content.decode()
    assert "It had contact details in it." in page
    assert "Please leave the number out." in page
    change = f"{house.base}{voice.public_id}/change/"
    assert "07700 900123" in browser.get(change).content.decode()
    sent = browser.post(change, {"body": "Call the office.", "version": 1})
    assert sent.status_code == 303
    voice.refresh_from_db()
    assert (voice.state, voice.version, voice.body) == (PostState.HELD, 2, "Call the office.")


def test_a_change_of_an_old_version_is_refused_and_keeps_the_words(house, sign_in):
    voice = perspective(house.forum, house.student, published=False)
    answer = sign_in(house.student).post(
        f"{house.base}{voice.public_id}/change/", {"body": "Newer words", "version": 7}
    )
    assert answer.status_code == 409
    assert "Newer words" in answer.content.decode()
    voice.refresh_from_db()
    assert voice.version == 1


def test_nobody_changes_or_withdraws_what_somebody_else_said(house, sign_in):
    voice = perspective(house.forum, house.student, published=False)
    for who in (house.other, house.facilitator, house.moderator):
        for door in ("change", "withdraw"):
            answer = sign_in(who).post(
                f"{house.base}{voice.public_id}/{door}/", {"confirm": "yes", "body": "Mine", "version": 1}
            )
            assert answer.status_code == 404, (who, door)
    voice.refresh_from_db()
    assert voice.state == PostState.HELD


def test_rule_7_what_is_taken_back_is_hidden_at_once_after_a_question(house, sign_in):
    voice = perspective(house.forum, house.student, "I said too much.")
    browser = sign_in(house.student)
    door = f"{house.base}{voice.public_id}/withdraw/"
    assert "Take these words back?" in browser.get(door).content.decode()
    assert browser.post(door).status_code == 200
    voice.refresh_from_db()
    assert voice.state == PostState.PUBLISHED
    assert browser.post(door, {"confirm": "yes"}).status_code == 303
    assert sign_in(house.other).get(f"{house.base}{voice.public_id}/").status_code == 404
    assert "I said too much." not in sign_in(house.other).get(house.base).content.decode()
    assert "I said too much." in browser.get(f"/c/{house.place.slug}/my-voice/").content.decode()


def test_an_over_long_post_is_refused_and_keeps_every_word(house, sign_in):
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    words = "a" * 4001
    answer = sign_in(house.student).post(house.base, {"body": words})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Please use at most 4000." in answer.content.decode()
    assert Perspective.objects.count() == 0


@pytest.mark.parametrize("words", ["", "   \n", "\u200b"])
def test_a_post_without_words_is_refused(house, sign_in, words):
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    answer = sign_in(house.student).post(house.base, {"body": words})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_the_same_form_sent_twice_is_one_post(house, sign_in):
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    browser = sign_in(house.student)
    for _turn in range(2):
        assert browser.post(house.base, {"body": "Once.", "client_id": "abc"}).status_code == 302
    assert Perspective.objects.count() == 1


def test_what_a_form_forges_is_ignored(house, sign_in):
    elsewhere = open_forum(house.place)
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    forged = {
        "body": "Held?",
        "state": "published",
        "band": "D",
        "byline": Byline.objects.first().pk,
        "forum": elsewhere.public_id,
        "position": "1",
        "voice_state": "done",
        "host_seed": "on",
        "community": "other",
        "published_at": "2020-01-01",
    }
    assert sign_in(house.student).post(house.base, forged).status_code == 302
    voice = Perspective.objects.get()
    assert (voice.state, voice.forum, voice.position) == (PostState.HELD, house.forum, None)
    assert (voice.voice_state, voice.host_seed, voice.byline.band) == ("received", False, "B")


def test_words_are_kept_on_the_server_and_come_back(house, sign_in):
    browser = sign_in(house.student)
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    kept = browser.post(
        f"{house.base}draft/", {"body": "Half a thought"}, headers={"X-Requested-With": "fetch"}
    )
    assert kept.status_code == 204
    assert "Half a thought" in browser.get(house.base).content.decode()
    plain = browser.post(f"{house.base}draft/", {"body": "A whole thought"})
    assert (plain.status_code, plain["Location"]) == (303, f"{house.base}#say")
    assert Draft.objects.get().body == "A whole thought"
    browser.post(house.base, {"body": "A whole thought."})
    assert Draft.objects.count() == 0


def test_a_draft_is_seen_by_nobody_else(house, sign_in):
    stances.save_draft(house.act("student"), forum=house.forum, body="Only mine", now=timezone.now())
    for who in (house.other, house.facilitator, house.moderator, house.organizer):
        assert "Only mine" not in sign_in(who).get(house.base).content.decode()


def test_rule_39_no_draft_and_no_byline_before_consent(house, sign_in):
    child = member(house.place, band="A", consent=False)
    before = Byline.objects.count()
    browser = sign_in(child)
    for door in ("", "draft/", "welcome/"):
        assert browser.post(f"{house.base}{door}", {"body": "Words"}).status_code == 403
    assert (Draft.objects.count(), Byline.objects.count() - before) == (0, 0)
    assert browser.get(house.base).status_code == 200


def test_a_side_is_taken_changed_and_never_counted_while_open(house, sign_in):
    voice = perspective(house.forum, house.adult_student)
    browser = sign_in(house.student)
    door = f"{house.base}{voice.public_id}/stance/"
    assert browser.post(door, {"position": "1"})["Location"] == f"{house.base}#p-{voice.public_id}"
    assert browser.post(door, {"position": "-1"}).status_code == 303
    assert list(Stance.objects.values_list("position", flat=True)) == [-1]
    page = browser.get(house.base).content.decode()
    assert page.count('aria-pressed="true"') == 1
    assert "disagree." not in page


@pytest.mark.parametrize("position", ["2", "", "yes", "01", "1e0", "١"])
def test_an_unknown_side_is_refused(house, sign_in, position):
    voice = perspective(house.forum, house.adult_student)
    answer = sign_in(house.student).post(f"{house.base}{voice.public_id}/stance/", {"position": position})
    assert (answer.status_code, Stance.objects.count()) == (422, 0)


def test_adults_take_no_sides(house, sign_in):
    voice = perspective(house.forum, house.adult_student)
    answer = sign_in(house.teacher).post(f"{house.base}{voice.public_id}/stance/", {"position": "1"})
    assert (answer.status_code, Stance.objects.count()) == (404, 0)


def test_rule_31_a_pseudonym_per_forum_and_never_the_name(house, sign_in):
    second = open_forum(house.place)
    for forum in (house.forum, second):
        perspective(forum, house.student)
    page = sign_in(house.teacher).get(house.base).content.decode()
    assert house.student.name not in page
    assert house.student.username not in page
    mine = Byline.objects.filter(side="youth")
    assert mine.count() == 2
    assert mine.first().pseudonym in page
    assert mine.values("scope_id").distinct().count() == 2


def test_rule_35_in_a_named_forum_band_a_shows_first_name_and_initial(house, sign_in):
    named = open_forum(house.place, name_mode="named")
    child = member(house.place, band="A", username="noor")
    teen = member(house.place, band="C", username="sami")
    for author in (child, teen):
        perspective(named, author)
    page = sign_in(house.other).get(f"/c/{house.place.slug}/forums/{named.public_id}/").content.decode()
    assert "<b>Noor T.</b>" in page
    assert "<b>Sami Tester</b>" in page
    assert "Noor Tester" not in page


def test_an_adult_speaks_with_name_and_role(house, sign_in):
    voice = perspective(house.forum, house.adult_student)
    answer = sign_in(house.teacher).post(f"{house.base}{voice.public_id}/", {"body": "Thank you."})
    assert answer.status_code == 302
    page = sign_in(house.student).get(house.base).content.decode()
    assert f"<b>{house.teacher.name}</b> <span>Teacher," in page
    assert "Adult reply" in page


def test_rule_2_an_adult_alone_cannot_write(house):
    from people.models import Clearance

    voice = perspective(house.forum, house.adult_student)
    Clearance.objects.exclude(membership=house.act("teacher").membership).delete()
    with pytest.raises(Refused, match="second_adult_missing"):
        posts.reply(house.act("teacher"), perspective=voice, body="Hello.", now=timezone.now())


def test_rule_2_the_adults_who_read_are_listed_by_name_and_role(house, sign_in):
    page = sign_in(house.student).get(house.base).content.decode()
    assert f"<li>{house.teacher.name}, Teacher</li>" in page
    assert f"<li>{house.moderator.name}, Moderator</li>" in page


def test_a_reply_is_held_until_somebody_reads_it(house, sign_in):
    voice = perspective(house.forum, house.adult_student)
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    browser = sign_in(house.student)
    door = f"{house.base}{voice.public_id}/"
    assert browser.post(door, {"body": "Same here."}).status_code == 302
    assert Reply.objects.get().state == PostState.HELD
    assert "Same here." in browser.get(door).content.decode()
    assert "Same here." not in sign_in(house.other).get(door).content.decode()


def test_nothing_is_written_in_a_forum_whose_last_day_is_over(house, sign_in, freeze):
    from datetime import date

    house.forum.closes_on = date(2026, 12, 4)
    house.forum.save()
    freeze("2026-12-05T00:30+00:00")
    answer = sign_in(house.student).post(house.base, {"body": "Late."})
    assert answer.status_code == 409
    assert "This forum is not open" in answer.content.decode()


def test_the_starts_of_sentences_work_without_a_script(house, sign_in):
    welcome.confirm(house.act("student"), forum=house.forum, now=timezone.now())
    page = sign_in(house.student).get(f"{house.base}?start=helps").content.decode()
    assert "It helps when </textarea>" in page


def test_words_with_markup_are_shown_and_never_run(house, sign_in):
    perspective(house.forum, house.adult_student, "<script>alert(1)</script> **bold**")
    page = sign_in(house.student).get(house.base).content.decode()
    assert "<script>alert" not in page
    assert "<strong>bold</strong>" in page


def test_an_administrator_cannot_post_as_a_student_of_another_community(house, sign_in):
    from tests.factories import community

    stranger = member(community("tilleuls"), Role.ADMINISTRATOR)
    assert sign_in(stranger).post(house.base, {"body": "Hello"}).status_code == 404
    assert actor(house.student, house.place).community == house.place
