"""A reader of another language is told in which one an edition is written."""

import pytest
from django.test import Client

from people.enums import Role
from tests.factories import committees as make
from tests.factories import community, member

pytestmark = pytest.mark.django_db


def test_an_edition_keeps_its_language_on_a_page_of_another_language():
    harbour = community()
    group = make.committee(harbour)
    make.decision(make.meeting(group))
    plan = make.plan(group)
    edition = make.edition(plan)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(member(harbour, Role.ORGANIZER))
    page = client.get(f"/c/harbour/plans/{plan.public_id}/").content.decode()
    assert '<html lang="fr"' in page
    assert f'<h1 lang="en">{edition.title}</h1>' in page
    assert '<div class="stack-l stack" lang="en">' in page
