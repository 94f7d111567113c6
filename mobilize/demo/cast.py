"""The people of the demo. All of them are invented; the accounts work in the development settings only."""

import base64
import hashlib
from dataclasses import dataclass

from people.enums import Band, Role

PASSWORD = "many-voices-one-thread"  # noqa: S105

HARBOUR = "harbour-road"
TILLEULS = "tilleuls"


@dataclass(frozen=True)
class Account:
    """One demo account: who, where, as what."""

    username: str
    first_name: str
    last_name: str
    community: str
    roles: tuple[str, ...]
    band: str
    consented: bool = True

    @property
    def totp_secret(self) -> str:
        """The seed of the second factor: made from the name, so that the printed card stays right."""
        if self.roles == (Role.STUDENT,) or self.roles == (Role.CAREGIVER,):
            return ""
        return base64.b32encode(hashlib.sha1(f"demo:{self.username}".encode()).digest()).decode()  # noqa: S324


_PLAIN = str.maketrans("éèëï", "eeei")  # user names are typed on any keyboard


def _students(community: str, names: dict[str, str]) -> list[Account]:
    made = []
    for band, people in names.items():
        for full in people.split(", "):
            first, last = full.split(" ", 1)
            username = f"{first}-{last[0]}".lower().translate(_PLAIN)
            made.append(Account(username, first, last, community, (Role.STUDENT,), band))
    return made


_HARBOUR_STUDENTS = {
    Band.A: "Tess Arden, Milo Birk, Ines Corr, Otto Dale, Priya Elms, Femi Frost, Lena Gale, Sami Holt",
    Band.B: (
        "Amina Reed, Jonas Reef, Yara Stone, Leo Marsh, Noor Field, Kofi Wells, Maya Brook, Arlo Quay, Zofia Lane, "
        "Dario Mills, Hana Shore, Elif Wood, Theo Banks, Rosa Vale, Idris Cove, Pia North, Luca Hill, Sana Ford"
    ),
    Band.C: (
        "Mira Croft, Joel Heath, Tariq Nash, Ada Finch, Bruno Tarn, Cleo Wick, Emre Dunn, Fay Lowe, Gus Penn, Iris Rowe, "
        "Kai Thorn, Liv Ash"
    ),
    Band.D: "Nadia Pike, Owen Rush, Petra Sand, Quinn Tide",
}
_TILLEULS_STUDENTS = {
    Band.B: "Lina Morel, Hugo Petit, Aya Blanc, Nils Garnier, Zoé Lambert, Sacha Noir, Maël Rivière, Inès Dupré",
    Band.C: "Jade Colin, Tom Faure, Rayan Henry, Louise Klein, Adam Leroux, Emma Vidal",
}

_ADULTS = [
    ("ms-adeyemi", "Ms", "Adeyemi", HARBOUR, (Role.TEACHER,)),
    ("mr-osei", "Mr", "Osei", HARBOUR, (Role.TEACHER,)),
    ("facilitator", "Ms", "Lindqvist", HARBOUR, (Role.FACILITATOR,)),
    ("moderator", "Mr", "Banerjee", HARBOUR, (Role.MODERATOR,)),
    ("moderator-2", "Ms", "Castellan", HARBOUR, (Role.MODERATOR,)),
    ("organizer", "Ms", "Okonjo", HARBOUR, (Role.ORGANIZER,)),
    ("lead", "Ms", "Haverford", HARBOUR, (Role.SAFEGUARDING_LEAD,)),
    ("administrator", "Mr", "Tremblay", HARBOUR, (Role.ADMINISTRATOR,)),
    ("caregiver", "Ms", "Reed", HARBOUR, (Role.CAREGIVER,)),
    ("mentor", "Mr", "Ilves", HARBOUR, (Role.MENTOR,)),
    ("coordinator", "Ms", "Zander", HARBOUR, (Role.MENTORING_COORDINATOR,)),
    ("agency", "Ms", "Pereira", HARBOUR, (Role.AGENCY_WORKER,)),
    ("youth-editor", "Ms", "Solberg", HARBOUR, (Role.YOUTH_EDITOR,)),
    ("organisatrice", "Mme", "Delorme", TILLEULS, (Role.ORGANIZER, Role.ADMINISTRATOR)),
    ("moderateur", "M.", "Ferrand", TILLEULS, (Role.MODERATOR,)),
    ("animatrice", "Mme", "Sorel", TILLEULS, (Role.FACILITATOR,)),
    ("elu", "M.", "Baptiste", TILLEULS, (Role.TEACHER,)),
]

#: Who is called when somebody may be in danger: user name and post, one after the other.
POSTS = (
    ("lead", "lead"),
    ("coordinator", "deputy"),
    ("ms-adeyemi", "head"),
    ("mr-osei", "chair"),
    ("organisatrice", "lead"),
    ("elu", "deputy"),
)


def accounts() -> list[Account]:
    """Return every demo account, adults first."""
    # Adults are known by how they are addressed, so that is their whole name.
    adults = [
        Account(name, "", f"{title} {last}", place, roles, Band.D)
        for name, title, last, place, roles in _ADULTS
    ]
    students = _students(HARBOUR, _HARBOUR_STUDENTS) + _students(TILLEULS, _TILLEULS_STUDENTS)
    waiting = Account("robin-w", "Robin", "Ward", HARBOUR, (Role.STUDENT,), Band.A, consented=False)
    return [*adults, *students, waiting]
