"""The way around: which rooms stand in the bar at the top for whom."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from moderation.rules import DESK_ROLES
from people.actors import Actor
from people.enums import Role

EDITORS = (Role.ORGANIZER, Role.ADMINISTRATOR)


def items_for(actor: Actor, *, path: str, unread: int = 0) -> list[dict]:
    """Return the items of the bar (url, label, current, mark) in the order in which ``actor`` needs them.

    ``path`` is the address of the page; ``unread`` the number of answers a young person has not read.
    """
    base = f"/c/{actor.community.slug}/"
    items = [(base, _("Home"))]
    if actor.is_youth or actor.is_forum_adult:
        items += [
            (f"{base}forums/", _("Forums")),
            (f"{base}polls/", _("Polls")),
            # Translators: the list of community sessions, where people talk at the same time.
            (f"{base}sessions/", pgettext("menu", "Live")),
        ]
    if actor.has(Role.CAREGIVER):
        items.append((f"{base}family/", _("My children")))
    if actor.is_youth:
        items.append((f"{base}my-voice/", _("My voice")))
    else:
        items.append((f"{base}committees/", _("Committees")))
    items.append((f"{base}plans/", _("Plans")))
    if actor.has(*DESK_ROLES):
        items.append((f"{base}desk/", _("Desk")))
    if not actor.is_youth and actor.roles:
        items.append((f"{base}concerns/", _("Concerns")))
    if actor.has(Role.ADMINISTRATOR):
        items.append((f"{base}people/", _("People")))
    if actor.has(*EDITORS, Role.YOUTH_EDITOR):
        items.append(("/cms/", _("Site")))
    return [
        {
            "url": url,
            "label": label,
            "current": path == url if url == base else path.startswith(url),
            "mark": unread if url.endswith("/my-voice/") else 0,
        }
        for url, label in items
    ]
