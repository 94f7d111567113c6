"""Reading: lists, pages, results, and who may see what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.discussion import queries
from forums.discussion.domain import answers, forums, stances, voices
from forums.discussion.enums import ForumState, PostState, VoiceState
from forums.discussion.models import Forum, Perspective, Stance
from people.enums import Role, ScopeKind
from people.models import Byline, Membership
from tests.factories import community, member, open_forum, perspective


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


def test_a_long_forum_comes_in_pages_and_nothing_twice(house, sign_in):
    said = many(house, 120)
    browser = sign_in(house.student)
    seen, url = [], house.base
    for _turn in range(3):
        page = browser.get(url).context["page"]
        seen += [card.post.pk for card in page.cards]
        url = f"{house.base}?before={page.older}"
    assert seen == [post.pk for post in reversed(said)]
    assert page.older is None
    newer = browser.get(f"{house.base}?after={said[9].position}").context["page"]
    assert [card.post.pk for card in newer.cards] == [post.pk for post in reversed(said[10:60])]


@pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "١", ""])
def test_a_page_that_nobody_meant_is_the_first_page(house, sign_in, place):
    perspective(house.forum, house.adult_student)
    assert sign_in(house.student).get(f"{house.base}?before={place}").status_code == 200


@pytest.mark.parametrize("screen", ["", "room/", "themes/", "unanswered/"])
def test_a_forums_screens_ask_the_same_questions_for_one_row_and_for_ten(house, sign_in, screen):
    browser = sign_in(house.facilitator)
    many(house, 1)
    one = queries_for(browser, f"{house.base}{screen}")
    many(house, 10)
    assert queries_for(browser, f"{house.base}{screen}") == one


def test_replies_of_a_page_come_in_one_question(house, sign_in):
    from forums.discussion.domain import posts, welcome

    said = many(house, 10)
    writer = house.act("adult_student")
    welcome.confirm(writer, forum=house.forum, now=timezone.now())
    posts.reply(writer, perspective=said[0], body="One", now=timezone.now())
    browser = sign_in(house.student)
    one = queries_for(browser, house.base)
    for voice in said[1:]:
        for turn in range(4):
            posts.reply(writer, perspective=voice, body=f"Reply {turn}", now=timezone.now())
    assert queries_for(browser, house.base) == one
    page = browser.get(house.base).content.decode()
    assert page.count("Reply 2") == 9
    assert "Reply 3" not in page
    assert "Read 1 more reply" in page


def test_the_list_of_forums_asks_the_same_questions_for_one_and_for_ten(house, sign_in):
    browser = sign_in(house.facilitator)
    url = f"/c/{house.place.slug}/forums/"
    one = queries_for(browser, url)
    for _turn in range(9):
        open_forum(house.place)
    assert queries_for(browser, url) == one
    assert len(queries.forums_visible_to(house.act("student")).forums) == 10


def test_a_draft_forum_is_known_to_its_leaders_and_to_who_was_asked(house, sign_in):
    draft = forums.create(house.act("organizer"), question="Soon?", now=timezone.now())
    door = f"/c/{house.place.slug}/forums/{draft.public_id}/"
    for who, status in ((house.student, 404), (house.teacher, 404), (house.facilitator, 200)):
        assert sign_in(who).get(door).status_code == status
        listed = sign_in(who).get(f"/c/{house.place.slug}/forums/").content.decode()
        assert ("Soon?" in listed) == (status == 200)
    forums.offer_duty(
        house.act("organizer"), forum=draft, to=house.act("teacher").membership, now=timezone.now()
    )
    assert sign_in(house.teacher).get(door).status_code == 200


def test_a_forum_for_other_bands_does_not_exist(house, sign_in):
    forum = open_forum(house.place, bands=["C", "D"], question="For the older ones?")
    voice = perspective(forum, house.other, "Only for us.")
    door = f"/c/{house.place.slug}/forums/{forum.public_id}/"
    assert sign_in(house.other).get(door).status_code == 200
    browser = sign_in(house.student)
    for path in ("", f"{voice.public_id}/", "themes/abcdefghijkmnpqr/"):
        assert browser.get(f"{door}{path}").status_code == 404
    assert browser.post(door, {"body": "Me too"}).status_code == 404
    assert "For the older ones?" not in browser.get(f"/c/{house.place.slug}/forums/").content.decode()


@pytest.mark.parametrize(
    "role", [Role.CAREGIVER, Role.MENTOR, Role.AGENCY_WORKER, Role.MENTORING_COORDINATOR]
)
def test_rule_4_who_does_not_work_in_forums_finds_none(house, sign_in, role):
    perspective(house.forum, house.student)
    browser = sign_in(member(house.place, role))
    for door in (house.base, f"/c/{house.place.slug}/forums/", f"/c/{house.place.slug}/my-voice/"):
        assert browser.get(door).status_code == 404


def test_rule_3_an_adult_without_a_valid_check_reads_nothing(house, sign_in):
    uncleared = sign_in(member(house.place, Role.TEACHER, cleared=False))
    assert uncleared.get(house.base).status_code == 403


def doors_of(house) -> list[tuple[str, str]]:
    """Every door of a forum with a voice, a theme and an answer in it."""
    voice = perspective(house.forum, house.student)
    held = perspective(house.forum, house.student, "Held", published=False)
    theme = answers.make_theme(
        house.act("facilitator"),
        forum=house.forum,
        title="Calm",
        sources=[voice.public_id],
        now=timezone.now(),
    )
    given = answers.answer(
        house.act("teacher"),
        to=theme,
        heard="Loud.",
        kind="will",
        act="A room.",
        because="Fair.",
        by_when=timezone.localdate(),
        now=timezone.now(),
    )
    slug = f"/c/{house.place.slug}"
    reading = [
        f"{slug}/forums/",
        f"{slug}/my-voice/",
        f"{slug}/answers/{given.public_id}/",
        house.base,
        f"{house.base}{voice.public_id}/",
        f"{house.base}{held.public_id}/change/",
        f"{house.base}themes/{theme.public_id}/",
        f"{house.base}room/",
        f"{house.base}themes/",
    ]
    writing = [
        house.base,
        f"{house.base}draft/",
        f"{house.base}welcome/",
        f"{house.base}{voice.public_id}/",
        f"{house.base}{voice.public_id}/stance/",
        f"{house.base}{voice.public_id}/withdraw/",
        f"{house.base}room/",
        f"{house.base}themes/",
        f"{house.base}themes/{theme.public_id}/answer/",
        f"{slug}/answers/{given.public_id}/",
    ]
    return [("get", door) for door in reading] + [("post", door) for door in writing]


def test_members_of_another_community_and_former_members_find_no_door(house, sign_in):
    doors = doors_of(house)
    before = Perspective.objects.count(), Stance.objects.count()
    away = community("tilleuls")
    ended = [member(house.place), member(house.place, Role.FACILITATOR)]
    Membership.objects.filter(user__in=ended).update(ended_at=timezone.now() - timedelta(minutes=1))
    for who in (member(away), member(away, Role.ADMINISTRATOR), member(away, Role.MODERATOR), *ended):
        browser = sign_in(who)
        for method, door in doors:
            words = {"body": "x", "position": "1", "confirm": "yes", "act": "close", "verdict": "not"}
            assert getattr(browser, method)(door, words).status_code == 404, (who, method, door)
    assert (Perspective.objects.count(), Stance.objects.count()) == before


def test_nobody_reads_anything_without_signing_in(house, client):
    for method, door in doors_of(house):
        answer = getattr(client, method)(door)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_things_of_one_forum_are_not_found_under_another(house, sign_in):
    voice = perspective(house.forum, house.student)
    other = open_forum(house.place)
    browser = sign_in(house.student)
    assert (
        browser.get(f"/c/{house.place.slug}/forums/{other.public_id}/{voice.public_id}/").status_code == 404
    )
    assert browser.get(f"/c/{house.place.slug}/forums/{other.public_id}/nothing-here/").status_code == 404


def sides(voice, **counts):
    """Let that many made-up bylines take sides."""
    positions = {"agree": 1, "unsure": 0, "disagree": -1}
    for side, count in counts.items():
        for place in range(count):
            byline = Byline.objects.create(
                community=voice.forum.community,
                scope_kind=ScopeKind.FORUM,
                scope_id=voice.forum.public_id,
                side="youth",
                band="C",
                pseudonym=f"{side} {place} {voice.pk}",
            )
            Stance.objects.create(perspective=voice, byline=byline, position=positions[side])


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "Too few people took a side to show a number."),
        ({"agree": 4}, "Too few people took a side to show a number."),
        ({"agree": 5}, "Everybody who took a side agrees."),
        ({"disagree": 19}, "Everybody who took a side disagrees."),
        ({"unsure": 6}, "Everybody who looked at this was not sure."),
        ({"agree": 20}, "20 agree, 0 are not sure, 0 disagree."),
        ({"agree": 4, "disagree": 1}, "4 agree, 0 are not sure, 1 disagree."),
    ],
)
def test_rule_36_sides_are_told_after_the_close_and_give_nobody_away(house, sign_in, counts, words):
    voice = perspective(house.forum, house.student)
    sides(voice, **counts)
    browser = sign_in(house.other)
    assert words not in browser.get(house.base).content.decode()
    Forum.objects.filter(pk=house.forum.pk).update(state=ForumState.CLOSED)
    assert words in browser.get(house.base).content.decode()


def test_the_forum_says_how_far_its_voices_have_come(house):
    voice = perspective(house.forum, house.student)
    cause = voices.Cause("goal", "goal-1", "A quiet room", "/somewhere/")
    voices.advance([voice], to=VoiceState.IN_GOAL, cause=cause, now=timezone.now())
    steps = {step["kind"]: step for step in queries.frame_of(house.act("student"), house.forum).steps}
    assert (steps["voice"]["title"], steps["voice"]["note"]) == ("1 perspective", "from 1 person")
    assert (steps["goal"]["note"], steps["goal"]["url"], steps["goal"]["now"]) == (
        '<span lang="en">A quiet room</span>',
        "/somewhere/",
        True,
    )
    assert (steps["decision"]["reached"], steps["answer"]["reached"]) == (False, False)


def test_a_side_without_a_byline_before_leaves_one(house):
    voice = perspective(house.forum, house.other)
    stances.take(house.act("student"), perspective=voice, position=1)
    assert Byline.objects.filter(side="youth").count() == 2
