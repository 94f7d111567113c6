"""People's screens in a real browser: coming in by clicks, no fault that axe finds, nothing too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from people.enums import Role
from people.models import User
from tests import factories
from tests.factories import families
from tests.factories.screens import make_code

pytestmark = pytest.mark.django_db(transaction=True)


def faults(page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_a_student_comes_in_with_a_class_code_by_clicks_alone(page, live_app):
    school = factories.community()
    code = make_code(school, factories.member(school, Role.ADMINISTRATOR))
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Use my class code").click()
    page.get_by_label("Class code").fill(f"{code.code[:4]} {code.code[4:]}")
    assert faults(page) == []
    page.get_by_role("button", name="Go on").click()
    for label, words in (
        ("Your first name", "Robin"),
        ("Your last name", "Sea"),
        ("Choose a user name", "robin"),
        ("Choose a password", "three calm words"),
    ):
        page.get_by_label(label).fill(words)
    assert faults(page) == []
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/who-sees-what/")
    assert factories.actor(User.objects.get(username="robin"), school).band == "B"


@pytest.mark.parametrize("width", [360, 1280])
def test_screens_of_people_have_no_fault_that_axe_finds(open_page, live_app, width):
    school = factories.community()
    admin = factories.member(school, Role.ADMINISTRATOR)
    code = make_code(school, admin)
    student, teacher = factories.member(school), factories.member(school, Role.TEACHER)
    page = open_page(admin, viewport={"width": width, "height": 800})
    for path in (
        "people/",
        "people/?name=nobody",
        "people/add/",
        f"people/{student.memberships.get().public_id}/",
        f"people/{teacher.memberships.get().public_id}/",
        f"people/{student.memberships.get().public_id}/end/",
        "people/codes/",
        f"people/codes/{code.public_id}/",
    ):
        page.goto(f"/c/harbour/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert (path, faults(page)) == (path, [])
    picture = page.locator("img[src$='picture.svg']")
    page.goto(f"/c/harbour/people/codes/{code.public_id}/")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0") is True


def test_screens_of_families_have_no_fault_and_fit_on_a_phone(open_page, live_app):
    school = factories.community()
    admin, parent = factories.member(school, Role.ADMINISTRATOR), factories.member(school, Role.CAREGIVER)
    student = factories.member(school)
    child = student.memberships.get()
    link = families.tie(child, parent.memberships.get(), note="Call in the evening.")
    child.consents.create(
        purpose="agency", subject="Harbour help", state="requested", created_at=child.created_at
    )
    member = f"people/{child.public_id}/"
    for who, paths in (
        (
            admin,
            (
                "people/policy/",
                member,
                f"{member}family/",
                f"{member}family/{link.public_id}/",
                f"{member}birth/",
            ),
        ),
        (parent, ("family/", f"family/{link.public_id}/")),
        (student, ("my-yes/", "")),
    ):
        page = open_page(who, viewport={"width": 360, "height": 800})
        for path in paths:
            page.goto(f"/c/{school.slug}/{path}")
            assert faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
