"""Rounds of the people floor that follow the calendar: bands on birthdays, consents that run out or got no answer."""

from django.utils import timezone

from people.domain import births, consent_rounds, guarding, holdings
from people.models import Community


def turn_bands() -> None:
    """Move those to the next age band whose birthday has come."""
    births.turn_bands(now=timezone.now())


def end_what_lapsed() -> None:
    """Let end what hung on a role whose last day is over."""
    holdings.settle_lapsed(now=timezone.now())


def follow_consent_age(community: int) -> None:
    """Ask guardians, or let them step down, after a community set another consent age."""
    guarding.follow_consent_age(Community.objects.get(pk=community), now=timezone.now())


def keep_consents() -> None:
    """Let consents run out, and delete what nobody agreed to in time."""
    now = timezone.now()
    consent_rounds.run_out(now=now)
    consent_rounds.forget_unanswered(now=now)
