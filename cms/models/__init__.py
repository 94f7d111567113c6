"""The façade: pages that show what happens inside, and never what a young person said."""

from cms.models.doors import (
    CommitteeDoorPage,
    DoorPage,
    ForumDoorPage,
    PlanPage,
    PollDoorPage,
    SessionDoorPage,
)
from cms.models.help import HelpNumber, HelpSettings
from cms.models.pages import CommunityPage, NewsPage, SiteHomePage, StandardPage
from cms.models.pictures import JudgedPicture, Pictured

__all__ = [
    "CommitteeDoorPage",
    "CommunityPage",
    "DoorPage",
    "ForumDoorPage",
    "HelpNumber",
    "HelpSettings",
    "JudgedPicture",
    "NewsPage",
    "Pictured",
    "PlanPage",
    "PollDoorPage",
    "SessionDoorPage",
    "SiteHomePage",
    "StandardPage",
]
