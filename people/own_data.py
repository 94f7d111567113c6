"""What people keep of a person that is the person's own (rule 52). Its end is in ``people.domain.erasure``."""

from collections.abc import Iterator

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from mobilize.kernel.models import AuditEntry
from people.domain import births
from people.enums import ConsentPurpose, ConsentState, Relation, Role
from people.models import Notice, NoticeWish, Statement
from people.selves import Section, Self, exporter


@exporter
def of_person(person: Self) -> Iterator[Section]:
    """Name, place, roles, consents, records and wishes. Whoever else is in them is left out."""
    member, user = person.membership, person.user
    yield Section(
        "person",
        _("You"),
        [
            {
                "name": user.get_full_name(),
                "user name": user.username,
                "e-mail": user.email,
                "account since": user.date_joined,
                "community": person.community.name,
                "here since": member.created_at,
                "age band": member.get_band_display(),
                "date of birth": births.own(member),
            }
        ],
    )
    yield Section(
        "roles",
        _("What you do here"),
        [
            {"role": str(Role(grant.role).label), "since": grant.granted_at, "until": grant.ends_at}
            for grant in member.role_grants.all()
        ],
    )
    yield Section(
        "consents",
        _("Who said yes to what"),
        [
            {
                "for": str(ConsentPurpose(consent.purpose).label),
                "answer": str(ConsentState(consent.state).label),
                "given on": consent.given_on,
                "words of notice": consent.notice_version,
                "holds until": consent.expires_on,
                "taken back": consent.withdrawn_at,
                "by yourself": consent.giver_id == member.pk,
            }
            for consent in member.consents.all()
        ],
    )
    yield Section(
        "assents",
        _("What you said yes or no to yourself"),
        [
            {
                "for": str(ConsentPurpose(assent.purpose).label),
                "yes": assent.given,
                "when": assent.created_at,
                "words of notice": assent.notice_version,
            }
            for assent in member.assents.all()
        ],
    )
    links = [("an adult stands for you", link) for link in member.guardians.all()]
    links += [("you stand for a young person", link) for link in member.children.all()]
    yield Section(
        "family",
        _("Family and carers"),
        [
            {
                "what": what,
                "as": str(Relation(link.relation).label),
                "since": link.created_at,
                "until": link.ended_at,
            }
            for what, link in links
        ],
    )
    yield Section(
        "checks",
        _("Your safeguarding checks"),
        [
            {"check": check.kind, "reference": check.reference, "until": check.expires_on}
            for check in member.clearances.all()
        ],
    )


@exporter
def of_use(person: Self) -> Iterator[Section]:
    """Notices, wishes, statements, names one wrote under, and where one is signed in."""
    member = person.membership
    notices = Notice.objects.filter(membership=member)
    own = Notice.objects.filter(byline__in=[byline.pk for byline in person.bylines])
    yield Section(
        "notices",
        _("Notices to you"),
        [
            {"what": notice.kind, "when": notice.created_at, "where": notice.link}
            for notice in sorted([*notices, *own], key=lambda notice: notice.created_at)
        ],
    )
    yield Section(
        "wishes",
        _("What you want to hear of"),
        [
            {
                "e-mail": wish.email,
                "not shown": wish.hidden,
                "mailed": wish.mailed,
                "language": wish.language,
                "quiet from": wish.quiet_from,
                "quiet until": wish.quiet_until,
            }
            for wish in NoticeWish.objects.filter(membership=member)
        ],
    )
    said = [
        *Statement.objects.filter(membership=member),
        *Statement.objects.filter(byline__in=[byline.pk for byline in person.bylines]),
    ]
    yield Section(
        "statements",
        _("What you said about records"),
        [{"about": one.about_kind, "when": one.created_at, "words": one.words} for one in said],
    )
    yield Section(
        "names",
        _("Names you wrote under"),
        [{"name": byline.shown_name, "in": byline.get_scope_kind_display()} for byline in person.bylines],
    )
    yield Section(
        "signed in",
        _("Where you are signed in"),
        [
            {"device": place.user_agent, "network": place.ip, "since": place.created_at}
            for place in UserSession.objects.filter(user=person.user)
        ],
    )
    lines = AuditEntry.objects.filter(actor=person.user.public_id, community=person.community.public_id)
    yield Section(
        "acts",
        _("What you did here that was written down"),
        [{"when": line.at, "act": line.action} for line in lines],
    )
