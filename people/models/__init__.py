"""People: who belongs where, with which band and role, and with whose consent."""

from people.models.bylines import AuthorSeal, Byline
from people.models.community import Community, Holiday
from people.models.membership import Clearance, Consent, JoinCode, Membership, RoleGrant, SignInCode
from people.models.notices import MailCount, Notice, NoticeMail, NoticeWish
from people.models.user import User

__all__ = [
    "AuthorSeal",
    "Byline",
    "Clearance",
    "Community",
    "Consent",
    "Holiday",
    "JoinCode",
    "MailCount",
    "Membership",
    "Notice",
    "NoticeMail",
    "NoticeWish",
    "RoleGrant",
    "SignInCode",
    "User",
]
