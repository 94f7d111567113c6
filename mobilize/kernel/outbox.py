"""The outbox: e-mails as rows, written with what they tell and sent afterwards, at least once each.

A letter has one Message-ID from the beginning, so that a mail program shows a second copy as the same letter. It can
be sent twice when the server took it and we died, or the line broke, before we knew.

Who a recipient is, only the address book knows (the people floor has it): a letter holds a sealed note, and the
address, the language and the hours are asked for at each try.
"""

import logging
import random
import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from mobilize.kernel.models import Letter, LetterState

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any talk with a server whose steps are timed out one by one
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=4)  # as mail servers do (RFC 5321, 4.5.4.1)


@dataclass(frozen=True)
class Address:
    """Where a letter goes, in which language, and the address that stops further ones with one click."""

    email: str
    language: str
    stop_url: str = ""
    facts: dict = field(default_factory=dict)  # what the template may know besides the letter's own facts


@dataclass(frozen=True)
class NotBefore:
    """The recipient rests: try again then."""

    moment: datetime


AddressBook = Callable[[str, datetime], Address | NotBefore | None]
_address_books: list[AddressBook] = []


def address_book(function: AddressBook) -> AddressBook:
    """Register ``(recipient, now) -> Address | NotBefore | None``; None drops the letter."""
    _address_books[:] = [function]
    return function


def write(*, recipient: str, template: str, facts: dict, now: datetime) -> Letter:
    """Put a letter into the outbox, in the caller's transaction. ``facts`` hold no words of people."""
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Letter.objects.create(
        message_id=f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2] or 'localhost'}>",
        recipient=recipient,
        template=template,
        facts=facts,
        due_at=now,
        created_at=now,
    )


@dataclass(frozen=True)
class Attempt:
    """What came of one try: whether there was a letter at all, and whether the server can be reached."""

    letter: Letter | None
    server_down: bool = False


def send_next(*, now: datetime) -> Attempt:
    """Try the letter that has waited longest. Whatever goes wrong, the letter stays."""
    letter = _take(now)
    if letter is None:
        return Attempt(None)
    try:
        address = _address_books[0](letter.recipient, now)
        if address is None:
            _settle(letter, LetterState.DROPPED, now=now)
            return Attempt(letter)
        if isinstance(address, NotBefore):
            _mine(letter).update(due_at=address.moment)
            return Attempt(letter)
        compose(letter, address).send()
    except Exception as error:
        return _failed(letter, error, now=timezone.now())
    _settle(letter, LetterState.SENT, now=timezone.now())
    return Attempt(letter)


def _take(now: datetime) -> Letter | None:
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(state=LetterState.WAITING, due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if letter is not None:
            # A try of our own is known by its number: after the lease another worker counts on.
            letter.tries, letter.due_at = letter.tries + 1, now + LEASE
            letter.save(update_fields=["tries", "due_at"])
        return letter


def _mine(letter: Letter):
    return Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING, tries=letter.tries)


def _settle(letter: Letter, state: str, *, now: datetime, reason: str = "") -> None:
    kept = {} if state == LetterState.DEAD else {"recipient": "", "facts": {}}
    # Whoever sent it says so, even if a second try began meanwhile.
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
    waiting.update(state=state, settled_at=now, reason=reason, **kept)


def compose(letter: Letter, address: Address) -> EmailMultiAlternatives:
    """Return the e-mail, in the reader's language: plain text, the same as HTML, and the headers."""
    facts = {**letter.facts, **address.facts, "stop_url": address.stop_url, "language": address.language}
    with override(address.language):
        text = render_to_string(f"emails/{letter.template}.txt", facts)
        html = render_to_string(f"emails/{letter.template}.html", facts)
    subject, _, body = text.partition("\n")
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if address.stop_url:
        headers["List-Unsubscribe"] = f"<{address.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject.strip(), body.strip() + "\n", to=[address.email], headers=headers
    )
    message.attach_alternative(html, "text/html")
    return message


def _failed(letter: Letter, error: Exception, *, now: datetime) -> Attempt:
    code = refused_for_good(error)
    reason = f"{type(error).__name__} {code or smtp_code(error) or ''}".strip()
    if code or now - letter.created_at > GIVE_UP_AFTER:
        log.error("Letter %s is dead after %d tries: %s", letter.message_id, letter.tries, reason)
        _settle(letter, LetterState.DEAD, now=now, reason=reason)
        return Attempt(letter)
    log.warning("Letter %s could not be sent (%s); it is tried again", letter.message_id, reason)
    pause = min(FIRST_PAUSE * 2 ** min(letter.tries - 1, 20), LONGEST_PAUSE) * random.uniform(0.75, 1.25)
    _mine(letter).update(due_at=now + pause, reason=reason)
    return Attempt(letter, server_down=isinstance(error, OSError) and smtp_code(error) is None)


def smtp_code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    return getattr(error, "smtp_code", None)


def refused_for_good(error: Exception) -> int | None:
    """Return the code if the server refused this letter for good (5xx to the recipient or the words).

    A 5xx to who we are (sign-in, greeting, sender) says that the installation is set up wrongly: every letter would
    meet it, and once it is mended each can go.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        code = smtp_code(error)
        return code if code and code >= 500 else None
    return None


def retry(*, now: datetime) -> int:
    """Let dead letters be tried again, as if they had just been written; return how many."""
    dead = Letter.objects.filter(state=LetterState.DEAD).exclude(recipient="")
    return dead.update(
        state=LetterState.WAITING, due_at=now, tries=0, created_at=now, settled_at=None, reason=""
    )


@dataclass(frozen=True)
class Health:
    """What an operator looks at."""

    waiting: int
    overdue: int  # on the way for more than an hour
    dead: int


def health(*, now: datetime) -> Health:
    """Return how the outbox stands."""
    waiting = Letter.objects.filter(state=LetterState.WAITING)
    return Health(
        waiting=waiting.count(),
        overdue=waiting.filter(created_at__lt=now - timedelta(hours=1), tries__gt=0).count(),
        dead=Letter.objects.filter(state=LetterState.DEAD).count(),
    )
