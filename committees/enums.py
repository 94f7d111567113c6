"""Kinds, seats, rules and states of committees, meetings, decisions and plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommitteeKind(models.TextChoices):
    ADVISORY = "advisory", _("Advisory committee")
    ACTION_GROUP = "action_group", _("Action group")
    YOUTH_COUNCIL = "youth_council", _("Youth council")


class CommitteeState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    ACTIVE = "active", _("At work")
    CLOSED = "closed", _("Closed")


COMMITTEE_MOVES = {
    CommitteeState.DRAFT: {CommitteeState.ACTIVE},
    CommitteeState.ACTIVE: {CommitteeState.CLOSED},
    CommitteeState.CLOSED: set(),
}


class SeatSide(models.TextChoices):
    YOUTH = "youth", _("Young person")
    ADULT = "adult", _("Adult")
    AGENCY = "agency", _("Agency")


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    YOUTH_CO_CHAIR = "youth_co_chair", _("Youth co-chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


#: Seats whose holders run a meeting.
RUNNING_ROLES = (SeatRole.CHAIR, SeatRole.YOUTH_CO_CHAIR, SeatRole.SECRETARY)


class DecisionRule(models.TextChoices):
    """When a proposal is carried, counted over the positions for and against; who stands aside is not counted."""

    CONSENT = "consent", _("Consent: nobody is against it")
    SIMPLE = "simple", _("Simple majority: more are for it than against it")
    TWO_THIRDS = "two_thirds", _("Two thirds are for it")
    DOUBLE_MAJORITY = "double_majority", _("Double majority: most young people and most adults are for it")


class MeetingState(models.TextChoices):
    CALLED = "called", _("Called")
    OPEN = "open", _("Going on")
    CLOSED = "closed", _("Over, minutes in draft")
    APPROVED = "approved", _("Minutes approved")


MEETING_MOVES = {
    MeetingState.CALLED: {MeetingState.OPEN},
    MeetingState.OPEN: {MeetingState.CLOSED},
    MeetingState.CLOSED: {MeetingState.APPROVED},
    MeetingState.APPROVED: set(),
}


class ItemKind(models.TextChoices):
    INFORM = "inform", _("To know")
    DISCUSS = "discuss", _("To discuss")
    DECIDE = "decide", _("To decide")
    CONSENT = "consent", _("To agree without debate")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("Adopted")
    DECLINED = "declined", _("Declined")


class ActionState(models.TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


ACTION_MOVES = {
    ActionState.OPEN: {ActionState.DONE, ActionState.DROPPED},
    ActionState.DONE: set(),
    ActionState.DROPPED: set(),
}


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    PUBLISHED = "published", _("Published")


PLAN_MOVES = {PlanState.DRAFT: {PlanState.PUBLISHED}, PlanState.PUBLISHED: set()}
