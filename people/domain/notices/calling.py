"""E-mails that wait for nothing: somebody on duty is called because a young person may be in danger.

They ask neither quiet hours nor the day's number of e-mails nor what somebody likes to hear of (rules 8 and 15), and
hold no word of anybody.
"""

from datetime import datetime

from django.conf import settings

from mobilize.kernel import outbox
from people import queries
from people.domain import notes
from people.models import Membership, NoticeWish


def write_at_once(member: Membership, *, template: str, facts: dict, now: datetime) -> None:
    """Write an e-mail to an adult that goes out whatever the hour. In the transaction of what it tells."""
    recipient = notes.close(member.public_id, purpose=notes.CALL)
    outbox.write(recipient=recipient, template=template, facts=facts, now=now)


def address_of(member: str, now: datetime) -> outbox.Address | None:
    """Return where a call goes: to the recorded address of somebody who is still here, and no student."""
    membership = Membership.objects.filter(public_id=member).first()
    actor = queries.actor_of_membership(membership.pk, now=now) if membership else None
    wish = NoticeWish.objects.filter(membership=membership).first() if actor else None
    if actor is None or actor.is_youth or wish is None or not wish.email:
        return None
    return outbox.Address(
        email=wish.email,
        language=wish.language or actor.community.language,
        facts={"community": actor.community.name, "base": settings.WAGTAILADMIN_BASE_URL.rstrip("/")},
    )
