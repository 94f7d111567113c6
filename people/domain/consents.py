"""Consent, one record per purpose: asked for, given, refused, taken back, run out (rule 38).

A yes counts for the words that were read (``people.consent_texts``) and until its last day. Whatever rested on it ends
in the transaction that ends it.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import consent_texts, consents, departures
from people.actors import Actor
from people.domain import notices
from people.enums import ConsentBasis, ConsentPurpose, ConsentState, Role
from people.family_notices import CONSENT_ASKED, key_of
from people.models import Consent, Guardianship, Membership, NoticeMail
from people.policy_queries import policy_of
from people.standing_queries import is_guarded, is_under, roles_of


def ask_for_newcomer(membership: Membership, *, now: datetime) -> None:
    """Ask for what a new student under the consent age needs; from now on the days count until nothing is kept."""
    if is_guarded(membership, now=now):
        _ask(membership, ConsentPurpose.FORUM, "", now=now)


def ask_for_newcomers(places: list[Membership], *, now: datetime) -> None:
    """The same for many students of one list, all of one community."""
    age = policy_of(places[0].community).consent_age if places else None
    version = consent_texts.version_of(ConsentPurpose.FORUM)
    Consent.objects.bulk_create(
        [
            Consent(
                membership=place,
                purpose=ConsentPurpose.FORUM,
                state=ConsentState.REQUESTED,
                notice_version=version,
                created_at=now,
            )
            for place in places
            if is_under(place.band, age)
        ],
        batch_size=500,
    )


@transaction.atomic
def ask(
    actor: Actor, *, membership: Membership, purpose: str, subject: str = "", now: datetime
) -> Consent | None:
    """Ask the guardians for a consent. Errors: ``purpose_unknown``, ``students_only``, ``consent_exists``, ``not_now``
    if it is asked for already."""
    _check(actor, membership, purpose, now=now)
    subject = _subject(purpose, subject)
    if _granted(membership, purpose, subject).exists():
        raise Refused("consent_exists", field="purpose")
    if (asked := _ask(membership, purpose, subject, now=now, by=actor)) is None:
        raise Refused("not_now")
    _note("people.ask_consent", membership, now=now, actor=actor, purpose=purpose)
    return asked


def _ask(
    membership: Membership, purpose: str, subject: str, *, now: datetime, by: Actor | None = None
) -> Consent | None:
    rows = Consent.objects.filter(membership=membership, purpose=purpose, subject=subject)
    if rows.filter(state=ConsentState.REQUESTED).exists():
        return None
    asked = Consent.objects.create(
        membership=membership,
        purpose=purpose,
        subject=subject,
        state=ConsentState.REQUESTED,
        notice_version=consent_texts.version_of(purpose),
        recorded_by=by.user if by else None,
        created_at=now,
    )
    _tell_guardians(asked, now=now)
    return asked


def _tell_guardians(asked: Consent, *, now: datetime) -> None:
    """Tell those who may answer, by e-mail too where they get mail about the child."""
    ties = Guardianship.objects.filter(
        student=asked.membership, ended_at=None, restricted_at=None, may_consent=True
    ).select_related("guardian", "student__community")
    for tie in ties:
        key = key_of(tie, f"consent:{asked.pk}")
        link = reverse("family_child", args=[tie.student.community.slug, tie.public_id])
        notices.tell_members([tie.guardian], kind=CONSENT_ASKED, key=key, link=link, now=now)
        if not tie.gets_mail:
            NoticeMail.objects.filter(notice__membership=tie.guardian, notice__key=key).delete()


@transaction.atomic
def record(
    actor: Actor,
    *,
    membership: Membership,
    purpose: str,
    giver_name: str,
    given_on: date,
    answer: str = "yes",
    subject: str = "",
    now: datetime,
) -> Consent:
    """Record who said yes or no on paper to what, and on which day, for a student (rules 38 and 39).

    Errors: ``purpose_unknown``, ``name_missing``, ``date_in_future``, ``day_over`` (it has run out already),
    ``consent_exists``, ``students_only``, ``agency_missing``.
    """
    _check(actor, membership, purpose, now=now)
    subject = _subject(purpose, subject)
    giver_name = text.tidy(giver_name)
    if not giver_name:
        raise Refused("name_missing", field="giver_name")
    if len(giver_name) > text.limit_of(Consent, "giver_name"):
        raise Refused("name_too_long", field="giver_name", limit=text.limit_of(Consent, "giver_name"))
    if given_on > _today(membership, now):
        raise Refused("date_in_future", field="given_on")
    consent = _settle(
        membership,
        purpose,
        subject,
        yes=answer == "yes",
        given_on=given_on,
        now=now,
        giver_name=giver_name,
        recorded_by=actor.user,
        basis=_basis(membership, now),
    )
    action = "people.record_consent" if answer == "yes" else "people.record_refusal"
    _note(action, membership, now=now, actor=actor, purpose=purpose)
    return consent


@transaction.atomic
def answer(
    actor: Actor,
    *,
    guardianship: Guardianship,
    purpose: str,
    yes: bool,
    version: str,
    subject: str = "",
    now: datetime,
) -> Consent:
    """Let a guardian say yes or no for their child, after reading ``version`` of the words.

    Errors: ``not_found`` while the guardian may not decide, ``purpose_unknown``, ``changed_meanwhile`` for words that
    are no longer the ones, ``consent_exists`` for a second yes.
    """
    guardianship = _as_it_stands(guardianship)
    require(actor, "people.decide_for_child", guardianship)
    if purpose not in ConsentPurpose.values:
        raise Refused("purpose_unknown", field="purpose")
    if version != consent_texts.version_of(purpose):
        raise Refused("changed_meanwhile")
    membership = guardianship.student
    subject = _subject(purpose, subject)
    consent = _settle(
        membership,
        purpose,
        subject,
        yes=yes,
        given_on=_today(membership, now),
        now=now,
        giver=actor.membership,
        giver_name=actor.name,
        recorded_by=actor.user,
    )
    action = "people.give_consent" if yes else "people.refuse_consent"
    _note(action, membership, now=now, actor=actor, purpose=purpose)
    return consent


def _settle(
    membership: Membership, purpose: str, subject: str, *, yes: bool, given_on: date, now: datetime, **by
) -> Consent:
    """Answer the open request, or write the answer beside it; an earlier yes ends with a no."""
    rows = Consent.objects.filter(membership=membership, purpose=purpose, subject=subject)
    version = consent_texts.version_of(purpose)
    expires_on = None
    if yes:
        expires_on = years_after(given_on, policy_of(membership.community).consent_years)
        if expires_on < _today(membership, now):
            raise Refused("day_over", field="given_on")
        # A yes to other words, or one whose time is over, counts no more and makes room for the new one.
        rows.filter(state=ConsentState.GRANTED).exclude(notice_version=version).update(
            state=ConsentState.EXPIRED
        )
        rows.filter(state=ConsentState.GRANTED, expires_on__lt=_today(membership, now)).update(
            state=ConsentState.EXPIRED
        )
    elif rows.filter(state=ConsentState.GRANTED).update(state=ConsentState.WITHDRAWN, withdrawn_at=now):
        _ended(membership, purpose, subject, now=now)
    consent = rows.filter(state=ConsentState.REQUESTED).first() or Consent(
        membership=membership, purpose=purpose, subject=subject, created_at=now
    )
    consent.state = ConsentState.GRANTED if yes else ConsentState.REFUSED
    consent.notice_version, consent.given_on, consent.expires_on = version, given_on, expires_on
    for name, value in by.items():
        setattr(consent, name, value)
    try:
        with transaction.atomic():
            consent.save()
    except IntegrityError:
        raise Refused("consent_exists", field="purpose") from None
    departures.may_change(membership)
    return consent


@transaction.atomic
def withdraw(actor: Actor, *, membership: Membership, purpose: str, subject: str = "", now: datetime) -> None:
    """Record that a consent was taken back: what rested on it ends at once. Errors: ``not_now`` without one."""
    require(actor, "people.change_member", membership)
    _held(membership)
    take_back(membership, purpose, subject, now=now)
    _note("people.withdraw_consent", membership, now=now, actor=actor, purpose=purpose)


@transaction.atomic
def withdraw_as_guardian(
    actor: Actor, *, guardianship: Guardianship, purpose: str, subject: str = "", now: datetime
) -> None:
    """Take a consent back as a guardian. Errors: ``not_found`` while they may not decide, ``not_now`` without one."""
    guardianship = _as_it_stands(guardianship)
    require(actor, "people.decide_for_child", guardianship)
    take_back(guardianship.student, purpose, subject, now=now)
    _note("people.withdraw_consent", guardianship.student, now=now, actor=actor, purpose=purpose)


def _as_it_stands(guardianship: Guardianship) -> Guardianship:
    """Read the tie again and hold it: a restriction that came meanwhile counts."""
    _held(guardianship.student)
    ties = Guardianship.objects.select_for_update(of=("self",)).select_related("student__community")
    if (tie := ties.filter(pk=guardianship.pk).first()) is None:
        raise Refused("not_found")  # the child was forgotten or erased meanwhile
    return tie


def _held(membership: Membership) -> None:
    """Hold the young person: of two who answer at once, or one who answers while nothing more is kept, one waits."""
    Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)


def take_back(membership: Membership, purpose: str, subject: str, *, now: datetime) -> None:
    """End a yes, and all that rested on it. Errors: ``not_now`` without one."""
    granted = _granted(membership, purpose, subject)
    if not granted.update(state=ConsentState.WITHDRAWN, withdrawn_at=now):
        raise Refused("not_now")
    _ended(membership, purpose, subject, now=now)


def run_out(consent: Consent, *, now: datetime) -> None:
    """Let a consent run out whose last day is over, or whose words are no longer the ones, and ask again."""
    membership = consent.membership
    _held(membership)
    granted = Consent.objects.filter(pk=consent.pk, state=ConsentState.GRANTED)
    if not granted.update(state=ConsentState.EXPIRED):
        return
    _ended(membership, consent.purpose, consent.subject, now=now)
    _ask(membership, consent.purpose, consent.subject, now=now)
    _note("people.consent_ran_out", membership, now=now, purpose=consent.purpose)


def _ended(membership: Membership, purpose: str, subject: str, *, now: datetime) -> None:
    consents.end(purpose, membership=membership, subject=subject, now=now)
    departures.may_change(membership)


def _granted(membership: Membership, purpose: str, subject: str):
    return Consent.objects.filter(
        membership=membership, purpose=purpose, subject=subject, state=ConsentState.GRANTED
    )


def _check(actor: Actor, membership: Membership, purpose: str, *, now: datetime) -> None:
    require(actor, "people.change_member", membership)
    _held(membership)
    if purpose not in ConsentPurpose.values:
        raise Refused("purpose_unknown", field="purpose")
    if Role.STUDENT not in roles_of(membership, now=now):
        raise Refused("students_only")


def _subject(purpose: str, subject: str) -> str:
    """Return which agency is meant: each is asked for by itself."""
    subject = text.tidy(subject) if purpose == ConsentPurpose.AGENCY else ""
    if purpose == ConsentPurpose.AGENCY and not subject:
        raise Refused("agency_missing", field="subject")
    if len(subject) > text.limit_of(Consent, "subject"):
        raise Refused("name_too_long", field="subject", limit=text.limit_of(Consent, "subject"))
    return subject


def _basis(membership: Membership, now: datetime) -> str:
    return ConsentBasis.GUARDIAN if is_guarded(membership, now=now) else ConsentBasis.OWN


def _today(membership: Membership, now: datetime) -> date:
    return now.astimezone(membership.community.zone).date()


def years_after(day: date, years: int) -> date:
    """Return the last day of that many years; from 29 February it is 28 February where the year has no other."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _note(action: str, membership: Membership, *, now: datetime, actor: Actor | None = None, **note) -> None:
    audit.record(
        action=action, now=now, actor=actor, community=membership.community, thing=membership, **note
    )
