"""What the tables of the public pages are for (rule 65)."""

from typing import Any

from cms import package_inventory  # noqa: F401  the packages behind the pages
from mobilize.kernel.purposes import Basis, Whose, keeps

_PAGE: dict[str, Any] = {"end": "with the page"}
_DOOR: dict[str, Any] = {"page_ptr": "the page in the tree", "more picture": "what an editor adds to it"}
_WORDS = "the thing's own words as they were translated"

keeps("cms.SiteHomePage", {"page_ptr introduction": "the first page of the installation"}, **_PAGE)
keeps(
    "cms.CommunityPage",
    {"page_ptr introduction picture": "the public page of a community", "community": "which community"},
    **_PAGE,
)
keeps("cms.NewsPage", {"page_ptr": "the page of news"}, **_PAGE)
keeps("cms.StandardPage", {"page_ptr introduction body": "a page of words and pictures"}, **_PAGE)
keeps("cms.ForumDoorPage", {**_DOOR, "words": _WORDS, "forum": "what is behind the door"}, **_PAGE)
keeps("cms.PollDoorPage", {**_DOOR, "words": _WORDS, "poll": "what is behind the door"}, **_PAGE)
keeps("cms.SessionDoorPage", {**_DOOR, "words": _WORDS, "session": "what is behind the door"}, **_PAGE)
keeps("cms.CommitteeDoorPage", {**_DOOR, "words": _WORDS, "committee": "what is behind the door"}, **_PAGE)
keeps("cms.PlanPage", {**_DOOR, "words": _WORDS, "plan": "what is behind the door"}, **_PAGE)
keeps("cms.HelpSettings", {"site": "where the numbers for help are shown"}, **_PAGE)
keeps(
    "cms.HelpNumber",
    {
        "setting sort_order language": "where a number for help stands",
        "name number hours": "whom to call, and when",
        "owner reviewed_on": "which role looks after it, and when it was last tried",
    },
    **_PAGE,
)

_PICTURED: dict[str, Any] = {
    "whose": Whose.EITHER,
    "basis": Basis.CONSENT,
    "copy": "yes: in which pictures one was named",
    "end": "with the picture: 30 days after a yes is taken back, at once with erasure",
}
keeps(
    "cms.JudgedPicture",
    {
        "picture community": "which picture of which community",
        "answer": "whether young people can be known by it",
        "judged_by judged_at": "which adult answers for that, and since when",
        "withheld_at": "since when it is shown no more, because somebody does not agree",
    },
    **_PICTURED,
)
keeps(
    "cms.Pictured",
    {"picture membership": "which young person can be known by it, so that their yes is asked each time"},
    **{**_PICTURED, "whose": Whose.CHILD},
)
