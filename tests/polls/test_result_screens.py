"""What the result screen shows, and what it keeps to itself."""

import re

import pytest

from cms.queries import faces
from forums.polls.models import GoalPoll
from people.enums import Role
from tests import factories
from tests.factories import polls as make

pytestmark = pytest.mark.django_db
QUIET, LINES, MUSIC = make.GOALS


@pytest.fixture
def community():
    return factories.community()


def address(poll):
    return f"/c/{poll.community.slug}/polls/{poll.public_id}/result/"


def test_the_result_has_a_table_twin_with_the_same_numbers(client, community):
    ballots = [(QUIET,), (QUIET, LINES), (QUIET, LINES), (QUIET, MUSIC), (LINES, MUSIC), ()]
    poll = make.tallied_poll(community, ballots=ballots)
    client.force_login(factories.member(community))
    page = client.get(address(poll)).content.decode()
    assert "You picked “A quiet room”." in page
    assert "6 of 6 people voted." in page
    assert re.findall(r"<b>(\d+)</b>", page) == ["4", "3", "2"]
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert re.findall(r'<td class="num">([^<]+)</td>', table) == [
        "4", "67%", "Yes", "3", "50%", "No", "2", "33%", "No",
    ]  # fmt: skip
    drawn = re.findall(r'<rect x="(\d+)" y="0" width="(\d+)" height="10" fill="url\(#\w+-(yes|no)\)"/>', page)
    assert drawn == [
        ("0", "40", "yes"), ("40", "20", "no"),
        ("0", "30", "yes"), ("30", "30", "no"),
        ("0", "20", "yes"), ("20", "40", "no"),
    ]  # fmt: skip
    assert "style=" not in page


@pytest.mark.parametrize("ballots", [1, 2, 3, 4])
def test_a_small_result_tells_nothing_anywhere(client, community, ballots):
    poll = make.tallied_poll(community, ballots=[(QUIET,)] * ballots)
    client.force_login(factories.member(community))
    page = client.get(address(poll)).content.decode()
    assert "Fewer than 5 people voted." in page
    assert "To keep each vote secret, nothing is told. You can ask again in a new poll." in page
    assert "people voted." not in page.replace("Fewer than 5 people voted.", "")
    assert not any(goal in page for goal in make.GOALS)
    assert "Ask again in a new poll" not in page
    assert "<rect" not in page
    assert "<table" not in page


def test_all_small_results_look_the_same(client, community):
    client.force_login(factories.member(community))
    pages = set()
    for ballots in (1, 2, 3, 4):
        poll = make.tallied_poll(community, ballots=[(QUIET,)] * ballots)
        main = client.get(address(poll)).content.decode().split("<main")[1].split("</main>")[0]
        for option in poll.options.all():
            main = main.replace(option.public_id, "")
        pages.add(re.sub(r"<code>.*?</code>|<time.*?</time>", "", main))
    assert len(pages) == 1


def test_an_organizer_can_ask_again_where_too_few_voted(client, community):
    poll = make.tallied_poll(community, ballots=[(QUIET,)])
    client.force_login(factories.member(community, Role.ORGANIZER))
    assert "Ask again in a new poll" in client.get(address(poll)).content.decode()
    client.post(f"/c/{community.slug}/polls/{poll.public_id}/again/")
    draft = GoalPoll.objects.get(state="draft")
    assert [option.title for option in draft.options.all()] == list(make.GOALS)


def test_list_and_door_say_that_too_few_voted_and_no_more(client, community):
    poll = make.tallied_poll(community, ballots=[(QUIET,)])
    client.force_login(factories.member(community))
    listed = client.get(f"/c/{community.slug}/polls/").content.decode()
    assert "Too few people voted, so nothing is told." in listed
    assert not any(goal in listed for goal in make.GOALS)
    assert faces.poll_face(poll).state == "Too few people voted, so nothing is told"
