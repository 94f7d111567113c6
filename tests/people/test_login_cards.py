"""Login cards (rule 60): band A alone, at school alone, one card at a time, and the child hears of each use."""

import hashlib

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from mobilize.kernel.models import AuditEntry
from mobilize.kernel.refusal import Refused
from mobilize.kernel.sessions import SHARED
from people.domain import login_cards
from people.enums import Band, Role
from people.models import LoginCard, Membership, Policy, RosterLink
from tests import factories
from tests.stage.sign_ins import proved

pytestmark = pytest.mark.django_db
AT_SCHOOL, AT_HOME = "192.0.2.7", "198.51.100.4"
DOOR = "/c/harbour/people/cards/"


@pytest.fixture
def school():
    made = factories.community()
    Policy.objects.create(community=made, school_networks=["192.0.2.0/24", "2001:db8:1::/48"])
    return made


@pytest.fixture
def child(school):
    return factories.member(school, band=Band.A, username="mia").memberships.get()


def card_for(child, admin) -> str:
    actor = factories.actor(admin, child.community)
    ((_child, token),) = login_cards.make(actor, members=[child.public_id], now=timezone.now())
    return token


def use(token: str, *, at: str = AT_SCHOOL):
    return login_cards.use(token=token, client_address=at, now=timezone.now())


def sign_in(token: str, *, at: str = AT_SCHOOL, **headers):
    client = Client(REMOTE_ADDR=at, headers=headers)
    return client, client.post(f"/card/{token}/")


def test_rule_60_a_child_of_band_a_signs_in_at_school_and_hears_of_it(admin, child):
    token = card_for(child, admin)
    client, answer = sign_in(token)
    assert answer.status_code == 302
    assert [str(told) for told in get_messages(answer.wsgi_request)] == ["You signed in with your card."]
    assert client.get("/c/harbour/").status_code == 200
    assert client.session[SHARED]["idle"] == 600  # others come to that device after this child
    line = AuditEntry.objects.get(action="people.use_login_card")
    assert (line.actor, line.object_id) == ("", child.public_id)


def test_rule_60_a_card_opens_nothing_outside_the_school(admin, child):
    token = card_for(child, admin)
    client, answer = sign_in(token, at=AT_HOME)
    assert answer.status_code == 403
    assert "It works only at your school. Ask a teacher for help." in answer.content.decode()
    assert "card_not_here" in answer.content.decode()
    assert client.get("/c/harbour/").status_code == 302
    assert not AuditEntry.objects.filter(action="people.use_login_card").exists()


@pytest.mark.parametrize(
    ("proxies", "header", "opens"),
    [
        (0, AT_SCHOOL, False),  # anybody can write this header
        (1, AT_SCHOOL, True),  # the one proxy wrote it
        (1, f"{AT_SCHOOL}, {AT_HOME}", False),  # the proxy adds whom it saw; what stood before is hearsay
        (2, f"{AT_SCHOOL}, 203.0.113.1", True),
    ],
)
def test_rule_60_the_address_is_the_one_that_our_own_proxies_saw(
    admin, child, settings, proxies, header, opens
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    token = card_for(child, admin)
    client = Client(REMOTE_ADDR=AT_HOME, headers={"X-Forwarded-For": header})
    assert client.post(f"/card/{token}/").status_code == (302 if opens else 403)


def test_rule_60_without_a_network_no_card_opens_anything(admin, child):
    token = card_for(child, admin)
    Policy.objects.update(school_networks=[])
    with pytest.raises(Refused, match="card_not_here"):
        use(token)


@pytest.mark.parametrize("address", ["2001:db8:1::7", "::ffff:192.0.2.9"])
def test_rule_60_addresses_of_both_kinds_are_known(admin, child, address):
    assert use(card_for(child, admin), at=address) == child.user


@pytest.mark.parametrize("what", ["band", "membership", "role", "account", "ended card", "unknown card"])
def test_rule_60_whoever_may_not_is_refused_alike(admin, child, what):
    actor, token = factories.actor(admin, child.community), card_for(child, admin)
    if what == "band":
        Membership.objects.filter(pk=child.pk).update(band=Band.B)
    elif what == "membership":
        Membership.objects.filter(pk=child.pk).update(ended_at=timezone.now())
    elif what == "role":
        child.role_grants.all().delete()
    elif what == "account":
        child.user.is_active = False
        child.user.save()
    elif what == "ended card":
        assert login_cards.end(actor, members=[child.public_id], now=timezone.now()) == 1
    else:
        token = "A" * 32
    _client, answer = sign_in(token)
    _outside, other = sign_in(token, at=AT_HOME)
    assert (answer.status_code, other.status_code) == (403, 403)
    assert "card_not_here" in answer.content.decode()


def test_rule_60_a_new_card_ends_the_old_one(admin, child):
    old, new = card_for(child, admin), card_for(child, admin)
    with pytest.raises(Refused, match="card_not_here"):
        use(old)
    assert use(new) == child.user
    assert LoginCard.objects.filter(ended_at=None).count() == 1


def test_rule_60_the_token_is_long_and_only_its_hash_is_kept(admin, child):
    token = card_for(child, admin)
    assert len(token) * 6 >= 128
    assert LoginCard.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(AuditEntry.objects.values()))


def test_rule_60_many_wrong_cards_have_to_wait(admin, child):
    for _try in range(30):
        with pytest.raises(Refused, match="card_not_here"):
            use("nothing")
    with pytest.raises(Refused, match="too_fast"):
        use(card_for(child, admin))
    assert use(card_for(child, admin), at="192.0.2.8") == child.user


def test_rule_60_looking_at_the_address_signs_nobody_in_and_names_nobody(admin, child):
    client = Client(REMOTE_ADDR=AT_SCHOOL)
    page = client.get(f"/card/{card_for(child, admin)}/")
    assert page.status_code == 200
    assert "Mia" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "_auth_user_id" not in client.session


def test_rule_60_nobody_who_is_signed_in_becomes_a_child(admin, child, school):
    teacher = factories.member(school, Role.TEACHER)
    client = Client(REMOTE_ADDR=AT_SCHOOL)
    client.force_login(teacher)
    assert client.post(f"/card/{card_for(child, admin)}/").status_code == 409
    assert client.session["_auth_user_id"] == str(teacher.pk)


def test_rule_60_cards_of_a_class_are_printed_as_a_pdf(at_work, school, child):
    other = factories.member(school, band=Band.A).memberships.get()
    RosterLink.objects.create(
        community=school,
        membership=child,
        source="list",
        external_id="1",
        group="4a",
        created_at=timezone.now(),
    )
    page = at_work.get(f"{DOOR}?group=4a").content.decode()
    assert child.user.name in page
    assert other.user.name not in page
    answer = at_work.post(DOOR, {"act": "print", "members": [child.public_id, other.public_id]})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert LoginCard.objects.filter(ended_at=None).count() == 2
    assert AuditEntry.objects.filter(action="people.make_login_card").count() == 2


@pytest.mark.parametrize("band", [Band.B, Band.C, Band.D])
def test_rule_60_no_card_is_made_for_another_band(at_work, school, band):
    older = factories.member(school, band=band).memberships.get()
    assert at_work.post(DOOR, {"act": "print", "members": [older.public_id]}).status_code == 404
    assert not LoginCard.objects.exists()


def test_rule_60_no_card_is_made_for_a_child_of_another_community(at_work):
    elsewhere = factories.member(factories.community("lakeside"), band=Band.A).memberships.get()
    assert at_work.post(DOOR, {"act": "print", "members": [elsewhere.public_id]}).status_code == 404
    assert not LoginCard.objects.exists()


def test_choosing_nobody_says_so(at_work, child):
    answer = at_work.post(DOOR, {"act": "print"})
    assert answer.status_code == 422
    assert "Choose for whom you want cards." in answer.content.decode()


def test_cards_are_ended_on_the_same_page(at_work, admin, child):
    card_for(child, admin)
    answer = at_work.post(DOOR, {"act": "end", "members": [child.public_id]}, follow=True)
    assert "1 card has ended." in answer.content.decode()
    assert not LoginCard.objects.filter(ended_at=None).exists()


def test_without_a_child_and_a_network_the_page_says_what_to_do(at_work, school):
    Policy.objects.update(school_networks=[])
    page = at_work.get(DOOR).content.decode()
    assert "No child of 12 and under" in page
    assert "No network of the school is named yet" in page


def test_rule_59_cards_are_printed_after_a_fresh_proof_alone(at_work, admin, child):
    proved(at_work, admin, minutes_ago=11)
    assert at_work.post(DOOR, {"act": "print", "members": [child.public_id]}).status_code == 403
    assert not LoginCard.objects.exists()
