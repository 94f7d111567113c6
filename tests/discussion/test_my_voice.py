"""My voice: everything a member said, and what became of it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.discussion import queries
from forums.discussion.domain import answers, voices
from forums.discussion.enums import PostState, VoiceState
from forums.discussion.models import Perspective
from tests.factories import actor, community, member, open_forum, perspective


def many(house, count: int, *, body: str = "Thought") -> list[Perspective]:
    """Publish ``count`` perspectives of one author without going through the desk one by one."""
    first = perspective(house.forum, house.adult_student, f"{body} 0")
    rest = [
        Perspective(
            forum=house.forum,
            byline=first.byline,
            body=f"{body} {place}",
            body_html=f"<p>{body} {place}</p>",
            state=PostState.PUBLISHED,
            position=first.position + place,
            published_at=timezone.now(),
            created_at=timezone.now(),
        )
        for place in range(1, count)
    ]
    return [first, *Perspective.objects.bulk_create(rest)]


def queries_for(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_my_voice_asks_the_same_questions_for_one_and_for_ten(house, sign_in):
    browser = sign_in(house.adult_student)
    url = f"/c/{house.place.slug}/my-voice/"
    perspective(house.forum, house.adult_student)
    one = queries_for(browser, url)
    many(house, 9)
    assert queries_for(browser, url) == one


def test_the_unread_mark_costs_one_question(house):
    perspective(house.forum, house.student)
    who = house.act("student")
    with CaptureQueriesContext(connection) as seen:
        assert queries.unread_answers(who) == 0
    assert len(seen) == 1


def test_my_voice_shows_the_furthest_step_and_the_others_under_it(house, sign_in):
    voice = perspective(house.forum, house.student, "A quiet room.")
    for state, kind, title in (
        (VoiceState.IN_GOAL, "goal", "Quiet lunch"),
        (VoiceState.IN_GOAL, "goal-2", "Longer lunch"),
        (VoiceState.IN_PLAN, "plan", "A better lunch"),
    ):
        cause = voices.Cause(kind.split("-")[0], kind, title, f"/c/{house.place.slug}/{kind}/")
        voices.advance([voice], to=state, cause=cause, now=timezone.now())
    said = queries.my_voice(house.act("student")).said[0]
    assert said.words == 'In a plan: <span lang="en">A better lunch</span>'
    assert [step.cause_title for step in said.others] == ["Longer lunch", "Quiet lunch"]
    page = sign_in(house.student).get(f"/c/{house.place.slug}/my-voice/").content.decode()
    assert f'href="/c/{house.place.slug}/plan/"' in page
    assert "Longer lunch" in page


def test_my_voice_puts_unread_answers_first_and_then_the_newest(house):
    old, newer, newest = (perspective(house.forum, house.student, f"Words {place}") for place in range(3))
    answers.answer(
        house.act("teacher"),
        to=old,
        heard="Heard.",
        kind="will",
        act="Done soon.",
        because="Fair.",
        by_when=timezone.localdate(),
        now=timezone.now(),
    )
    voice = queries.my_voice(house.act("student"))
    assert [said.post for said in voice.said] == [old, newest, newer]
    assert (voice.unread, voice.total) == (1, 3)


def test_my_voice_has_pages(house):
    many(house, 65)
    who = house.act("adult_student")
    first = queries.my_voice(who)
    second = queries.my_voice(who, after=first.older)
    third = queries.my_voice(who, after=second.older)
    assert [len(voice.said) for voice in (first, second, third)] == [30, 30, 5]
    assert len({said.post.pk for voice in (first, second, third) for said in voice.said}) == 65
    assert (first.newer, third.older) == ("", "")
    assert queries.my_voice(who, before=third.newer).said == second.said
    assert queries.my_voice(who, after="nowhere").said == first.said


def test_my_voice_holds_nothing_of_anybody_else_and_nothing_of_another_community(house):
    perspective(house.forum, house.other)
    away = community("tilleuls")
    member(away, user=house.student, second_factor=False)
    perspective(open_forum(away), house.student, "Said over there.")
    assert queries.my_voice(house.act("student")).total == 0
    assert queries.my_voice(actor(house.student, away)).total == 1


def test_a_removed_post_tells_its_author_why_and_nobody_else_sees_it(house, sign_in):
    from moderation.domain import cases
    from moderation.models import Case

    perspective(house.forum, house.student, "Something unkind.", published=False)
    case = Case.objects.get()
    cases.rule(
        house.act("moderator"),
        case=case,
        outcome="remove",
        version=1,
        reason="unkind",
        reply="Come and talk to us.",
        now=timezone.now(),
    )
    page = sign_in(house.student).get(f"/c/{house.place.slug}/my-voice/").content.decode()
    assert "Something unkind." in page
    assert "Some words may hurt somebody." in page
    assert "Come and talk to us." in page
    assert "Something unkind." not in sign_in(house.student).get(house.base).content.decode()
