"""Kind replies to begin with: a moderator edits them so that they sound like a person (rule 16)."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from moderation.enums import ReturnReason, Severity

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


#: For whoever told of danger, harm or a hard time. Somebody makes it their own before it goes out (rule 16).
_WARM = {
    Severity.S1: _(
        "Thank you for telling us. You matter to us, and you are not in trouble. "
        "I read your words, and an adult here comes to you today. If you are in danger now, use “Get help now”."
    ),
    Severity.S2: _(
        "Thank you for telling us. That took courage, and it is not your fault. "
        "I read your words, and an adult here will talk with you soon. You can use “Get help now” at any time."
    ),
    Severity.S3: _(
        "Thank you for telling us how things are. I read your words, and you are not alone. "
        "If you want to talk, any adult you trust will listen. You can use “Get help now” at any time."
    ),
}


def warm_reply(severity: str, *, language: str) -> str:
    """Return the reply to begin with for words of this severity, or ""."""
    if severity not in _WARM:
        return ""
    with translation.override(language):
        return str(_WARM[Severity(severity)])


def is_template(reply: str) -> bool:
    """Tell whether nobody changed a reply to begin with: in any language, whatever the spaces and capitals."""
    return _plain(reply) in {
        _plain(words) for language, _name in settings.LANGUAGES for words in _all_in(language)
    }


def _all_in(language: str) -> list[str]:
    with translation.override(language):
        return [str(words) for words in (*_REPLIES.values(), *_WARM.values())]


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def kind_reply(reason: str, *, language: str) -> str:
    """Return the reply to begin with for ``reason`` in the community's language, or "" for no reason."""
    if reason not in ReturnReason.values:
        return ""
    with translation.override(language):
        return str(_REPLIES[ReturnReason(reason)])


def kind_replies(*, language: str) -> dict[str, str]:
    """Return every reply to begin with, by reason."""
    return {str(reason): kind_reply(reason, language=language) for reason in ReturnReason.values}
