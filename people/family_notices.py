"""What people hear of their own standing, and guardians of their children's."""

from django.utils.translation import gettext_lazy as _

from people import notice_kinds
from people.notice_kinds import NoticeKind

STEPS_DOWN = "guardian_steps_down"

notice_kinds.register(
    NoticeKind(
        STEPS_DOWN,
        label=_("Who decides changes with age"),
        sentence=_("With a birthday it changes what a guardian decides and sees. Look at what holds now."),
    )
)
