"""What students read is plain (rule 63): each of their screens, and all that the house says when it says no."""

import re
from pathlib import Path

import pytest

from mobilize.kernel.refusal import CODES
from tests.cms.test_help import grade

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
GRADE = 6
#: Screens of adults, who lead, look after and administer.
OF_ADULTS = {
    "discussion/answer_give.html", "discussion/duty_list.html", "discussion/forum_ask.html",
    "discussion/forum_duty.html", "discussion/forum_room.html", "discussion/forum_unanswered.html",
    "live/session_adults.html", "live/presenter.html", "live/held.html", "live/hands_lead.html",
}  # fmt: skip
#: Rooms in which students are, and the screens of people that are theirs.
STUDENT_ROOMS = ("discussion/*.html", "live/*.html", "polls/poll_ballot.html", "polls/poll_list.html",
    "polls/poll_result.html", "polls/poll_receipts.html", "polls/pieces/*.html", "home/student.html",
    "home/cards.html", "home/help.html", "home/who_sees_what.html", "moderation/report.html",
    "moderation/reports.html", "people/hidden_list.html", "people/hide_speaker.html", "people/join*.html",
    "people/notice_*.html", "people/one_use_code_enter.html")  # fmt: skip


def screens() -> list[str]:
    found = {
        path.relative_to(TEMPLATES).as_posix() for glob in STUDENT_ROOMS for path in TEMPLATES.glob(glob)
    }
    return sorted(found - OF_ADULTS)


def sentences_in(text: str) -> list[str]:
    """Return the whole sentences that a template has for people; a placeholder counts as one short word."""
    found = [said for _quote, said in re.findall(r"""{%\s*translate\s+(["'])(.+?)\1""", text)]
    for block in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", text, re.S):
        found += re.split(r"{%\s*plural\s*%}", block)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|{{.*?}}", " it ", said)).strip() for said in found]
    return [said for said in plain if said.endswith((".", "?", "!"))]


def grade_of(said: list[str]) -> float:
    text = " ".join(said)
    return grade(
        re.findall(r"[A-Za-z’']+", text), [part for part in re.split(r"[.!?]+", text) if part.strip()]
    )


@pytest.mark.parametrize("screen", screens())
def test_rule_63_a_student_s_screen_is_read_with_grade_six(screen):
    said = sentences_in((TEMPLATES / screen).read_text(encoding="utf-8"))
    assert not said or grade_of(said) <= GRADE


def test_rule_63_what_is_said_when_something_cannot_be_done_is_plain():
    said = [re.sub(r"%\(\w+\)\w", "it", str(words)) for _status, words, *_rest in CODES.values()]
    assert len(said) > 100
    assert grade_of(said) <= GRADE


def test_hard_words_are_noticed():
    assert (
        grade_of(["Notwithstanding institutional considerations, participation necessitates authorisation."])
        > 12
    )


def test_every_screen_that_is_for_adults_is_there():
    assert {name for name in OF_ADULTS if not (TEMPLATES / name).exists()} == set()
