"""People: who belongs where, with which band and role, and with whose consent."""

from people.models import births as births  # known to the database; only people.domain.births reads it
from people.models.bylines import AuthorSeal, Byline
from people.models.community import Community, Holiday
from people.models.family import Assent, Guardianship, Invitation
from people.models.membership import (
    Clearance,
    Consent,
    JoinCode,
    LoginCard,
    Membership,
    RoleGrant,
    SignInCode,
)
from people.models.notices import MailCount, Notice, NoticeMail, NoticeWish
from people.models.policy import Policy
from people.models.privacy import Block, LegalHold, PrivacyRequest, Statement
from people.models.roster import RosterLink, RosterRun
from people.models.school_identity import SchoolIdentity
from people.models.user import User

__all__ = [
    "Assent",
    "AuthorSeal",
    "Block",
    "Byline",
    "Clearance",
    "Community",
    "Consent",
    "Guardianship",
    "Holiday",
    "Invitation",
    "JoinCode",
    "LegalHold",
    "LoginCard",
    "MailCount",
    "Membership",
    "Notice",
    "NoticeMail",
    "NoticeWish",
    "Policy",
    "PrivacyRequest",
    "RoleGrant",
    "RosterLink",
    "RosterRun",
    "SchoolIdentity",
    "SignInCode",
    "Statement",
    "User",
]
