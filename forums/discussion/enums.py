"""States of forums, contributions and voices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForumState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


FORUM_MOVES = {
    ForumState.DRAFT: {ForumState.OPEN},
    ForumState.OPEN: {ForumState.CLOSED},
    ForumState.CLOSED: {ForumState.OPEN},
}


class NameMode(models.TextChoices):
    PSEUDONYMOUS = "pseudonymous", _("Made-up names")
    NAMED = "named", _("Real names")


class PostState(models.TextChoices):
    """Where a contribution stands. Only published ones are seen by others."""

    HELD = "held", _("Waiting for a person to read it")
    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Sent back with a note")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Taken back")


POST_MOVES = {
    PostState.HELD: {PostState.PUBLISHED, PostState.RETURNED, PostState.REMOVED, PostState.WITHDRAWN},
    PostState.PUBLISHED: {PostState.RETURNED, PostState.REMOVED, PostState.WITHDRAWN, PostState.HELD},
    PostState.RETURNED: {PostState.HELD, PostState.PUBLISHED, PostState.WITHDRAWN},
    PostState.REMOVED: {PostState.RETURNED},  # only because an appeal was right (rule 21)
    PostState.WITHDRAWN: set(),
}


class VoiceState(models.TextChoices):
    """What became of a perspective, in public: exactly one at a time, the furthest."""

    RECEIVED = "received", _("Received")
    IN_DISCUSSION = "in_discussion", _("In discussion")
    IN_GOAL = "in_goal", _("In a goal")
    DECLINED = "declined", _("Declined, with a reason")
    DECIDED = "decided", _("Decided")
    IN_PLAN = "in_plan", _("In a plan")
    DONE = "done", _("Done")


#: How far each state is: of several steps the furthest one shows. A decline shows only while nothing took the
#: voice further.
FURTHEST = {state: place for place, state in enumerate(VoiceState.values)}


class Position(models.IntegerChoices):
    """A stance on a perspective, in the numbers that Polis exports use."""

    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Not sure")
    AGREE = 1, _("Agree")


class AnswerKind(models.TextChoices):
    WILL = "will", _("We will")
    CANNOT = "cannot", _("We cannot")


class Verdict(models.TextChoices):
    """What the author of an answered voice says about the answer."""

    ANSWERS = "answers", _("This answers me")
    NOT = "not", _("It does not")


class HandOverState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


HAND_OVER_MOVES = {
    HandOverState.OFFERED: {HandOverState.ACCEPTED, HandOverState.DECLINED},
    HandOverState.ACCEPTED: set(),
    HandOverState.DECLINED: set(),
}
