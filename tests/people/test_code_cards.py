"""Cards with a class code or a one-use code: read from the PDF as a printer reads it."""

import re
import zlib
from datetime import timedelta

import pytest
import segno
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from people import code_cards
from people.enums import Role
from people.models import JoinCode
from tests import factories
from tests.factories.screens import make_code

pytestmark = pytest.mark.django_db


def drawing(pdf: bytes) -> str:
    """Return the page's drawing, whose words are in windows-1252."""
    streams = [found.group(1) for found in re.finditer(rb"stream\r?\n(.*?)\nendstream", pdf, re.S)]
    pages = [zlib.decompress(stream) for stream in streams if stream[:1] == b"x"]
    (page,) = [page for page in pages if b" re" in page]
    return page.decode("windows-1252")


def words(pdf: bytes) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", line) for line in re.findall(r"\((.*?)(?<!\\)\) Tj", drawing(pdf))]


def squares(pdf: bytes) -> list[list[bytes]]:
    """Return each card's square picture, put together again from the filled rectangles."""
    number = r"(-?[\d.]+)"
    found = re.findall(rf"{number} {number} {number} {number} re f", drawing(pdf))
    boxes = [tuple(map(float, box)) for box in found]
    size = min(width for _, _, width, _ in boxes)
    pictures = {}
    for x, y, width, _height in boxes:
        # A card is 95 by 54 millimetres; the page's points grow from its lower edge up.
        column, row = int(x / 72 * 25.4 // 105), int((841.89 - y) / 72 * 25.4 - 13.5) // 54
        pictures.setdefault((row, column), []).append((x, y, width))
    result = []
    for card in sorted(pictures):
        left = min(x for x, _, _ in pictures[card])
        top = max(y for _, y, _ in pictures[card])
        side = round(max(x + width - left for x, _, width in pictures[card]) / size)
        rows = [bytearray(side) for _ in range(side)]
        for x, y, width in pictures[card]:
            start = round((x - left) / size)
            rows[round((top - y) / size)][start : start + round(width / size)] = b"\1" * round(width / size)
        result.append([bytes(row) for row in rows])
    return result


def cards(client, code):
    return client.get(f"/c/harbour/people/codes/{code.public_id}/cards.pdf")


def test_ten_cards_say_how_to_come_in_and_their_pictures_open_the_door(at_work, school, admin):
    code = make_code(school, admin)
    answer = cards(at_work, code)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    shown = f"{code.code[:4]}-{code.code[4:]}"
    said = words(answer.content)
    for line in (school.name, "Come in", "testserver/join/", shown, "You need no e-mail."):
        assert said.count(line) == 10, line
    assert any(line.startswith("For: ") for line in said)
    link = f"http://testserver/join/?code={code.code}"
    expected = [bytes(row) for row in segno.make(link, error="m", micro=False).matrix]
    assert squares(answer.content) == [expected] * 10


def test_the_file_knows_its_title_and_its_language(at_work, school, admin):
    code = make_code(school, admin)
    pdf = cards(at_work, code).content
    assert b"/Lang (en)" in pdf
    assert b"/Title (" in pdf
    at_work.cookies["django_language"] = "fr"
    assert b"/Lang (fr)" in cards(at_work, code).content


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("École du cœur", "École du cœur"),
        ("Garçons\u202f: l’été", "Garçons\xa0: l’été"),
        ("Lycée (nord) \\ sud", "Lycée (nord) \\ sud"),
        ("Szkoła Łódź", None),
        ("学校", None),
    ],
)
def test_a_name_that_the_letters_cannot_write_is_left_out_and_the_page_says_so(
    at_work, school, admin, name, said
):
    school.name = name
    school.save()
    code = make_code(school, admin)
    printed = words(cards(at_work, code).content)
    assert printed.count("Come in") == 10
    assert printed.count(said or name) == (10 if said else 0)
    page = at_work.get(f"/c/harbour/people/codes/{code.public_id}/").content.decode()
    assert ("The PDF has no letters for the community" in page) == (said is None)


@pytest.mark.parametrize("end", [{"revoked_at": True}, {"expires_at": True}, {"uses": 30}])
def test_a_code_that_lets_nobody_in_is_not_printed(at_work, school, admin, end):
    code = make_code(school, admin)
    past = timezone.now() - timedelta(minutes=1)
    JoinCode.objects.filter(pk=code.pk).update(
        **{name: past if value is True else code.cap for name, value in end.items()}
    )
    assert cards(at_work, code).status_code == 409


def test_no_line_is_wider_than_its_card():
    long = "An endless name of a community that never stops " * 4
    pdf = code_cards.sheet(
        code_cards.Card(long, long, "example.org/join/", "https://example.org/join/", "abcd-2345", (long,)),
        title="Cards", language="en",
    )  # fmt: skip
    for line in words(pdf):
        assert len(line) < 120
    assert sum(line.endswith("…") for line in words(pdf)) == 30


def test_the_code_reaches_no_log(at_work, school, admin, caplog):
    code = make_code(school, admin)
    with caplog.at_level("DEBUG"):
        cards(at_work, code)
    assert code.code not in caplog.text.replace("-", "")


@pytest.mark.parametrize(
    ("role", "kindly", "leads_to"),
    [
        (Role.STUDENT, "Ne le montre à personne.", "/home/"),
        (Role.TEACHER, "Ne le montrez à personne.", "/accounts/2fa/authenticate/"),
    ],
)
def test_rule_59_a_one_use_code_is_printed_as_a_card_that_only_its_code_makes_a_key(
    at_work, school, admin, role, kindly, leads_to
):
    user = factories.member(school, role, username="robin")
    door = f"/c/harbour/people/{user.memberships.get().public_id}/one-use-code/"
    assert 'name="as" value="card"' in at_work.get(door).content.decode()
    answer = at_work.post(door, {"as": "card"}, headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'inline; filename="one-use-code.pdf"'
    community, name, address, code, *facts = words(answer.content)
    assert (community, name, address) == (school.name, user.name, "testserver/accounts/one-use-code/")
    assert facts[0].endswith("robin")
    assert facts[2] == kindly
    (picture,) = squares(answer.content)
    opens = segno.make("http://testserver/accounts/one-use-code/", error="m", micro=False)
    assert picture == [bytes(row) for row in opens.matrix]
    line = AuditEntry.objects.get(action="people.issue_sign_in_code")
    assert (line.actor, line.object_id) == (admin.public_id, user.memberships.get().public_id)
    at_work.logout()
    typed = {"username": "robin", "code": code, "password": "a-long-enough-word-9"}
    assert at_work.post("/accounts/one-use-code/", typed).url == leads_to


def test_a_user_name_that_the_letters_cannot_write_is_shown_on_the_page_alone(at_work, school):
    user = factories.member(school, username="рубин")
    door = f"/c/harbour/people/{user.memberships.get().public_id}/one-use-code/"
    assert 'value="card"' not in at_work.get(door).content.decode()
    assert 'id="one-use-code"' in at_work.post(door, {"as": "card"}).content.decode()
