from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.discussion.models import Forum, Perspective
from forums.polls.enums import POLL_MOVES, Ending, MethodName, PollState, TieRule, VoidCause
from mobilize.kernel.models import Public, Stamped
from people.models import Community, Membership


class GoalPoll(Public, Stamped):
    """A question with options, put to the vote of a frozen electorate.

    Everything that decides the outcome is written down and hashed at the opening (``rules_hash``); from then on
    only ``state``, ``ending`` and their moments change.
    """

    MOVES = POLL_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="goal_polls")
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="goal_polls"
    )  # whose perspectives the options may cite
    question = models.CharField(_("question"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    state = models.CharField(max_length=10, choices=PollState.choices, default=PollState.DRAFT)
    bands = models.JSONField(_("age bands"), default=list, blank=True)  # empty: every band
    method = models.CharField(
        _("how people vote"), max_length=20, choices=MethodName.choices, default=MethodName.APPROVAL
    )
    winners = models.PositiveSmallIntegerField(
        _("how many goals are chosen"), default=1, validators=[MinValueValidator(1)]
    )
    quorum = models.PositiveSmallIntegerField(
        _("how many must vote"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )  # percent of the electorate
    tie_rule = models.CharField(
        _("if goals tie"), max_length=15, choices=TieRule.choices, default=TieRule.ALL_FORWARD
    )
    tie_seed = models.CharField(max_length=32, blank=True)  # random, published at the opening
    closes_at = models.DateTimeField(_("open until"), null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # when voting really ended
    electorate = models.PositiveIntegerField(default=0)  # envelopes laid out at the opening
    public_key = models.CharField(max_length=64, blank=True)  # X25519, hex
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    rules_hash = models.CharField(max_length=64, blank=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    void_cause = models.CharField(max_length=20, choices=VoidCause.choices, blank=True)
    void_words = models.CharField(max_length=500, blank=True)  # what the organizer says about it

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["community", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | ~Q(rules_hash="") & ~Q(public_key="") & Q(closes_at__isnull=False, opens_at__isnull=False),
                name="open_poll_has_its_rules",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") & ~Q(ending="") | ~Q(state="closed") & Q(ending=""),
                name="closed_poll_has_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(ending="void") & ~Q(void_cause="") | ~Q(ending="void") & Q(void_cause=""),
                name="void_poll_says_why",
            ),
            models.CheckConstraint(condition=Q(winners__gte=1), name="poll_chooses_one_at_least"),
            models.CheckConstraint(
                condition=Q(quorum=None) | Q(quorum__lte=100), name="poll_quorum_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Option(Public):
    """A goal that can be chosen, with the perspectives it rests on."""

    poll = models.ForeignKey(GoalPoll, on_delete=models.CASCADE, related_name="options")
    title = models.CharField(_("goal"), max_length=120)
    description = models.CharField(_("in a few words"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "title"], name="one_option_per_title"),
            models.UniqueConstraint(fields=["poll", "position"], name="one_option_per_position"),
        ]

    def __str__(self) -> str:
        return self.title


class OptionVoice(models.Model):
    """A perspective that a goal takes up."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="voices")
    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="options")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["option", "perspective"], name="one_voice_per_option")]

    def __str__(self) -> str:
        return f"{self.option_id} <- {self.perspective_id}"


class Envelope(models.Model):
    """The outer envelope: who may vote, once, and while the poll is open the sealed vote inside.

    ``revision`` counts how often the voter cast. At the close all envelopes of a poll are emptied together:
    what stays is whether somebody voted, and where too few voted for a count, not even that.
    """

    poll = models.ForeignKey(GoalPoll, on_delete=models.PROTECT, related_name="envelopes")
    voter = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="envelopes")
    sealed = models.BinaryField(null=True)
    revision = models.PositiveIntegerField(default=0)
    voted = models.BooleanField(null=True)  # known at a close that counts

    #: The number behind the receipt of a vote that was cast a moment ago. It is in no table.
    receipt: int | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter"], name="one_envelope_per_voter"),
            models.CheckConstraint(
                condition=Q(voted=None) | Q(sealed=None, revision=0), name="closed_envelope_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return "envelope"


class Ballot(models.Model):
    """A counted vote and nothing else: no voter, no time, no order. The id is 128 random bits."""

    id = models.CharField(primary_key=True, max_length=32)
    poll = models.ForeignKey(GoalPoll, on_delete=models.PROTECT, related_name="ballots")
    choice = models.JSONField()

    def __str__(self) -> str:
        return "ballot"


class Tally(models.Model):
    """What the count found, with the hash of the ballots in the order of their ids.

    Where fewer voted than rule 36 asks for, nothing was counted and there is no tally. It holds exact numbers:
    screens and upper floors read it through ``queries``, which keep the rule of small groups.
    """

    poll = models.OneToOneField(GoalPoll, on_delete=models.PROTECT, related_name="tally", primary_key=True)
    result = models.JSONField()
    ballots_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return "tally"


class ReceiptList(models.Model):
    """The marks of all counted receipts of a poll: hashes, sorted. One row, so that no row stands beside a ballot."""

    poll = models.OneToOneField(
        GoalPoll, on_delete=models.PROTECT, related_name="receipt_list", primary_key=True
    )
    marks = models.JSONField()

    def __str__(self) -> str:
        return "receipts"
