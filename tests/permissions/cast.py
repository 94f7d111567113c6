"""Who lives in the two communities, and the words that are not for everybody."""

from dataclasses import dataclass, field

from people.enums import Band, Role
from people.models import Community, Membership, User
from tests import factories

#: What is nobody else's to read: key -> a word that stands nowhere else.
SECRETS = {
    "held post": "Quorvimheld",
    "returned post": "Quorvimback",
    "removed post": "Quorvimgone",
    "withdrawn post": "Quorvimtaken",
    "held reply": "Quorvimreply",
    "draft of a post": "Quorvimdraft",
    "words to the desk": "Quorvimflag",
    "reply of the desk": "Quorvimdesk",
    "forum of band A": "Quorvimband",
    "post of band A": "Quorvimsmall",
    "poll of band A": "Quorvimvote",
    "session of band A": "Quorvimtalk",
    "message of band A": "Quorvimsays",
    "forum in draft": "Quorvimquestion",
    "poll in draft": "Quorvimpaper",
    "session in draft": "Quorvimroom",
    "held message": "Quorvimwaits",
    "removed message": "Quorvimcut",
    "withdrawn message": "Quorvimnever",
    "message that sB hid": "Quorvimhid",
    "minutes in draft": "Quorvimminutes",
    "plan in draft": "Quorvimplan",
    "committee in draft": "Quorvimgroup",
    "name of a student": "Quorvimson",
    "words of harm": "Quorvimharm",
    "words of an appeal": "Quorvimagain",
    "worry in a file": "Quorvimworry",
    "worry about staff": "Quorvimstaff",
    "worry below harm": "Quorvimlow",
    "worry about the head": "Quorvimhead",
    "reason for a name": "Quorvimreason",
}
OTHER = "Zelbranth"  # stands in every text of the other community

#: Standing of each account: roles, band, and what else is special about it (see ``docs/permissions.md``).
ADULTS = {
    "cg": (Role.CAREGIVER,),
    "te": (Role.TEACHER,),
    "na": (Role.TEACHER,),
    "ch": (Role.TEACHER,),
    "fa": (Role.FACILITATOR,),
    "mo": (Role.MODERATOR,),
    "or": (Role.ORGANIZER,),
    "me": (Role.MENTOR,),
    "mc": (Role.MENTORING_COORDINATOR,),
    "ag": (Role.AGENCY_WORKER,),
    "ye": (Role.YOUTH_EDITOR,),
    "sl": (Role.SAFEGUARDING_LEAD,),
    "ad": (Role.ADMINISTRATOR,),
}
EVERY_DUTY = (
    Role.TEACHER,
    Role.FACILITATOR,
    Role.MODERATOR,
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
    Role.ADMINISTRATOR,
)
STUDENTS = {"au": Band.B, "sB": Band.B, "nc": Band.B, "se": Band.B, "cc": Band.B, "sA": Band.A}
BAND_B = ("au", "sB", "nc", "se", "cc")


@dataclass
class Place:
    """A community with its people, and the ids that stand in addresses: ``things[parameter][variant]``."""

    community: Community
    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    def actor(self, role: str):
        return factories.actor(self.people[role], self.community)

    def member(self, role: str) -> Membership:
        return Membership.objects.get(user=self.people[role], community=self.community)

    def put(self, parameter: str, thing, variant: str = "") -> None:
        value = getattr(thing, "public_id", None) or str(getattr(thing, "pk", thing))
        self.things.setdefault(parameter, {})[variant] = value
