"""Kind replies to begin with: a moderator edits them so that they sound like a person (rule 16)."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from moderation.enums import ReturnReason

_REPLIES = {
    ReturnReason.CONTACT_DETAILS: _(
        "Thank you for writing. Your text had a phone number, an address or a link in it. "
        "Take it out and post again. You are not in trouble."
    ),
    ReturnReason.NAMES_SOMEBODY: _(
        "Thank you for writing. Your text names a person. Say it without the name and post again. "
        "You are not in trouble."
    ),
    ReturnReason.UNKIND: _(
        "Thank you for saying what you think. Some words may hurt somebody. "
        "Say it in other words and post again."
    ),
    ReturnReason.OFF_TOPIC: _(
        "Thank you for writing. This place is about something else. Look for a better place, or ask us where it fits."
    ),
    ReturnReason.UNSAFE: _(
        "Thank you for writing. We cannot show this, because somebody could get hurt. "
        "You did nothing wrong by telling us. Please talk to an adult you trust, or use “Get help now”."
    ),
    ReturnReason.OTHER: _("Thank you for writing."),
}


def kind_reply(reason: str, *, language: str) -> str:
    """Return the reply to begin with for ``reason`` in the community's language, or "" for no reason."""
    if reason not in ReturnReason.values:
        return ""
    with translation.override(language):
        return str(_REPLIES[ReturnReason(reason)])


def kind_replies(*, language: str) -> dict[str, str]:
    """Return every reply to begin with, by reason."""
    return {str(reason): kind_reply(reason, language=language) for reason in ReturnReason.values}
