"""The screens of goal polls."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from forums.discussion.domain import answers
from forums.polls.domain import poll_keys
from forums.polls.models import Ballot, Envelope, GoalPoll, Option
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def community():
    return factories.community()


@pytest.fixture
def organizer(community):
    return factories.member(community, Role.ORGANIZER)


def address(poll, rest=""):
    return f"/c/{poll.community.slug}/polls/{poll.public_id}/{rest}"


def ids(poll, *goals):
    return [poll.options.get(title=goal).public_id for goal in goals]


def test_a_vote_goes_into_the_box_and_no_answer_repeats_it(client, community):
    poll, (voter,) = make.open_poll(community, voters=1)
    client.force_login(voter)
    paper = client.get(address(poll)).content.decode()
    assert "This is the last time we can show your ticks." in paper
    assert paper.count('type="checkbox"') == 3

    answer = client.post(address(poll), {"goal": ids(poll, QUIET)})
    assert (answer.status_code, answer["Location"], answer["Envelope-Revision"]) == (303, address(poll), "1")
    assert ids(poll, QUIET)[0] not in str(answer.serialize_headers())
    assert ids(poll, QUIET)[0] not in str(dict(client.session.items()))
    box = client.get(address(poll)).content.decode()
    assert "Your vote is in the box." in box
    assert 'type="checkbox"' not in box

    again = client.get(f"{address(poll)}?again=1").content.decode()
    assert again.count('type="checkbox"') == 3
    assert " checked" not in again
    assert client.post(address(poll), {"goal": []})["Envelope-Revision"] == "2"


def test_no_choice_reaches_the_cache_or_the_log(client, community, caplog):
    poll, (voter,) = make.open_poll(community, voters=1)
    client.force_login(voter)
    with caplog.at_level("DEBUG"):
        client.post(address(poll), {"goal": ids(poll, QUIET)})
    assert ids(poll, QUIET)[0] not in caplog.text
    assert ids(poll, QUIET)[0].encode() not in b"".join(caches["default"]._cache.values())


def test_a_forged_goal_is_refused_kindly_and_the_ticks_stay(client, community):
    poll, (voter,) = make.open_poll(community, voters=1)
    client.force_login(voter)
    answer = client.post(address(poll), {"goal": [*ids(poll, QUIET), "forged"]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "One of these goals is not part of this poll." in page
    assert page.count(" checked") == 1
    assert Envelope.objects.get(poll=poll, voter__user=voter).sealed is None


def test_other_fields_of_the_form_change_nothing(client, community):
    poll, (voter, other) = make.open_poll(community, voters=2)
    client.force_login(voter)
    place = Envelope.objects.get(poll=poll, voter__user=other).voter
    words = {"goal": [], "voter": place.pk, "state": "closed", "winners": 3, "revision": 9, "voted": "on"}
    assert client.post(address(poll), words).status_code == 303
    assert Envelope.objects.get(poll=poll, voter=place).revision == 0
    assert Envelope.objects.get(poll=poll, voter__user=voter).voted is None
    poll.refresh_from_db()
    assert (poll.state, poll.winners) == ("open", 1)


def test_without_consent_the_paper_says_why_it_cannot_be_cast(client, community):
    voter = factories.member(community, band="A", consent=False)
    poll, _ = make.open_poll(community)
    client.force_login(voter)
    page = client.get(address(poll)).content.decode()
    assert "an adult who looks after you must say yes first" in page
    assert "Cast my vote" not in page
    assert client.post(address(poll), {"goal": []}).status_code == 403


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.TEACHER, Role.STUDENT])
def test_rule_37_while_the_poll_is_open_no_screen_counts_votes(client, community, role):
    poll, voters = make.open_poll(community, voters=7)
    looker = factories.member(community, role)
    client.force_login(looker)
    pages = ["", "room/"] if role == Role.ORGANIZER else [""]
    lists = f"/c/{community.slug}/polls/"

    def bodies():
        # Only the words of the page itself: the token of the form is new each time.
        return [
            re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(page).content.decode())
            for page in [lists, *(address(poll, rest) for rest in pages)]
        ]

    before = bodies()
    for voter in voters:
        make.vote(poll, voter, QUIET)
    assert bodies() == before
    client.raise_request_exception = False
    assert client.get(address(poll, "result/")).status_code == 409


def test_a_due_poll_shows_its_result_at_the_next_request(client, community):
    poll, voters = make.open_poll(community, voters=6)
    for voter in voters:
        make.vote(poll, voter, QUIET, LINES)
    GoalPoll.objects.filter(pk=poll.pk).update(state="open")
    client.force_login(voters[0])
    closing_time = poll.closes_at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: closing_time + timedelta(minutes=1))
        answer = client.get(address(poll))
    assert (answer.status_code, answer["Location"]) == (302, address(poll, "result/"))
    assert Ballot.objects.filter(poll=poll).count() == 6


def test_a_poll_is_made_from_a_theme_by_clicks_alone(client, community, organizer):
    forum = factories.open_forum(community)
    voice = factories.perspective(forum, factories.member(community))
    theme = answers.make_theme(
        factories.actor(organizer, community),
        forum=forum,
        title="A quiet place",
        sources=[voice.public_id],
        now=timezone.now(),
    )
    for _ in range(4):
        factories.member(community)
    client.force_login(organizer)
    end = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    words = {
        "question": "Which?",
        "winners": 1,
        "tie_rule": "lot",
        "closes_at": end,
        "forum": forum.public_id,
    }
    answer = client.post(f"/c/{community.slug}/polls/new/", words, follow=True)
    poll = GoalPoll.objects.get()
    assert answer.redirect_chain == [(address(poll, "room/"), 302)]
    assert f"goals/?theme={theme.public_id}" in answer.content.decode()

    form = client.get(address(poll, f"goals/?theme={theme.public_id}")).content.decode()
    assert 'value="A quiet place"' in form
    assert re.search(rf'value="{voice.public_id}"[^>]*checked', form)
    client.post(address(poll, "goals/"), {"title": "A quiet room", "voices": [voice.public_id]})
    client.post(address(poll, "goals/"), {"title": "Music"})
    assert "Tick as many goals as you like." in client.get(address(poll, "open/")).content.decode()
    assert client.post(address(poll, "open/"), {"confirm": "yes"}).status_code == 302
    poll.refresh_from_db()
    voice.refresh_from_db()
    assert (poll.state, voice.voice_state) == ("open", "in_goal")
    assert client.post(address(poll, "close/"), {"confirm": "yes"})["Location"] == address(poll, "result/")


@pytest.mark.parametrize(
    "words,field",
    [
        ({"question": ""}, "question"),
        ({"winners": "many"}, "winners"),
        ({"bands": ["Z"]}, "bands"),
        ({"forum": "elsewhere"}, "forum"),
        ({"tie_rule": "loudest"}, "tie_rule"),
    ],
)
def test_a_faulty_form_is_shown_again_with_its_words(client, community, organizer, words, field):
    client.force_login(organizer)
    good = {"question": "Which of these?", "introduction": "Keep me", "winners": 1, "tie_rule": "lot"}
    answer = client.post(f"/c/{community.slug}/polls/new/", {**good, **words})
    assert answer.status_code == 422
    assert "Keep me" in answer.content.decode()
    assert list(answer.context["form"].errors) == [field]
    assert GoalPoll.objects.count() == 0


def test_a_poll_that_is_not_ready_says_what_is_missing(client, community, organizer):
    poll = make.draft_poll(community, organizer=organizer, goals=("Only one",))
    client.force_login(organizer)
    answer = client.post(address(poll, "open/"), {"confirm": "yes"})
    assert answer.status_code == 422
    assert "A poll needs at least two goals to choose from." in answer.content.decode()


def test_the_room_warns_of_a_group_too_small_for_a_secret_vote_and_the_poll_stays_shut(
    client, community, organizer
):
    poll = make.draft_poll(community, organizer=organizer)
    for _ in range(4):
        factories.member(community)
    client.force_login(organizer)
    words = "Fewer than 5 students can vote in this poll. To keep each vote secret, it cannot open yet."
    for page in ("room/", "open/"):
        assert words in client.get(address(poll, page)).content.decode()
    answer = client.post(address(poll, "open/"), {"confirm": "yes"})
    assert answer.status_code == 409
    assert answer.content.decode().count(words) == 1
    poll.refresh_from_db()
    assert (poll.state, Envelope.objects.count()) == ("draft", 0)
    factories.member(community)
    for page in ("room/", "open/"):
        assert words not in client.get(address(poll, page)).content.decode()
    client.post(address(poll, "open/"), {"confirm": "yes"})
    poll.refresh_from_db()
    assert (poll.state, poll.electorate) == ("open", 5)


@pytest.mark.parametrize(
    "quorum,words", [(None, "At least 5 people must vote."), (80, "At least 8 people must vote.")]
)
def test_the_paper_says_how_many_must_vote(client, community, quorum, words):
    poll, (voter, *_) = make.open_poll(community, voters=10, quorum=quorum)
    client.force_login(voter)
    assert words in client.get(address(poll)).content.decode()


def test_a_goal_is_changed_and_taken_out_while_the_poll_is_a_draft(client, community, organizer):
    poll = make.draft_poll(community, organizer=organizer)
    option = poll.options.first()
    client.force_login(organizer)
    client.post(address(poll, f"goals/{option.public_id}/"), {"title": "Calm", "description": "Soft light."})
    option.refresh_from_db()
    assert (option.title, option.description) == ("Calm", "Soft light.")
    client.post(address(poll, f"goals/{option.public_id}/"), {"remove": "yes"})
    assert not Option.objects.filter(pk=option.pk).exists()


def test_a_stopped_poll_tells_everybody_why(client, community, organizer):
    poll, (voter,) = make.open_poll(community, voters=1)
    client.force_login(organizer)
    assert client.post(address(poll, "stop/"), {"reason": ""}).status_code == 422
    assert client.post(address(poll, "stop/"), {"reason": "A goal was <missing>."}).status_code == 302
    client.force_login(voter)
    page = client.get(address(poll, "result/")).content.decode()
    assert "This poll does not count." in page
    assert "A goal was &lt;missing&gt;." in page


def test_a_lost_key_is_told_and_the_poll_can_be_asked_again(client, community, organizer):
    poll, (voter,) = make.open_poll(community, voters=1)
    make.vote(poll, voter, QUIET)
    poll_keys.destroy(poll)
    client.force_login(organizer)
    page = client.get(address(poll), follow=True).content.decode()
    assert "The key to the sealed votes is gone, so nobody can open them." in page
    answer = client.post(address(poll, "again/"))
    draft = GoalPoll.objects.get(state="draft")
    assert answer["Location"] == address(draft, "room/")
