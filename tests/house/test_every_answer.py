"""Every kind of answer, as it reaches a browser: it lets nothing in from elsewhere, and it leads to help."""

from functools import cache

import pytest
from django.test import Client

from cms.domain.help import plant_help_numbers
from people.enums import Role
from tests.factories import community, member
from tests.factories.cms import community_page, signed_in

pytestmark = pytest.mark.django_db
KEYWORDS = {"'self'", "'none'"}
#: What is drawn from the page itself asks no host.
OF_THE_PAGE = {"data:", "blob:"}


@pytest.fixture
def answers(monkeypatch):
    """Return each kind of answer by its name."""
    plant_help_numbers("GB")
    harbour = community("harbour", name="Harbour Road School")
    community_page(harbour)
    student, nobody = signed_in(member(harbour)), Client()
    waits = signed_in(member(harbour, band="A", consent=False))
    broken = Client(raise_request_exception=False)
    broken.force_login(member(harbour))
    forged = Client(enforce_csrf_checks=True)

    @cache
    def ask(name: str):
        match name:
            case "a member's page":
                return student.get("/c/harbour/")
            case "an empty list":
                return student.get("/c/harbour/notices/")
            case "a page before consent":
                return waits.get("/c/harbour/")
            case "a fault":
                with monkeypatch.context() as patch:
                    patch.setattr("people.views.notices.notices_of", None)
                    return broken.get("/c/harbour/notices/")
            case "a missing page of members":
                return student.get("/c/harbour/nothing/here/")
            case "another role's page":
                return student.get("/c/harbour/desk/")
            case "the public page":
                return nobody.get("/")
            case "a missing public page":
                return nobody.get("/nothing/here/")
            case "help":
                return nobody.get("/help/")
            case "the sign-in":
                return nobody.get("/accounts/login/")
            case "a form from elsewhere":
                return forged.post("/accounts/login/", {"login": "x", "password": "y"})
            case "the editor":
                return signed_in(member(harbour, Role.ORGANIZER)).get("/cms/")
        raise LookupError(name)

    return ask


STATUS = {
    "a member's page": 200,
    "an empty list": 200,
    "a page before consent": 200,
    "a missing page of members": 404,
    "another role's page": 404,
    "a fault": 500,
    "the public page": 200,
    "a missing public page": 404,
    "help": 200,
    "the sign-in": 200,
    "a form from elsewhere": 403,
}


def policy_of(answer) -> dict[str, set[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


def test_rule_46_every_answer_says_that_nothing_comes_from_elsewhere(answers):
    for name, status in STATUS.items():
        answer = answers(name)
        policy = policy_of(answer)
        assert (name, answer.status_code, policy["default-src"]) == (name, status, {"'self'"})
        assert set().union(*policy.values()) <= KEYWORDS, name
    # Wagtail's own pages begin with scripts of their own: no host but ours there either.
    policy = policy_of(answers("the editor"))
    assert (answers("the editor").status_code, policy["default-src"]) == (200, {"'self'"})
    assert set().union(*policy.values()) <= KEYWORDS | OF_THE_PAGE | {"'unsafe-inline'"}


def test_rule_64_every_answer_leads_to_help(answers):
    for name, status in STATUS.items():
        answer = answers(name)
        assert answer.status_code == status, name
        assert 'href="/help/"' in answer.content.decode(), name
