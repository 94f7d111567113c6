"""Where words of others are read, a report is one tap away (rule 19)."""

import pytest
from django.conf import settings
from django.utils import timezone

from forums.discussion.domain import posts
from mobilize.kernel.refusal import Refused
from moderation.domain import reports
from people.enums import Role
from tests import factories
from tests.factories.live import room

pytestmark = pytest.mark.django_db


def link(kind: str, thing) -> str:
    return f'href="/c/harbour/report/{kind}/{thing}/"'


def page(client, user, path: str) -> str:
    client.force_login(user)
    return client.get(path).content.decode()


def test_rule_19_beside_words_of_others_in_a_forum_stands_the_way_to_report_them(client, school, forum):
    author, teacher = factories.member(school), factories.member(school, Role.TEACHER)
    voice = factories.perspective(forum, author)
    reply = posts.reply(
        factories.actor(teacher, school), perspective=voice, body="We will see.", now=timezone.now()
    )
    here = f"/c/harbour/forums/{forum.public_id}/"
    for reader in (factories.member(school), factories.member(school, Role.FACILITATOR)):
        for path in (here, f"{here}{voice.public_id}/"):
            read = page(client, reader, path)
            assert link("perspective", voice.public_id) in read, path
            assert link("reply", reply.public_id) in read, path
    own = page(client, author, here)
    assert link("perspective", voice.public_id) not in own
    assert link("reply", reply.public_id) in own


def test_rule_19_beside_words_of_others_in_a_talk_stands_the_way_to_report_them(client, school):
    made, author = room(school), factories.member(school, band="D")
    message = made.say(author, "A warm lamp.")
    here = f"/c/harbour/sessions/{made.session.public_id}/"
    for path in (here, f"{here}transcript/"):
        for reader in (factories.member(school), made.second_adult):
            assert link("message", message.public_id) in page(client, reader, path), path
        assert link("message", message.public_id) not in page(client, author, path), path


def test_rule_19_somebody_reports_ten_times_an_hour(school, forum):
    assert settings.MOBILIZE["REPORTS_PER_HOUR"] == 10
    reporter = factories.actor(factories.member(school), school)

    def report():
        post = factories.perspective(forum, factories.member(school))
        return reports.report(
            reporter,
            kind=posts.PERSPECTIVE,
            public_id=post.public_id,
            reason="unkind",
            words="",
            now=timezone.now(),
        )

    for _ in range(10):
        assert report().reason == "unkind"
    with pytest.raises(Refused, match="too_many_reports"):
        report()
