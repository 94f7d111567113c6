from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.discussion.enums import FORUM_MOVES, HAND_OVER_MOVES, ForumState, HandOverState, NameMode
from mobilize.kernel.models import Public, Stamped
from people.models import Byline, Community, Membership


class Forum(Public, Stamped):
    """A question to young people, with an adult who owes the answer.

    The four Lundy fields (space, voice, audience, influence; Lundy 2007, doi 10.1080/01411920701657033)
    say what a child has a right to know before speaking; a forum cannot open without them.
    """

    MOVES = FORUM_MOVES

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="forums")
    question = models.CharField(_("question"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    space = models.TextField(_("space: how is it made safe to speak?"), blank=True)
    voice = models.TextField(_("voice: how are people helped to say what they think?"), blank=True)
    audience = models.TextField(_("audience: who will listen?"), blank=True)
    influence = models.TextField(_("influence: what can change because of it, and what cannot?"), blank=True)
    state = models.CharField(max_length=10, choices=ForumState.choices, default=ForumState.DRAFT)
    name_mode = models.CharField(max_length=15, choices=NameMode.choices, default=NameMode.PSEUDONYMOUS)
    bands = models.JSONField(_("age bands"), default=list, blank=True)  # empty: every band
    named_adult = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="answers_for"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)  # when the named adult said yes
    answer_by = models.DateField(_("answers come by"), null=True, blank=True)
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    imported_from = models.CharField(
        max_length=200, blank=True
    )  # where a conversation held elsewhere came from

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(named_adult__isnull=False, accepted_at__isnull=False),
                name="open_forum_has_a_named_adult",
            ),
            models.UniqueConstraint(
                fields=["community", "imported_from"],
                condition=~Q(imported_from=""),
                name="one_forum_per_import",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class HandOver(Stamped):
    """The duty to answer, offered by one adult to another. It moves only when the other accepts."""

    MOVES = HAND_OVER_MOVES

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="hand_overs")
    offered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=HandOverState.choices, default=HandOverState.OFFERED)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["forum"], condition=Q(state="offered"), name="one_open_hand_over")
        ]

    def __str__(self) -> str:
        return f"{self.forum_id}: {self.to_id} ({self.state})"


class Welcome(models.Model):
    """The author of a byline read who can see what here, before their first words (rule 33)."""

    byline = models.OneToOneField(Byline, on_delete=models.CASCADE, related_name="welcome", primary_key=True)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="welcomes")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"welcome in {self.forum_id}"
