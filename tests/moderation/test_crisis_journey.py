"""The whole way of a crisis post, door by door as the screens give them: from the words to the last look after them.

Each step sends the form that stands on the page, with the fields and the token that it has there.
"""

from datetime import datetime, timedelta
from urllib.parse import urljoin

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from cms.domain.help import plant_help_numbers
from mobilize.kernel import jobs
from moderation.models import AfterCheck, Case, Concern, Summons, Unmasking
from people.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
DANGER = "Tonight I am going to kill myself"
OWN_WORDS = "I read what you wrote, and I am glad that you told us. I come to you before lunch."
BEGUN = datetime.fromisoformat("2026-03-25T10:00+00:00")  # a Wednesday, so that day 7 is in the next month


@pytest.fixture(autouse=True)
def clock(freeze):
    def after(**time):
        moment = BEGUN + timedelta(**time)
        freeze(moment.isoformat())
        jobs.run_due(now=moment)

    freeze(BEGUN.isoformat())
    return after


class Somebody:
    """A member who opens pages and presses the buttons that stand on them."""

    def __init__(self, user):
        self.user = user
        self.signs_in()

    def signs_in(self):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.user)
        return self

    def opens(self, path: str):
        return self._shown(self.client.get(path, follow=True), path)

    def _shown(self, answer, path: str):
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[-3000:])
        self.path = answer.request["PATH_INFO"]
        self.page = answer.content.decode()
        self.tree = html5lib.parse(self.page, treebuilder="etree", namespaceHTMLElements=False)
        return self

    def follows(self, words: str):
        (link, *_more) = [one for one in self.tree.iter("a") if words in _words(one)]
        return self.opens(urljoin(self.path, link.get("href")))

    def buttons(self, words: str) -> list:
        return [
            (form, button)
            for form in self.tree.iter("form")
            for button in form.iter("button")
            if _words(button) == words
        ]

    def presses(self, label: str, /, **typed):
        """Press the button with these words, with what was typed into the fields of its form."""
        form, button = self.buttons(label)[0]
        sent = dict(_fields(form))
        assert typed.keys() <= {one.get("name") for one in form.iter()}, typed
        sent |= typed | ({button.get("name"): button.get("value")} if button.get("name") else {})
        where = urljoin(self.path, button.get("formaction") or form.get("action") or "")
        return self._shown(self.client.post(where, sent, follow=True), where)

    def sees(self, *words: str):
        for one in words:
            assert one in self.page, (self.path, one)
        return self


def _words(element) -> str:
    hidden = {text for one in element.iter() if one.get("hidden") is not None for text in one.itertext()}
    return " ".join("".join(text for text in element.itertext() if text not in hidden).split())


def _fields(form):
    """What a browser would send of the form where nobody touched it."""
    for one in form.iter():
        name, kind = one.get("name"), one.get("type", "text")
        if name is None:
            continue
        if one.tag == "textarea":
            yield name, one.text or ""
        elif one.tag == "select":
            chosen = [option for option in one.iter("option") if option.get("selected") is not None]
            yield name, (chosen or list(one.iter("option")))[0].get("value", "")
        elif one.tag == "input" and (kind not in {"radio", "checkbox"} or one.get("checked") is not None):
            yield name, one.get("value", "")


def test_a_crisis_post_goes_its_whole_way_through_the_screens(school, forum, people, clock):
    plant_help_numbers("GB")
    student, lead, deputy = (Somebody(people[who]) for who in ("student", "lead", "deputy"))

    # The words are never published; the same response is warm, with numbers and two wishes.
    student.opens(f"/c/harbour/forums/{forum.public_id}/").presses("I have read this")
    student.presses("Post it", body=DANGER)
    student.sees("Thank you for telling us.", "You are not in trouble.", "0800 1111", "I can wait")
    student.presses("Find me now").sees("An adult is called now and comes to find you.")
    case = Case.objects.get()
    post = case.byline.perspectives.get()
    assert (case.severity, case.wish.wish, post.state) == ("S1", "now", "held")

    # The lead is called at once, the deputy after five minutes; "I am on it" ends the calls.
    called = lambda: list(Summons.objects.values_list("post", "membership__user__username"))  # noqa: E731
    assert called() == [("lead", "lea")]
    clock(minutes=5)
    assert called() == [("lead", "lea"), ("deputy", "dee")]
    deputy.opens("/c/harbour/").sees("You are called: somebody may be in danger.")
    lead.opens("/c/harbour/").sees("The author asked: find me now.").presses("I am on it")
    clock(minutes=20)
    assert len(called()) == 2

    # The lead reads the case and answers in words of their own.
    lead.sees(DANGER, "What the program saw").presses("Send back", reason="unsafe", reply=OWN_WORDS)
    lead.sees("Sent back with your reply.")
    student.opens(f"/c/harbour/care/{case.subject_kind}/{case.subject_id}/").sees(OWN_WORDS)

    # A concern grows from the case; where danger is near the name is looked up by one person, once, with a reason.
    lead.opens(f"/c/harbour/desk/{case.public_id}/").follows("Raise a concern")
    lead.presses("Send it", kind="student", words="Words of danger in a forum this morning.")
    concern = Concern.objects.get()
    file = f"/c/harbour/concerns/files/{concern.public_id}/"
    lead.signs_in().opens(file).presses("Acknowledge it")  # files ask for a proof of the last minutes
    lead.presses("Ask for the name", reason="To find them before lunch.").sees(
        "no second person is waited for"
    )
    assert "Stu Tester" not in lead.page
    lead.presses("Show the name, once").sees("Stu Tester").presses("Put the name into the file")
    asked = Unmasking.objects.get()
    assert (asked.at_once, asked.agreed_by, asked.told_at) == (True, None, timezone.now())
    assert Notice.objects.filter(membership__user=student.user, kind="unmasked").count() == 1
    assert "Stu Tester" not in lead.opens(f"/c/harbour/concerns/names/{asked.public_id}/").page

    # The file: looked at, acted on, reported by duty, guardians decided, the child told, put down for a review.
    lead.opens("/c/harbour/concerns/agency/")
    lead.presses("Note it", name="Child line", number="555 0101", reviewed_on="2026-03-01")
    lead.opens(file).sees("555 0101")
    for words in (
        {"step": "triaged", "words": "Danger tonight. We act now."},
        {"step": "action", "words": "I went to the class and we talked for an hour."},
        {"step": "report", "words": "Told them all of it.", "reference": "R-17"},
    ):
        lead.presses("Write it down", **words)
    lead.presses("Write the decision down", tell="no", reason="Home may be where the danger is.")
    lead.presses("Write it down", step="child_told", words="I told them whom I called, and why.")
    lead.presses("Write it down", step="review", words="In two days.", review_on="2026-03-27")
    lead.sees("Reference: R-17", "Guardians: do not tell them.", "Child line, 555 0101")

    # Whoever raised it does not close it; the deputy does.
    lead.sees("somebody else must look it through")
    assert lead.buttons("Close the concern") == []
    deputy.signs_in().opens(file).presses("Close the concern", outcome="referred", words="All was done.")
    concern.refresh_from_db()
    assert (concern.state, concern.outcome, concern.student.user) == ("closed", "referred", student.user)
    assert [one.kind for one in concern.entries.all()] == [
        "raised", "acknowledged", "triaged", "action", "report", "guardians", "child_told", "review", "closed",
    ]  # fmt: skip

    # Somebody looks after them on day 1, 3 and 7.
    for day in (1, 3, 7):
        clock(days=day)
        due = BEGUN + timedelta(days=day)
        lead.signs_in().opens("/c/harbour/desk/checks/").sees(f"Today: {due.day} {due:%B}")
        lead.presses("I have looked", note=f"Day {day}: better.").sees("Thank you for looking after them.")
    days = AfterCheck.objects.filter(done_by=lead.user).values_list("day", "due_on", "done_at__date")
    assert [(day, due == done, due - BEGUN.date()) for day, due, done in days] == [
        (day, True, timedelta(days=day)) for day in (1, 3, 7)
    ]

    # Members read that a name was looked up, and nobody ever read the words.
    student.signs_in().opens("/who-sees-what/")
    pairs = [_words(one) for one in student.tree.iter() if one.tag in {"dt", "dd"}]
    assert pairs[pairs.index("March 2026") + 1] == "Once"
    assert pairs[pairs.index("February 2026") + 1] == "Never"
    friend = Somebody(factories.member(school))
    assert DANGER not in friend.opens(f"/c/harbour/forums/{forum.public_id}/").page
