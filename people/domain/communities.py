"""Founding a community: its wall, its clock, and the first person who can let others in."""

import re
import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from mobilize.kernel import audit, keys, text
from mobilize.kernel.refusal import Refused
from people import furnishing
from people.domain import accounts, sign_in_codes
from people.enums import Band, CommunityKind, Role
from people.models import Clearance, Community, Membership, RoleGrant, User

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@transaction.atomic
def found(
    *,
    name: str,
    slug: str,
    kind: str = CommunityKind.SCHOOL,
    time_zone: str,
    language: str,
    administrator_username: str,
    administrator_name: str,
    administrator_cleared_until: date | None = None,
    now: datetime,
) -> tuple[Community, User, str]:
    """Make a community and its first administrator; return both and the administrator's one-use code.

    Only the console of the installation calls this, so no ``require`` stands here. The administrator
    chooses a password with the code, which works once and runs out soon. Whoever founds may vouch for a
    safeguarding check of the administrator that is valid until ``administrator_cleared_until``; without
    one the administrator lets adults in, and another administrator records the check. Makes the seal's key
    if the installation has none yet.
    Errors: ``community_slug`` (not a short name, or taken), ``community_unfit`` (kind, time zone or language
    unknown), ``name_missing``, ``day_over`` (the check has run out already), ``username_unfit``, ``username_taken``.
    """
    name = text.tidy(name)
    if not name:
        raise Refused("name_missing", field="name")
    if not _SLUG.match(slug) or len(slug) > text.limit_of(Community, "slug"):
        raise Refused("community_slug", field="slug")
    if kind not in CommunityKind.values:
        raise Refused("community_unfit", field="kind")
    if language not in dict(settings.LANGUAGES):
        raise Refused("community_unfit", field="language")
    if time_zone not in zoneinfo.available_timezones():
        raise Refused("community_unfit", field="time_zone")
    today = now.astimezone(zoneinfo.ZoneInfo(time_zone)).date()
    if administrator_cleared_until and administrator_cleared_until <= today:
        raise Refused("day_over", field="administrator_cleared_until")
    keys.create(keys.SEAL_KEY)
    try:
        with transaction.atomic():
            community = Community.objects.create(
                name=name, slug=slug, kind=kind, time_zone=time_zone, language=language, created_at=now
            )
    except IntegrityError:
        raise Refused("community_slug", field="slug") from None
    first, _, last = text.tidy(administrator_name).partition(" ")
    user = accounts.create(username=administrator_username, first_name=first, last_name=last)
    place = Membership.objects.create(user=user, community=community, band=Band.D, created_at=now)
    RoleGrant.objects.create(membership=place, role=Role.ADMINISTRATOR, granted_at=now)
    if administrator_cleared_until:
        Clearance.objects.create(
            membership=place,
            kind="Seen when the community was founded",
            expires_on=administrator_cleared_until,
            created_at=now,
        )
    furnishing.furnish(community, now=now)
    audit.record(action="people.found_community", now=now, community=community, thing=community)
    return community, user, sign_in_codes.issue_at_console(user=user, now=now)
