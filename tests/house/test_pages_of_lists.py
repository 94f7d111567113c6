"""Lists that grow for years come in pages: nothing twice, nothing lost, and a way back; without any script."""

import re
from html import unescape

import pytest
from django.test import Client

from committees.models import ActionItem, Decision, Plan
from committees.queries import plans as plan_queries
from committees.queries import rooms
from forums.discussion.queries import duties
from forums.polls import queries as poll_queries
from forums.polls.models import GoalPoll
from people.enums import Role
from tests import factories
from tests.committees.stage import scene
from tests.factories import committees as make
from tests.factories import polls
from tests.factories.crowds import more

pytestmark = pytest.mark.django_db
SIZE, ALL = 3, 8  # rows on a page, rows in the list: three pages, the last of two


def _link(page: str, way: str, list_name: str) -> str:
    """The address to which the pager of a list leads ("" where it leads nowhere)."""
    prefix = f"{list_name}_" if list_name else ""
    found = re.search(rf'rel="{way}" href="(\?{prefix}(?:before|after)=[^"]+)"', page)
    return unescape(found[1]) if found else ""


def _turned(client: Client, path: str, titles: list[str], list_name: str = "") -> list[list[str]]:
    """Follow the pager to the last page and back again; return what stood on each page."""
    seen, address = [], ""
    pages = [client.get(path).content.decode()]
    assert not _link(pages[0], "prev", list_name)
    while address := _link(pages[-1], "next", list_name):
        pages.append(client.get(path + address).content.decode())
    for page in pages:
        seen.append([title for title in titles if f">{title}<" in page])
    back = client.get(path + _link(pages[-1], "prev", list_name)).content.decode()
    assert [title for title in titles if f">{title}<" in back] == seen[-2]
    return seen


def _named(word: str):
    return lambda number: f"{word} {number}"


def _as_said(seen: list[list[str]], titles: list[str]) -> None:
    assert [len(page) for page in seen] == [SIZE, SIZE, 2]
    assert sorted(title for page in seen for title in page) == sorted(titles)


def test_polls(client, monkeypatch):
    monkeypatch.setattr(poll_queries, "PAGE", SIZE)
    community = factories.community()
    closed = polls.tallied_poll(community)
    GoalPoll.objects.filter(pk=closed.pk).update(question="Poll 7")
    more(closed, ALL - 1, question=_named("Poll"))
    running, _ = polls.open_poll(community, question="Now or never?", voters=1)
    more(closed, 1, question="Poll of band A", bands=["A"])
    client.force_login(factories.member(community, band="B"))
    path, titles = f"/c/{community.slug}/polls/", [f"Poll {number}" for number in range(ALL)]
    _as_said(_turned(client, path, titles), titles)
    assert running.question in client.get(path).content.decode()
    assert "Poll of band A" not in client.get(path).content.decode()
    gone = client.get(f"{path}?before=1").content.decode()
    assert "Nothing stands here any more." in gone
    assert 'rel="prev" href="?"' in gone


def test_plans(client, monkeypatch):
    monkeypatch.setattr(plan_queries, "PAGE", SIZE)
    community = factories.community()
    group = make.committee(community)
    draft = make.plan(group)
    Plan.objects.filter(pk=draft.pk).update(title="Plan 7")
    more(draft, ALL - 1, title=_named("Plan"))
    client.force_login(make.organizer_of(community).user)
    titles = [f"Plan {number}" for number in range(ALL)]
    _as_said(_turned(client, f"/c/{community.slug}/plans/", titles), titles)
    client.force_login(factories.member(community))
    assert "No plan is published yet." in client.get(f"/c/{community.slug}/plans/").content.decode()


def test_decisions_and_what_was_done(client, monkeypatch):
    monkeypatch.setattr(rooms, "PAGE", SIZE)
    at = scene()
    action = make.action(at.decision)
    Decision.objects.filter(pk=at.decision.pk).update(title="Decision 7")
    more(Decision.objects.get(), ALL - 1, title=_named("Decision"))
    ActionItem.objects.filter(pk=action.pk).update(title="Still to do")
    client.force_login(at.organizer.user)
    path = f"/c/{at.community.slug}/committees/{at.committee.public_id}/"
    titles = [f"Decision {number}" for number in range(ALL)]
    _as_said(_turned(client, path, titles, "decisions"), titles)
    # Turning one list leaves the others where they begin.
    assert "Still to do" in client.get(f"{path}?decisions_before=1").content.decode()


def test_duties(client, monkeypatch):
    monkeypatch.setattr(duties, "FORUMS", SIZE)
    community = factories.community()
    teacher = factories.member(community, Role.TEACHER)
    forum = factories.open_forum(community, question="Forum 7", named_adult=teacher)
    more(forum, ALL - 1, question=_named("Forum"))
    client.force_login(teacher)
    titles = [f"Forum {number}" for number in range(ALL)]
    _as_said(_turned(client, f"/c/{community.slug}/answers/", titles), titles)
