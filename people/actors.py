"""Actor: who acts or looks, in which community, with what standing at this moment."""

from dataclasses import dataclass, field
from datetime import datetime

from people.enums import FORUM_ADULTS, STAFF_ROLES, Role, Side
from people.models import Community, Membership, User


@dataclass(frozen=True)
class Actor:
    """A member of ``community`` as the database knew them when the request (or socket action) began.

    Build one per request and per socket action with ``people.queries.actor_for``; never keep one.
    """

    user: User
    membership: Membership
    community: Community
    roles: frozenset[str]
    permitted: bool  # a guardian's consent holds, or is not needed in this band
    consented: bool  # may write: permitted, and a student has said yes for themselves
    cleared: bool  # an adult with a clearance that is valid today
    second_factor: bool
    at: datetime  # the moment this standing was read
    told: dict = field(
        default_factory=dict, compare=False, repr=False
    )  # what upper floors wanted told with it

    @property
    def band(self) -> str:
        return self.membership.band

    @property
    def is_youth(self) -> bool:
        return Role.STUDENT in self.roles

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_forum_adult(self) -> bool:
        return bool(self.roles & FORUM_ADULTS)

    @property
    def side(self) -> str:
        return Side.YOUTH if self.is_youth else Side.ADULT

    @property
    def name(self) -> str:
        return self.user.name

    def has(self, *roles: str) -> bool:
        """Tell whether the actor holds one of ``roles``."""
        return bool(self.roles & set(roles))

    @property
    def chief_role(self) -> str:
        """The role an adult is shown with."""
        return chief_of(self.roles)


#: The most responsible role comes first.
_CHIEF_FIRST = (
    Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.ORGANIZER, Role.FACILITATOR, Role.MODERATOR, Role.TEACHER,
    Role.MENTORING_COORDINATOR, Role.MENTOR, Role.AGENCY_WORKER, Role.YOUTH_EDITOR, Role.CAREGIVER, Role.STUDENT,
)  # fmt: skip


def chief_of(roles) -> str:
    """Return the most responsible of ``roles``: the one that an adult is shown with."""
    return next((role for role in _CHIEF_FIRST if role in roles), "")
