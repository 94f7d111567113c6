"""What each consent is about, in words: for the adult who decides, and for the young person, who decides too.

The words carry a version. A consent counts for the version that was read: change what a text promises and its version
with it, and everybody is asked again.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from people.enums import ConsentPurpose


@dataclass(frozen=True)
class ConsentText:
    """One purpose in words. ``grown`` is for the adult; ``young`` is for the young person (reading grade 6 at most)."""

    version: str
    grown: tuple[object, ...]
    young: tuple[object, ...]


_TAKE_BACK = _("You can take this back at any time, here or at the school office. Then it ends at once.")
_NO_HARM = _("If you say no, nothing bad happens. You can change your mind.")

TEXTS: dict[str, ConsentText] = {
    ConsentPurpose.ACCOUNT: ConsentText(
        version="1",
        grown=(
            _(
                "The school keeps a name, a user name and an age band, so that the young person can sign in and read."
            ),
            _("Nobody outside sees them. They are deleted when the account is deleted."),
            _TAKE_BACK,
        ),
        young=(
            _("We keep your name, your user name and your age group, so that you can sign in."),
            _("Nobody outside the school sees them."),
            _NO_HARM,
        ),
    ),
    ConsentPurpose.FORUM: ConsentText(
        version="1",
        grown=(
            _("The young person may write in forums and community sessions and may vote."),
            _(
                "They write under a made-up name. A person reads each post of younger students before it is shown."
            ),
            _(
                "Members and the adults who work here read the words and do not see who wrote them. A trained adult "
                "may look that up when a young person may be in danger."
            ),
            _("You can see that they take part. You do not see their words or their votes."),
            _TAKE_BACK,
        ),
        young=(
            _("You may write in forums and talks, and you may vote."),
            _("You write under a made-up name. Others read your words and do not see who you are."),
            _("If you may be in danger, a few trained adults may look up who you are."),
            _("Your family can see that you take part. They never see your words or your votes."),
            _NO_HARM,
        ),
    ),
    ConsentPurpose.IMAGE: ConsentText(
        version="2",  # "1" spoke of members alone; pages with pictures are open to everybody
        grown=(
            _(
                "Pictures on which the young person can be known may stand on the pages that everybody can read."
            ),
            _("No name stands with them. Where a picture was taken, and when, is deleted from it."),
            _("When you take this back, the pictures are gone from every page within an hour."),
            _TAKE_BACK,
        ),
        young=(
            _(
                "Pictures of you may be shown on pages that everybody can read. Your name does not stand there."
            ),
            _("If you say stop, they are taken away."),
            _NO_HARM,
        ),
    ),
    ConsentPurpose.MENTORING: ConsentText(
        version="1",
        grown=(
            _(
                "The young person may meet a mentor: an adult with a valid check, with a second adult in the room."
            ),
            _("The mentor learns the first name and what the young person wishes to tell."),
            _TAKE_BACK,
        ),
        young=(
            _("You may meet a mentor. That is an adult who listens and helps."),
            _("You choose what you tell."),
            _NO_HARM,
        ),
    ),
    ConsentPurpose.AGENCY: ConsentText(
        version="1",
        grown=(
            _("What this one agency needs for its help may be shared with it, and nothing more."),
            _("Each agency is asked for by itself."),
            _TAKE_BACK,
        ),
        young=(
            _("We may tell this one agency what it needs to help you. We tell it nothing more."),
            _NO_HARM,
        ),
    ),
    ConsentPurpose.SMS: ConsentText(
        version="1",
        grown=(
            _("Short text messages may be sent. They say only that something waits here."),
            _("No name and no words of anybody stand in them."),
            _TAKE_BACK,
        ),
        young=(_("We may send you short text messages. They say only that something is new."), _NO_HARM),
    ),
    ConsentPurpose.MACHINE_TRANSLATION: ConsentText(
        version="1",
        grown=(
            _("A machine of this site may translate words. No words are sent to anybody outside."),
            _TAKE_BACK,
        ),
        young=(_("A machine here may turn your words into another language."), _NO_HARM),
    ),
}


def version_of(purpose: str) -> str:
    """Return the version of the words that somebody reads who decides today."""
    return TEXTS[purpose].version
