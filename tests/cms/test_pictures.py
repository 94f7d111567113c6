"""Pictures of young people: shown with everybody's yes, and gone when one of them ends (rule 44)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image, Rendition

from cms import tasks
from cms.domain import pictures
from cms.models import CommunityPage, JudgedPicture, Pictured, StandardPage
from cms.views.site import KEPT_SECONDS
from mobilize.kernel import jobs, retention
from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from mobilize.kernel.schedule import rounds
from people import selves
from people.domain import consents, guardians, members
from people.domain.erasure import erase_member
from people.enums import ConsentState, Role
from people.models import Consent, Membership
from tests.factories import actor, community, member
from tests.factories.cms import community_page, organizer, signed_in
from tests.factories.families import record, tie
from tests.factories.news import draft_in
from tests.factories.pictures import ADD, IMAGE, agree, files, from_a_phone, judged, on_shelf, say, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SIGN = "A picture that is not shown."


@pytest.fixture
def harbour():
    made = community("harbour")
    community_page(made)
    return made


@pytest.fixture
def adult(harbour):
    return organizer(harbour, username="orga")


@pytest.fixture
def admin(harbour):
    return member(harbour, Role.ADMINISTRATOR, username="office")


@pytest.fixture
def nia(harbour):
    return member(harbour, band="B", username="nia.n")


@pytest.fixture
def shown(harbour, adult, admin, nia):
    """A picture with Nia in it at the head of the community's page, looked at once; with the address of its file."""
    agree(admin, harbour, nia)
    made = judged(adult, harbour, nia)
    on_page(harbour, made.picture)
    source = source_on_page()
    assert Client().get(source).status_code == 200
    return made, source


def on_page(harbour, picture: Image) -> None:
    CommunityPage.objects.filter(community=harbour).update(picture=picture)


def page() -> str:
    return Client().get("/harbour/").content.decode()


def source_on_page() -> str:
    """The address of the picture on the page, or nothing."""
    found = re.search(r'<img[^>]+src="(/media/[^"]+)"', page())
    return found.group(1) if found else ""


def is_gone(made, source: str) -> bool:
    """Nobody sees it: no page has its address, no file answers there, and no copy of it is left."""
    assert SIGN in page() and source_on_page() == ""
    assert Client().get(source).status_code == 404
    return not made.picture.renditions.exists()


def test_rule_44_a_picture_of_which_nothing_was_said_is_shown_nowhere(harbour, adult):
    picture = on_shelf(harbour)
    on_page(harbour, picture)
    news = draft_in(harbour, adult, "Yard news")
    news.body = [("picture", picture)]
    news.save_revision().publish()
    assert SIGN in page() and not Rendition.objects.exists()
    shown = Client().get(StandardPage.objects.get(pk=news.pk).get_url()).content.decode()
    assert SIGN in shown and "/media/" not in shown
    # Its small copy in the editor is for those who judge it.
    copy = picture.get_rendition("max-165x165")
    assert Client().get(copy.url).status_code == 404
    assert signed_in(member(harbour, Role.YOUTH_EDITOR)).get(copy.url).status_code == 404
    assert signed_in(member(harbour, Role.ORGANIZER, cleared=False)).get(copy.url).status_code == 404
    looked = signed_in(adult).get(copy.url)
    assert (looked.status_code, looked["Cache-Control"]) == (200, "private, no-store")
    assert "1 picture is shown to nobody: say who is in it." in signed_in(adult).get("/cms/").content.decode()
    judged(adult, harbour, picture=picture)
    assert SIGN not in page()
    answer = Client().get(source_on_page())
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300")


@pytest.mark.both_databases
def test_rule_44_whoever_brings_a_picture_says_who_is_in_it(harbour, adult, admin, nia):
    client = signed_in(adult)
    body = client.get(ADD).content.decode()
    assert "Can young people be known by this picture?" in body and "nia" not in body
    refused = client.post(ADD, typed(file=from_a_phone())).content.decode()
    assert "Say first whether young people can be known by this picture." in refused
    for names, said in (
        ("", "Write down each young person"),
        ("nobody.here", "We found no young person here who is called “nobody.here”."),
        ("nia.n", "For nia.n there is no full yes to pictures."),
    ):
        answer = client.post(ADD, typed(file=from_a_phone(), answer="young", names=names))
        assert said in answer.content.decode()
    record(admin, harbour, nia, purpose=IMAGE)  # a guardian's yes is not enough
    answer = client.post(ADD, typed(file=from_a_phone(), answer="young", names="nia.n"))
    assert "For nia.n there is no full yes" in answer.content.decode()
    assert not Image.objects.exists() and not JudgedPicture.objects.exists()
    say(harbour, nia, given=True)
    assert client.post(ADD, typed(file=from_a_phone(), answer="young", names="nia.n")).status_code == 302
    made = JudgedPicture.objects.get()
    assert (made.answer, made.judged_by) == ("young", adult)
    assert [row.membership.user for row in Pictured.objects.all()] == [nia]
    assert client.post(ADD, typed(file=from_a_phone(), answer="nobody", title="A tree")).status_code == 302
    assert JudgedPicture.objects.get(picture__title="A tree").answer == "nobody"


def test_rule_44_no_other_road_brings_a_picture(harbour, adult):
    client = signed_in(adult)
    assert 'href="/cms/images/add/' in client.get("/cms/images/").content.decode()
    several = reverse("wagtailimages:add_multiple")
    assert client.post(several, {"title": "x", "files[]": from_a_phone()}).status_code == 404
    create = reverse("wagtailimages_chooser:create")
    words = {f"image-chooser-upload-{name}": value for name, value in typed().items()}
    client.post(create, {**words, "image-chooser-upload-file": from_a_phone()})
    assert not Image.objects.exists()
    picture = judged(adult, harbour).picture
    edit = reverse("wagtailimages:edit", args=[picture.pk])
    body = client.get(edit).content.decode()
    assert 'type="file"' not in body and reverse("picture_people", args=["harbour", picture.pk]) in body
    name = picture.file.name
    assert client.post(edit, typed(title="Anew", file=from_a_phone(), answer="young")).status_code == 302
    picture.refresh_from_db()
    assert (picture.title, picture.file.name, picture.judged.answer) == ("Anew", name, "nobody")
    hidden = on_shelf(harbour, "Not looked at")
    offered = client.get("/cms/images/chooser/").content.decode()
    assert "Anew" in offered and hidden.title not in offered


def test_rule_44_only_adults_with_a_check_say_and_read_who_is_in_a_picture(harbour, adult, admin, nia, shown):
    made, _source = shown
    room = reverse("picture_people", args=["harbour", made.picture_id])
    file = reverse("picture_file", args=["harbour", made.picture_id])
    assert "nia.n" in signed_in(adult).get(room).content.decode()
    assert AuditEntry.objects.filter(action="cms.look_judgedpicture", actor=adult.public_id).count() == 1
    assert signed_in(admin).get(file)["Cache-Control"] == "private, no-store"
    unchecked = member(harbour, Role.ORGANIZER, cleared=False)
    elsewhere = organizer(community("valley"))
    for user, status in (
        (unchecked, 403),
        (elsewhere, 404),
        (member(harbour, Role.YOUTH_EDITOR), 404),
        (member(harbour, Role.MODERATOR), 404),
        (nia, 404),
    ):
        for address in (room, file, reverse("pictures", args=["harbour"])):
            assert signed_in(user).get(address).status_code == status, (user.username, address)
    assert signed_in(elsewhere).get(f"/c/valley/pictures/{made.picture_id}/").status_code == 404
    # Without a check one brings a picture of nobody, and names nobody.
    with pytest.raises(Refused, match="clearance_missing"):
        judged(unchecked, harbour, nia, picture=on_shelf(harbour, by=unchecked))
    assert judged(unchecked, harbour, picture=on_shelf(harbour, by=unchecked)).answer == "nobody"
    with pytest.raises(Refused, match="clearance_missing"):
        judged(unchecked, harbour, picture=on_shelf(harbour, by=adult))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends", ["the child", "a guardian", "the office"])
def test_rule_44_a_yes_taken_back_takes_the_picture_away_at_once(harbour, admin, nia, shown, media, ends):
    made, source = shown
    now, place = timezone.now(), Membership.objects.get(user=nia)
    if ends == "the child":
        say(harbour, nia, given=False)
    elif ends == "the office":
        consents.withdraw(actor(admin, harbour), membership=place, purpose=IMAGE, now=now)
    else:
        parent = member(harbour, Role.CAREGIVER)
        bond = tie(place, parent.memberships.get())
        consents.withdraw_as_guardian(actor(parent, harbour), guardianship=bond, purpose=IMAGE, now=now)
    assert is_gone(made, source)
    # No copy lies on the disk any more, and the picture lies where no copy can be made of it.
    assert [path for path in files(media) if path.startswith(("images/", "original_images/"))] == []
    assert len(files(media)) == 1
    assert AuditEntry.objects.filter(action="cms.withhold_picture", object_id=made.public_id).count() == 1


def test_rule_44_a_picture_comes_back_only_when_all_in_it_agree(harbour, adult, admin, nia, shown):
    made, source = shown
    other = member(harbour, band="B", username="bo.b")
    agree(admin, harbour, other)
    judged(adult, harbour, nia, other, picture=made.picture)
    say(harbour, nia, given=False)
    pictures.put_in_order(made.picture_id)
    assert is_gone(made, source)
    client = signed_in(adult)
    room = reverse("picture_people", args=["harbour", made.picture_id])
    assert client.get(reverse("wagtailimages:edit", args=[made.picture_id])).url == room
    assert made.picture.title in client.get(reverse("pictures", args=["harbour"])).content.decode()
    # Neither a list without the name nor the word "nobody" brings it back.
    for words in ({"answer": "young", "names": "bo.b"}, {"answer": "nobody"}):
        answer = client.post(room, words)
        assert answer.status_code == 409
        assert "does not agree to being shown" in answer.content.decode()
    say(harbour, nia, given=True)
    assert SIGN in page()  # a yes alone shows nothing: somebody looks at it again
    assert client.post(room, {"answer": "young", "names": "nia.n\nbo.b"}).status_code == 302
    assert Client().get(source_on_page()).status_code == 200


@pytest.mark.both_databases
def test_rule_44_a_yes_that_runs_out_counts_no_more_at_its_midnight(harbour, nia, shown, media):
    made, source = shown
    yesterday = timezone.now().astimezone(harbour.zone).date() - timedelta(days=1)
    Consent.objects.filter(purpose=IMAGE).update(expires_on=yesterday)
    # Before any job ran: no page shows it, and its file does not answer.
    assert SIGN in page()
    assert Client().get(source).status_code == 404
    assert made.picture.renditions.exists()
    for _twice in range(2):
        tasks.withhold_pictures()
        jobs.run_due(now=timezone.now())
    assert is_gone(made, source)
    assert AuditEntry.objects.filter(action="cms.withhold_picture").count() == 1
    # What an interrupted step or a page of the editor left is put in order by the next round.
    left = media / "original_images" / made.picture.file.name.split("/")[-1]
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(from_a_phone().read())
    made.picture.get_rendition("width-100")
    tasks.withhold_pictures()
    assert is_gone(made, source) and not left.exists()


def test_rule_44_the_round_that_takes_pictures_away_comes_within_the_hour():
    every = {each.name: each.every for each in rounds()}
    assert every["cms.tasks.withhold_pictures"] + timedelta(seconds=KEPT_SECONDS) < timedelta(hours=1)


def test_rule_44_whoever_leaves_or_is_kept_from_somebody_by_a_court_is_shown_no_more(
    harbour, admin, nia, shown
):
    made, source = shown
    place, now = Membership.objects.get(user=nia), timezone.now()
    parent = member(harbour, Role.CAREGIVER)
    bond = tie(place, parent.memberships.get())
    guardians.restrict(actor(admin, harbour), guardianship=bond, reason="A court order.", now=now)
    pictures.put_in_order(made.picture_id)
    assert is_gone(made, source)
    with pytest.raises(Refused, match="image_consent_missing"):
        judged(admin, harbour, nia, picture=made.picture)
    guardians.lift(actor(admin, harbour), guardianship=bond, now=now)
    judged(admin, harbour, nia, picture=made.picture)
    assert source_on_page()
    members.end_membership(actor(admin, harbour), membership=place, now=now)
    pictures.put_in_order(made.picture_id)
    assert is_gone(made, source)


def test_rule_44_an_older_yes_to_pictures_for_members_alone_is_asked_for_again(harbour, admin, nia, shown):
    _made, source = shown
    Consent.objects.filter(purpose=IMAGE).update(notice_version="1")
    assert SIGN in page() and Client().get(source).status_code == 404
    assert Consent.objects.filter(purpose=IMAGE, state=ConsentState.GRANTED).exists()


def test_rule_44_a_picture_that_was_taken_away_is_deleted_after_30_days(harbour, nia, shown, media):
    made, _source = shown
    say(harbour, nia, given=False)
    pictures.put_in_order(made.picture_id)
    now = timezone.now()
    assert retention.purge(now=now + timedelta(days=29))["cms.withheld_pictures"] == 0
    assert Image.objects.filter(pk=made.picture_id).exists()
    assert retention.purge(now=now + timedelta(days=31))["cms.withheld_pictures"] == 1
    assert not Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rule_44_erasure_deletes_the_pictures_of_a_person(harbour, admin, nia, shown, media):
    _made, source = shown
    place = Membership.objects.get(user=nia)
    sections = {section.name: section for section in selves.sections_of(selves.self_of(place))}
    assert sections["pictures"].rows[0]["title"] == "The yard" and len(sections["pictures"].files) == 1
    erase_member(actor(admin, harbour), membership=place, now=timezone.now())
    assert not Image.objects.exists() and not Pictured.objects.exists() and not JudgedPicture.objects.exists()
    assert files(media) == set()
    assert source_on_page() == "" and Client().get(source).status_code == 404


def test_rule_52_a_picture_of_others_is_in_nobody_elses_copy(harbour, adult, admin, nia, shown):
    mine = {s.name: s for s in selves.sections_of(selves.self_of(adult.memberships.get()))}
    assert len(mine["files"].rows) == 1 and mine["files"].files == {}
    other = member(harbour, band="B", username="bo.b")
    agree(admin, harbour, other)
    judged(adult, harbour, nia, other, picture=shown[0].picture)
    nias = {s.name: s for s in selves.sections_of(selves.self_of(Membership.objects.get(user=nia)))}
    assert nias["pictures"].files == {}


def test_the_list_of_pictures_is_empty_when_nothing_waits(harbour, adult):
    assert "No picture waits." in signed_in(adult).get("/c/harbour/pictures/").content.decode()
