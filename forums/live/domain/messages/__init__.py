"""Speaking in a session: said once, numbered once, read before it is shown where the rules ask for it."""

from forums.live.domain.messages.after import mute, release, restore, rule_on, settle, unmute, withdraw
from forums.live.domain.messages.saying import Heard, Said, say, say_together
from forums.live.domain.messages.subject import MESSAGE, as_subject, url_of

__all__ = [
    "MESSAGE",
    "Heard",
    "Said",
    "as_subject",
    "mute",
    "release",
    "restore",
    "rule_on",
    "say",
    "say_together",
    "settle",
    "unmute",
    "url_of",
    "withdraw",
]
