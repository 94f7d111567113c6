"""Readers of families: a caregiver's own children, and an administrator's view of a child's ties."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mobilize.kernel.refusal import Refused
from people import consent_texts, participation, scopes
from people.actors import Actor
from people.domain import seal
from people.enums import ConsentPurpose, ConsentState, Role
from people.models import Assent, Byline, Consent, Guardianship, Membership
from people.queries import members_with_role
from people.standing_queries import is_guarded


@dataclass(frozen=True)
class Child:
    """A child as a caregiver sees them: that they are here, and whether they took part. No words, no votes."""

    tie: Guardianship
    name: str
    joined_at: datetime
    took_part: bool | None  # None: not told to this guardian
    asked: int  # how many requests wait for this guardian


@dataclass(frozen=True)
class PurposeLine:
    """One purpose: the words, where it stands, and what the young person said."""

    purpose: str
    label: str
    subject: str
    text: consent_texts.ConsentText
    state: str  # "" while nobody asked
    state_words: str
    until: object
    said: bool | None  # by the young person; None: nothing yet
    needed: bool = False  # by law, for writing

    @property
    def title(self) -> str:
        """What it is about; where it is one agency, with its name."""
        if not self.subject:
            return self.label
        return _("%(purpose)s: %(agency)s") % {"purpose": self.label, "agency": self.subject}


def ties_of(actor: Actor):
    """The caregiver's ties that hold now: not ended, not restricted, and the child still here."""
    here = Q(student__ended_at=None) | Q(student__ended_at__gt=actor.at)
    return (
        Guardianship.objects.filter(here, guardian=actor.membership, ended_at=None, restricted_at=None)
        .select_related("student__user", "student__community")
        .order_by("student__user__first_name", "id")
    )


def tie_of(actor: Actor, *, tie: str) -> Guardianship:
    """Return one of the caregiver's ties by its public id. Errors: ``Refused("not_found")``."""
    found = ties_of(actor).filter(public_id=tie).first()
    if found is None:
        raise Refused("not_found")
    return found


def week_began(actor: Actor, now: datetime) -> datetime:
    """Return the Monday morning of this week, by the community's clock."""
    today = now.astimezone(actor.community.zone).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), actor.community.zone)


def children_of(actor: Actor, *, now: datetime) -> list[Child]:
    """Return the caregiver's children. That somebody took part is found through the seal and kept nowhere."""
    ties = list(
        ties_of(actor).annotate(
            asked=Count("student__consents", filter=Q(student__consents__state=ConsentState.REQUESTED))
        )
    )
    told = _took_part([tie.student for tie in ties if tie.sees_participation], since=week_began(actor, now))
    return [
        Child(
            tie=tie,
            name=tie.student.user.name,
            joined_at=tie.student.created_at,
            took_part=told.get(tie.student_id),
            asked=tie.asked if tie.may_consent else 0,
        )
        for tie in ties
    ]


def _took_part(members: list[Membership], *, since: datetime) -> dict[int, bool]:
    """Tell of these members of one community whether they took part. As many queries for one as for ten."""
    if not members:
        return {}
    there = scopes.of(members[0].community)
    owners = {}
    for member in members:
        for kind in {kind for kind, _scope in there}:
            ids = [scope for scope_kind, scope in there if scope_kind == kind]
            for index in seal.own_indexes(member.user, scope_kind=kind, scope_ids=ids):
                owners[index] = member.pk
    bylines = dict(Byline.objects.filter(seal__blind_index__in=owners).values_list("pk", "seal__blind_index"))
    spoke = {owners[bylines[pk]] for pk in participation.spoke(set(bylines), since)}
    return {member.pk: member.pk in spoke for member in members}


def purposes_of(membership: Membership, *, now: datetime) -> list[PurposeLine]:
    """Return where each purpose stands that the child needs or somebody asked about, newest word first."""
    last: dict[tuple[str, str], Consent] = {}
    for kept in Consent.objects.filter(membership=membership).order_by("id"):
        last[kept.purpose, kept.subject] = kept
    said = {
        (row.purpose, row.subject, row.notice_version): row.given
        for row in Assent.objects.filter(membership=membership).order_by("id")
    }
    today = now.astimezone(membership.community.zone).date()
    needed = is_guarded(membership, now=now)
    lines = []
    for key in [(ConsentPurpose.FORUM.value, ""), *(key for key in last if key[0] != ConsentPurpose.FORUM)]:
        purpose, subject = key
        text = consent_texts.TEXTS[purpose]
        consent = last.get(key)
        state = consent.state if consent else ""
        if consent and state == ConsentState.GRANTED:
            over = consent.expires_on is not None and consent.expires_on < today
            if over or consent.notice_version != text.version:
                state = ConsentState.EXPIRED
        lines.append(
            PurposeLine(
                purpose=purpose,
                label=str(ConsentPurpose(purpose).label),
                subject=subject,
                text=text,
                state=state,
                state_words=str(ConsentState(state).label) if state else "",
                until=consent.expires_on if consent and state == ConsentState.GRANTED else None,
                said=said.get((purpose, subject, text.version)),
                needed=needed and purpose == ConsentPurpose.FORUM,
            )
        )
    return lines


def is_allowed(membership: Membership, purpose: str, *, subject: str = "", now: datetime) -> bool:
    """Tell whether something may be done with a student's data: with their own yes, and with a guardian's under the
    consent age (rules 38 to 40). Whoever shows, meets or shares asks at that moment, and keeps no answer."""
    lines = {(line.purpose, line.subject): line for line in purposes_of(membership, now=now)}
    line = lines.get((purpose, subject))
    version = consent_texts.version_of(purpose)
    said = Assent.objects.filter(
        membership=membership, purpose=purpose, subject=subject, notice_version=version
    ).last()
    if said is None or not said.given:
        return False
    if not is_guarded(membership, now=now):
        return line is None or line.state not in {ConsentState.REFUSED, ConsentState.WITHDRAWN}
    return line is not None and line.state == ConsentState.GRANTED


def ties_of_student(membership: Membership):
    """Every tie of a student that has not ended, restricted ones too, for administrators."""
    return (
        membership.guardians.filter(ended_at=None)
        .select_related("guardian__user", "restricted_by")
        .order_by("-is_first_call", "id")
    )


def tie_of_student(actor: Actor, *, member: str, tie: str) -> Guardianship:
    """Return a student's tie by public ids, for administrators. Errors: ``Refused("not_found")``."""
    found = (
        Guardianship.objects.filter(
            student__community=actor.community, student__public_id=member, public_id=tie, ended_at=None
        )
        .select_related("student__user", "student__community", "guardian__user")
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def caregivers_of(actor: Actor, *, now: datetime):
    """Current members with the role of caregiver, by name."""
    return members_with_role(actor.community, Role.CAREGIVER, now=now)
