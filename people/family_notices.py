"""What people hear of their own standing, and guardians of their children's."""

from django.utils.translation import gettext_lazy as _

from people import notice_kinds
from people.enums import Side
from people.models import Guardianship
from people.notice_kinds import NoticeKind

STEPS_DOWN, CONSENT_ASKED, HELD_ENDED = "guardian_steps_down", "consent_asked", "held_ended"

notice_kinds.register(
    NoticeKind(
        STEPS_DOWN,
        label=_("Who decides changes with age"),
        sentence=_("With a birthday it changes what a guardian decides and sees. Look at what holds now."),
    )
)
notice_kinds.register(
    NoticeKind(
        CONSENT_ASKED,
        label=_("I am asked for a consent"),
        sentence=_("You are asked for a consent for your child. You can say yes or no."),
        sides=(Side.ADULT,),
        mails=(Side.ADULT,),
    )
)
notice_kinds.register(
    NoticeKind(
        HELD_ENDED,
        label=_("Something I had here has ended"),
        sentence=_(
            "Your age group or your role here changed. So a seat, a post or a card of yours has ended."
        ),
    )
)


def key_of(tie: Guardianship, cause: str) -> str:
    """Return the key under which a guardian is told something about this child: it all goes with the tie."""
    return f"child:{tie.public_id}:{cause}"
