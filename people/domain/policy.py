"""What a community sets for itself, within bounds: stricter than a rule, never laxer."""

import ipaddress
from datetime import datetime, time

from django.db import transaction

from mobilize.kernel import audit, jobs
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import calendar
from people.actors import Actor
from people.bounds import BOUNDS, MOST_NETWORKS, WIDEST_NETWORK
from people.enums import CONSENT_AGES
from people.models import Community, Policy
from people.policy_queries import consent_age_of, policy_of


@transaction.atomic
def change(
    actor: Actor,
    *,
    numbers: dict[str, int | time],
    school_networks: list[str] | None = None,
    young_people_share: bool | None = None,
    consent_age: int | None = None,
    now: datetime,
) -> Policy:
    """Set some of the community's numbers (by the names of ``people.bounds``), and perhaps its networks, devices and
    consent age.

    The trail keeps what stood before and after. Who promised times hears of it, and promises anew.
    With another consent age, guardians are asked or step down as it says, soon afterwards.
    Errors: ``invalid`` for a name that is no number, ``out_of_bounds`` at its field, ``head_before_deputy``,
    ``shared_idle_too_long``, ``network_unfit``, ``consent_age_unfit``.
    """
    require(actor, "people.administer", actor.community)
    Community.objects.select_for_update(no_key=True).get(pk=actor.community.pk)
    policy = Policy.objects.filter(community=actor.community).first() or policy_of(actor.community)
    others = ("school_networks", "young_people_share", "consent_age")
    before = {name: getattr(policy, name) for name in (*BOUNDS, *others)}
    for name, value in numbers.items():
        if name not in BOUNDS:
            raise Refused("invalid")
        bounds = BOUNDS[name]
        if not bounds.hold(value):
            raise Refused("out_of_bounds", field=name, least=_told(bounds.least), most=_told(bounds.most))
        setattr(policy, name, value)
    if policy.head_minutes <= policy.deputy_minutes:
        raise Refused("head_before_deputy", field="head_minutes")
    if policy.shared_idle_minutes > policy.shared_longest_minutes:
        raise Refused("shared_idle_too_long", field="shared_idle_minutes")
    if school_networks is not None:
        policy.school_networks = _networks(school_networks)
    if young_people_share is not None:
        policy.young_people_share = young_people_share
    if consent_age is not None:
        policy.consent_age = _consent_age(consent_age)
    policy.save()
    changed = {name: value for name, value in before.items() if getattr(policy, name) != value}
    if changed:
        audit.record(
            action="people.change_policy",
            now=now,
            actor=actor,
            community=actor.community,
            thing=actor.community,
            before={name: _plain(value) for name, value in changed.items()},
            after={name: _plain(getattr(policy, name)) for name in changed},
        )
        calendar.tell(actor.community)
    if "consent_age" in changed:
        jobs.enqueue("people.family_tasks.follow_consent_age", actor.community.pk, at=now)
    return policy


def _consent_age(wished: int) -> int:
    """An age at which a band begins, and never a lower one than the installation's: the law of the place asks it."""
    if wished not in CONSENT_AGES or wished < consent_age_of(None):
        raise Refused("consent_age_unfit", field="consent_age", least=consent_age_of(None))
    return wished


def _networks(typed: list[str]) -> list[str]:
    found = []
    for one in typed:
        try:
            network = ipaddress.ip_network(one.strip(), strict=False)
        except ValueError:
            raise Refused("network_unfit", field="school_networks", network=one.strip()[:60]) from None
        if network.prefixlen < WIDEST_NETWORK[network.version]:
            raise Refused("network_unfit", field="school_networks", network=str(network))
        found.append(str(network))
    if len(found) > MOST_NETWORKS:
        raise Refused("invalid", field="school_networks")
    return list(dict.fromkeys(found))


def _told(value: int | time) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _plain(value):
    return _told(value) if isinstance(value, time) else value
