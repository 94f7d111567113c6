"""A message as others know it: its address, and what the desk sees of it."""

from forums.live.enums import MessageState
from forums.live.models import Message
from mobilize.kernel import text
from moderation import handlers

MESSAGE = "message"


def url_of(message: Message) -> str:
    """The address of a message: its stable place in the transcript."""
    session = message.session
    anchor = f"?at={message.seq}#s{message.seq}" if message.seq else ""
    return f"/c/{session.community.slug}/sessions/{session.public_id}/transcript/{anchor}"


def as_subject(message: Message) -> handlers.Subject:
    """Return the message as the desk shows it."""
    return handlers.Subject(
        kind=MESSAGE,
        public_id=message.public_id,
        byline=message.byline,
        version=message.version,
        text=message.body,
        html=text.clean(message.body),
        language=message.language,
        place=message.session.title,
        place_url=url_of(message),
        is_public=message.state == MessageState.PUBLISHED,
        bands=tuple(message.session.bands),
        is_withdrawn=message.state == MessageState.WITHDRAWN,
    )
