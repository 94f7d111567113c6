"""Invitations by e-mail. The link stands in no table: it travels in a sealed note, which is gone once it is sent."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mobilize.kernel import outbox
from people.domain import notes
from people.models import Invitation


def write(invitation: Invitation, secret: str, *, now: datetime) -> None:
    """Put the letter into the outbox, in the caller's transaction."""
    recipient = notes.close(f"{invitation.public_id}:{secret}", purpose=notes.INVITATION)
    outbox.write(recipient=recipient, template="invitation", facts={}, now=now)


def address_of(note: str, now: datetime) -> outbox.Address | None:
    """Return where an invitation goes: nowhere once it was used, taken back or has run out."""
    public_id, _colon, secret = note.partition(":")
    found = Invitation.objects.select_related("community").filter(public_id=public_id).first()
    if found is None or not found.email or not is_open(found, now=now):
        return None
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    until = timezone.localtime(found.expires_at, found.community.zone).date()
    facts = {
        "community": found.community.name,
        "link": base + reverse("invitation", args=[secret]),
        "until": until,
    }
    return outbox.Address(email=found.email, language=found.community.language, facts=facts)


def is_open(invitation: Invitation, *, now: datetime) -> bool:
    return invitation.used_at is None and invitation.revoked_at is None and invitation.expires_at > now
