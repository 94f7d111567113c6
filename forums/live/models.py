"""Community sessions: a talk at one time, its messages, and the log that never loses and never repeats."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.discussion.models import Forum
from forums.live.enums import (
    HANDS_MOVES,
    MESSAGE_MOVES,
    SESSION_MOVES,
    Audience,
    EventKind,
    HandsState,
    LaneMode,
    MessageState,
    SessionState,
)
from mobilize.kernel.models import Public, Stamped
from people.models import Byline, Community, Membership


def new_epoch() -> str:
    """Return a random name for one life of a stream: another one tells clients to begin anew."""
    return secrets.token_hex(8)


class CommunitySession(Public, Stamped):
    """A talk in a room with at least two verified adults, who are listed to the children (rule 2)."""

    MOVES = SESSION_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sessions")
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )  # the forum whose question the talk takes up
    title = models.CharField(_("title"), max_length=120)
    question = models.CharField(_("question"), max_length=160)
    bands = models.JSONField(_("age bands"), default=list, blank=True)  # empty: every band
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.DRAFT)
    mode = models.CharField(max_length=15, choices=LaneMode.choices, default=LaneMode.HOLD_FLAGGED)
    band_b_hold_flagged = models.BooleanField(
        _("with a moderator and a second adult in the room, read only marked messages of band B first"),
        default=False,
    )  # rule 11: the one exception, a setting of the school; never for band A
    facilitator = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="facilitates"
    )
    moderator = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="moderates"
    )
    second_adult = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="stands_by_in"
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    prompt = models.CharField(_("line on all screens"), max_length=160, blank=True)
    join_number = models.CharField(
        max_length=5, blank=True
    )  # short way in while it runs; opens nothing by itself

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["community", "state", "-closed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["join_number"], condition=~Q(join_number=""), name="one_session_per_join_number"
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.DRAFT)
                | Q(facilitator__isnull=False, moderator__isnull=False, second_adult__isnull=False),
                name="announced_session_has_its_adults",
            ),
            models.CheckConstraint(
                condition=Q(second_adult=None)
                | (
                    (Q(facilitator=None) | ~Q(second_adult=F("facilitator")))
                    & (Q(moderator=None) | ~Q(second_adult=F("moderator")))
                ),
                name="second_adult_is_another_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seats(self) -> tuple[int | None, ...]:
        """Membership ids of the adults who lead: facilitator, moderator, second adult."""
        return (self.facilitator_id, self.moderator_id, self.second_adult_id)


class LiveStream(models.Model):
    """The counter of one audience's part of the log. Its row lock makes the order of commits the order of numbers."""

    session = models.ForeignKey(CommunitySession, on_delete=models.CASCADE, related_name="streams")
    audience = models.CharField(max_length=3, choices=Audience.choices)
    epoch = models.CharField(max_length=16, default=new_epoch)
    last_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "audience"], name="one_stream_per_audience")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.audience} {self.last_seq}"


class LiveEvent(models.Model):
    """One line of the log: the truth of what was shown, and in which order.

    ``payload`` of a message holds the byline, never who. When a message is taken away its words leave the payload.
    """

    stream = models.ForeignKey(LiveStream, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    ref = models.CharField(max_length=16, blank=True)  # public id of the message it is about
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["stream", "seq"]
        indexes = [models.Index(fields=["stream", "ref"])]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_event_per_number")]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.seq} {self.kind}"


class Message(Public, Stamped):
    """Words said in a session, under a byline. ``seq`` is its place in the public log once it is shown."""

    MOVES = MESSAGE_MOVES

    session = models.ForeignKey(CommunitySession, on_delete=models.PROTECT, related_name="messages")
    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="messages")
    client_id = models.CharField(max_length=40)  # the same message sent twice is one message
    body = models.TextField()
    language = models.CharField(max_length=5, blank=True, default="")  # of the words; empty: nobody knows it
    state = models.CharField(max_length=10, choices=MessageState.choices)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField(null=True, blank=True)
    hidden_at = models.DateTimeField(
        null=True, blank=True
    )  # last taken out of sight: retention counts from it

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["session", "state"]),
            models.Index(fields=["byline", "created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "byline", "client_id"], name="one_message_per_client_id"
            ),
            models.UniqueConstraint(fields=["session", "seq"], name="one_message_per_number"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Mute(Stamped):
    """A byline that may not write in a session for now. It names the byline, not the person."""

    session = models.ForeignKey(CommunitySession, on_delete=models.CASCADE, related_name="mutes")
    byline = models.OneToOneField(Byline, on_delete=models.CASCADE, related_name="mute")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.byline_id} is muted"


class HandsQuestion(Public, Stamped):
    """A show of hands: a quick question with a few choices. It is not secret, and says so.

    ``result`` is what was told after the close, and no more than that was kept.
    """

    MOVES = HANDS_MOVES

    session = models.ForeignKey(CommunitySession, on_delete=models.CASCADE, related_name="hands_questions")
    question = models.CharField(_("question"), max_length=160)
    choices = models.JSONField(_("choices"))  # two to six lines
    state = models.CharField(max_length=10, choices=HandsState.choices, default=HandsState.OPEN)
    revision = models.PositiveIntegerField(default=1)  # grows with everything that the room can see of it
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state=HandsState.OPEN), name="one_show_of_hands_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.question


class Hand(models.Model):
    """A hand that is up, under a byline. It is there only until the count: then all hands are forgotten at once."""

    question = models.ForeignKey(HandsQuestion, on_delete=models.CASCADE, related_name="hands")
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="hands")
    choice = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "byline"], name="one_hand_each")]

    def __str__(self) -> str:
        return f"a hand in {self.question_id}"


class StaffHeartbeat(models.Model):
    """When an adult who leads was last seen in the room."""

    session = models.ForeignKey(CommunitySession, on_delete=models.CASCADE, related_name="heartbeats")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "membership"], name="one_heartbeat_per_adult")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.session_id}"


class PresenceReport(models.Model):
    """Who is connected to a session through one process, as that process last said; it grows old in seconds."""

    session = models.ForeignKey(CommunitySession, on_delete=models.CASCADE, related_name="presence_reports")
    process = models.CharField(max_length=16)  # a random name for one life of a process
    members = models.JSONField(default=list)  # membership ids
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "process"], name="one_report_per_process")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.process}"
