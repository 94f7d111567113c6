"""What everybody can read: no young person's words, no small number, no way past the sign-in."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale, Site

from cms import tasks
from cms.domain import pages
from cms.models import CommunityPage, ForumDoorPage, JudgedPicture, PlanPage, SiteHomePage
from cms.queries import faces
from committees.domain import plans
from forums.discussion.domain import forums
from people.enums import Role
from tests.factories import actor, community, member, open_forum, perspective
from tests.factories.cms import community_page, organizer, signed_in
from tests.factories.committees import action, committee, decision, edition, meeting, organizer_of, plan
from tests.factories.live import room
from tests.factories.polls import open_poll

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def harbour():
    made = community("harbour", name="Harbour Road School")
    community_page(made)
    return made


def test_the_site_begins_with_a_start_page_and_two_languages():
    assert Site.objects.get().root_page.specific_class is SiteHomePage
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "fr"}
    assert "You say it. We answer." in text_of(Client().get("/"))


def test_communities_stand_on_the_start_page_without_a_sign_in(harbour):
    body = Client().get("/").content.decode()
    assert 'href="/harbour/"' in body
    assert "Harbour Road School" in body


def test_rule_48_public_pages_may_be_indexed_and_the_rooms_not(harbour):
    for address in ("/", "/harbour/", "/help/", "/who-sees-what/"):
        answer = Client().get(address)
        assert "noindex" not in answer.content.decode(), address
        assert "X-Robots-Tag" not in answer, address
    inside = signed_in(member(harbour)).get("/c/harbour/")
    assert "noindex" in inside.content.decode()
    assert inside.headers.get("X-Robots-Tag") == "noindex, nofollow"
    assert "Disallow: /c/" in Client().get("/robots.txt").content.decode()


def test_a_forum_door_says_who_answers_by_when_and_how_far_it_has_come(harbour):
    teacher = member(harbour, Role.TEACHER, username="ofori")
    forum = open_forum(harbour, named_adult=teacher, introduction="From the gate to your door.")
    door = pages.plant_door("forum", forum)
    for _number in range(5):
        perspective(forum, member(harbour), "SENTINEL words")
    body = text_of(Client().get(door.get_url()))
    for words in (
        "Ofori Tester, Teacher",
        "1 January 2099",
        "From the gate to your door.",
        "Voices so far 5",
    ):
        assert words in body
    assert f'href="/c/harbour/forums/{forum.public_id}/"' in Client().get(door.get_url()).content.decode()


@pytest.mark.parametrize(
    ("count", "words"), [(0, "None yet"), (1, "A few"), (4, "A few"), (5, "5"), (12, "12")]
)
def test_rule_36_a_small_number_of_voices_is_told_in_words(count, words):
    assert faces.how_many(count) == words


def test_rule_48_no_young_words_or_names_stand_on_a_public_page(harbour):
    forum = open_forum(harbour)
    student = member(harbour, username="zuleika")
    published = perspective(forum, student, "SENTINEL published")
    perspective(forum, student, "SENTINEL held", published=False)
    pages.plant_door("forum", forum)
    poll, _students = open_poll(harbour, voters=1, forum=forum, voices=[published])
    pages.plant_door("poll", poll)
    talk = room(harbour)
    talk.shown(student, "SENTINEL in the session")
    pages.plant_door("session", talk.session)
    pages.plant_door("committee", committee(harbour))
    draft = plans.create_plan(
        organizer_of(harbour), committee=committee(harbour, name="Second"), title="A plan", now=timezone.now()
    )
    pages.plant_door("plan", draft)
    addresses = ["/", "/harbour/", "/help/", "/who-sees-what/", "/robots.txt"]
    addresses += [page.get_url() for page in CommunityPage.objects.get(alias_of=None).get_children()]
    assert len(addresses) == 11
    for address in addresses:
        for client in (Client(), signed_in(organizer(harbour))):
            body = client.get(address).content.decode()
            assert "SENTINEL" not in body, address
            assert "zuleika" not in body.lower(), address
            assert published.byline.pseudonym not in body, address


def test_a_door_of_something_being_prepared_leads_nowhere(harbour):
    forum = forums.create(actor(organizer(harbour), harbour), question="Soon?", now=timezone.now())
    answer = Client().get(pages.plant_door("forum", forum).get_url())
    assert "This is being prepared. Nobody can go in yet." in text_of(answer)
    assert f"/forums/{forum.public_id}/" not in answer.content.decode()


def test_an_anonymous_visitor_who_goes_inside_is_asked_to_sign_in(harbour):
    answer = Client().get("/c/harbour/")
    assert answer.url == "/accounts/login/?next=/c/harbour/"


def test_an_unpublished_door_is_gone_for_everybody(harbour):
    door = pages.plant_door("forum", open_forum(harbour))
    door.unpublish()
    assert Client().get(door.get_url()).status_code == 404
    assert door.title not in Client().get("/harbour/").content.decode()


def test_a_plan_page_shows_editions_and_nothing_before_the_first(harbour):
    held = meeting(committee(harbour))
    made = plan(held.committee)
    page = pages.plant_door("plan", made)
    before = text_of(Client().get(page.get_url()))
    assert "This plan has no edition yet." in before
    action(decision(held))


def published_plan(harbour):
    held = meeting(committee(harbour))
    action(decision(held, title="A quiet room at lunch"))
    made = plan(held.committee)
    edition(made)
    made.refresh_from_db()
    return made


def test_publishing_an_edition_brings_the_plans_page_into_the_open(harbour):
    made = published_plan(harbour)
    page = PlanPage.objects.get(plan=made, alias_of=None)
    assert page.live is True
    body = text_of(Client().get(page.get_url()))
    assert "Edition 1, published" in body
    assert "A quiet room at lunch" in body
    assert made.title in text_of(Client().get("/harbour/"))


def test_a_plan_page_shows_the_edition_that_is_asked_for(harbour):
    made = published_plan(harbour)
    plans.describe_plan(
        organizer_of(harbour), plan=made, title="Calm lunches", summary="", now=timezone.now()
    )
    made.refresh_from_db()
    edition(made)
    address = PlanPage.objects.get(plan=made, alias_of=None).get_url()
    assert "Edition 2, published" in text_of(Client().get(address))
    assert "Edition 1, published" in text_of(Client().get(f"{address}?edition=1"))
    never = text_of(Client().get(f"{address}?edition=7"))
    assert "There is no edition of that number. This is the newest one." in never
    assert "Edition 2, published" in never
    assert Client().get(f"{address}?edition=²").status_code == 200


def test_a_plans_page_that_an_editor_took_away_stays_away(harbour):
    made = published_plan(harbour)
    PlanPage.objects.get(plan=made, alias_of=None).unpublish()
    assert pages.address_of_plan(made) is None


def test_planting_twice_plants_once(harbour):
    forum = open_forum(harbour)
    person = organizer(harbour).memberships.get()
    for _again in range(2):
        tasks.plant_community(harbour.pk)
        tasks.plant_forum_door(forum.pk, person.pk)
        tasks.plant_door("forum", forum.pk)
    door = ForumDoorPage.objects.get(alias_of=None)
    assert (door.forum, door.live, door.owner) == (forum, True, person.user)
    assert CommunityPage.objects.filter(alias_of=None).count() == 1


@pytest.mark.parametrize("question", ["午餐应该怎样改变？", "Für wen ist der Übergang?", "🌳🌳🌳", "Same?"])
def test_a_door_can_be_planted_for_a_question_in_any_script(harbour, question):
    first, second = open_forum(harbour, question=question), open_forum(harbour, question=question)
    for forum in (first, second):
        door = pages.plant_door("forum", forum)
        assert question in text_of(Client().get(door.get_url()))


def test_pictures_of_public_pages_are_served_and_originals_are_not(harbour, media):
    file = BytesIO()
    Picture.new("RGB", (40, 30), "orange").save(file, "PNG")
    image = Image.objects.create(title="Yard", file=SimpleUploadedFile("yard.png", file.getvalue()))
    JudgedPicture.objects.create(
        picture=image, community=harbour, answer="nobody", judged_at=timezone.now(), created_at=timezone.now()
    )
    page = CommunityPage.objects.get(alias_of=None)
    page.picture = image
    page.save()
    source = re.search(r'<img[^>]+src="(/media/[^"]+)"', Client().get("/harbour/").content.decode()).group(1)
    answer = Client().get(source)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert Client().get(image.file.url).status_code == 404
    assert Client().get("/media/images/../mobilize.sqlite3").status_code == 404
    assert Client().get("/media/images/nothing.png").status_code == 404
