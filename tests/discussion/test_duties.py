"""The life of a forum: the duty to answer, opening, closing."""

from datetime import date

import pytest
from django.utils import timezone

from forums.discussion import queries
from forums.discussion.domain import answers, forums, posts
from forums.discussion.enums import ForumState
from mobilize.kernel.refusal import Refused
from people.enums import Role
from tests.factories import actor, community, member, perspective

PARTS = {
    "heard": "Lunch is loud and there is no place to sit.",
    "kind": "will",
    "act": "Room 4 is open at lunch.",
    "because": "Everybody needs a calm place.",
    "by_when": "2026-12-11",
}


def theme_of(house, *sources, title="A calm place"):
    return answers.make_theme(
        house.act("facilitator"),
        forum=house.forum,
        title=title,
        sources=[source.public_id for source in sources],
        now=timezone.now(),
    )


def answer_door(house, theme):
    return f"{house.base}themes/{theme.public_id}/answer/"


def test_a_forum_with_an_unanswered_voice_does_not_close(house, sign_in):
    voice = perspective(house.forum, house.student, "Nobody answered this one.")
    themed = perspective(house.forum, house.other)
    theme = theme_of(house, themed)
    lead = sign_in(house.facilitator)
    room = f"{house.base}room/"
    refused = lead.post(room, {"act": "close"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "2 voices have no answer yet." in page
    assert "<code>unanswered_voices</code>" in page
    assert f'href="{house.base}{voice.public_id}/"' in page
    sign_in(house.teacher).post(answer_door(house, theme), PARTS)
    refused = lead.post(room, {"act": "close"})
    assert f'href="{house.base}{voice.public_id}/"' in refused.content.decode()
    alone = {**PARTS, "heard": "You asked alone.", "because": "You matter too."}
    sign_in(house.teacher).post(f"{house.base}{voice.public_id}/answer/", alone)
    assert lead.post(room, {"act": "close"}).status_code == 302
    house.forum.refresh_from_db()
    assert house.forum.state == ForumState.CLOSED


def test_a_forum_with_a_post_at_the_desk_does_not_close(house, sign_in):
    perspective(house.forum, house.student, published=False)
    refused = sign_in(house.facilitator).post(f"{house.base}room/", {"act": "close"})
    assert refused.status_code == 409
    assert "<code>voices_waiting</code>" in refused.content.decode()


def test_a_forum_with_a_reply_at_the_desk_does_not_close(house, sign_in):
    seed = perspective(house.forum, house.other)
    seed.host_seed = True  # nobody's voice: only the reply stands in the way
    seed.save(update_fields=["host_seed"])
    posts.reply(
        actor(house.other, house.forum.community), perspective=seed, body="Me too.", now=timezone.now()
    )
    refused = sign_in(house.facilitator).post(f"{house.base}room/", {"act": "close"})
    assert refused.status_code == 409
    assert "1 posts still wait at the desk." in refused.content.decode()


def test_an_unknown_act_in_the_room_is_refused(house, sign_in):
    assert sign_in(house.facilitator).post(f"{house.base}room/", {"act": "delete"}).status_code == 409


def test_a_forum_opens_once_everything_is_there(house, sign_in):
    lead = sign_in(house.organizer)
    draft = forums.create(house.act("organizer"), question="Where do we meet?", now=timezone.now())
    base = f"/c/{house.place.slug}/forums/{draft.public_id}/"
    page = lead.get(f"{base}room/").content.decode()
    assert "Say who will listen (audience)." in page
    refused = lead.post(f"{base}room/", {"act": "open"})
    assert (refused.status_code, "<code>lundy_incomplete</code>" in refused.content.decode()) == (422, True)
    promises = dict.fromkeys(("space", "voice", "audience", "influence"), "Promised.")
    forums.describe(
        house.act("organizer"),
        forum=draft,
        words=promises,
        name_mode="pseudonymous",
        bands=[],
        answer_by=date(2027, 1, 1),
        closes_on=None,
        now=timezone.now(),
    )
    refused = lead.post(f"{base}room/", {"act": "open"})
    assert "<code>named_adult_missing</code>" in refused.content.decode()
    place = house.act("teacher").membership
    assert lead.post(f"{base}ask/", {"to": place.public_id})["Location"] == f"{base}room/"
    asked = sign_in(house.teacher)
    assert "Where do we meet?" in asked.get(f"/c/{house.place.slug}/answers/").content.decode()
    assert "Yes, I will answer" in asked.get(f"{base}duty/").content.decode()
    assert asked.post(f"{base}duty/", {"say": "yes"}).status_code == 302
    assert lead.post(f"{base}room/", {"act": "open"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.named_adult) == (ForumState.OPEN, place)


def test_the_duty_moves_only_when_the_other_says_yes(house, sign_in):
    colleague = member(house.place, Role.TEACHER)
    theirs = actor(colleague, house.place).membership
    leaving, door = sign_in(house.teacher), f"{house.base}ask/"
    assert leaving.post(door, {"to": theirs.public_id})["Location"] == f"/c/{house.place.slug}/answers/"
    house.forum.refresh_from_db()
    assert house.forum.named_adult == house.act("teacher").membership
    sign_in(colleague).post(f"{house.base}duty/", {"say": "no"})
    house.forum.refresh_from_db()
    assert house.forum.named_adult == house.act("teacher").membership
    leaving.post(door, {"to": theirs.public_id})
    sign_in(colleague).post(f"{house.base}duty/", {"say": "yes"})
    house.forum.refresh_from_db()
    assert house.forum.named_adult == theirs
    assert leaving.get(door).status_code == 404


def test_only_a_verified_adult_of_the_community_can_be_asked(house, sign_in):
    uncleared = actor(member(house.place, Role.TEACHER, cleared=False), house.place).membership
    student = house.act("student").membership
    stranger = actor(member(place := community("tilleuls"), Role.TEACHER), place).membership
    for forged in (uncleared, student, stranger):
        answer = sign_in(house.organizer).post(f"{house.base}ask/", {"to": forged.public_id})
        assert answer.status_code == 422
        with pytest.raises(Refused, match="adult_not_verified"):
            forums.offer_duty(house.act("organizer"), forum=house.forum, to=forged, now=timezone.now())
    assert house.forum.hand_overs.filter(state="offered").count() == 0


def test_nobody_says_yes_who_was_not_asked(house, sign_in):
    for who in (house.facilitator, house.student, house.organizer):
        assert sign_in(who).get(f"{house.base}duty/").status_code == 404
        assert sign_in(who).post(f"{house.base}duty/", {"say": "yes"}).status_code == 404


def test_duties_list_themes_and_single_voices(house):
    themed, single = perspective(house.forum, house.student), perspective(house.forum, house.other)
    theme = theme_of(house, themed)
    duties = queries.duties_of(house.act("teacher"))
    assert [(owed.forum, owed.themes, owed.single_voices) for owed in duties.owed] == [
        (house.forum, [theme], 1)
    ]
    assert duties.count == 2
    assert queries.duties_of(house.act("organizer")).count == 0
    assert single.public_id not in {theme.public_id}
