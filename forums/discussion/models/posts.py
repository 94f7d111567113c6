from django.db import models
from django.db.models import Q

from forums.discussion.enums import POST_MOVES, Position, PostState, VoiceState
from forums.discussion.models.forums import Forum
from mobilize.kernel.models import Public, Stamped
from people.models import Byline


class Contribution(Public, Stamped):
    """Words under a byline: kept raw, cleaned once, with a version that counts changes of the text."""

    MOVES = POST_MOVES

    body = models.TextField()
    body_html = models.TextField()
    language = models.CharField(max_length=5, blank=True, default="")  # of the words; empty: nobody knows it
    state = models.CharField(max_length=10, choices=PostState.choices)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(
        null=True, blank=True
    )  # last taken out of sight: retention counts from it
    client_id = models.CharField(max_length=40, blank=True)  # the same form sent twice is one post

    class Meta:
        abstract = True


class Perspective(Contribution):
    """What somebody thinks about the forum's question: the beginning of the voice chain."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="perspectives")
    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="perspectives")
    position = models.PositiveIntegerField(null=True, blank=True)  # place in the forum, given when published
    voice_state = models.CharField(max_length=15, choices=VoiceState.choices, default=VoiceState.RECEIVED)
    host_seed = models.BooleanField(
        default=False
    )  # written by the hosts to begin with: not a young person's voice
    source_ref = models.CharField(max_length=40, blank=True)  # its id where it was imported from

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["forum", "state", "position"])]
        constraints = [
            models.UniqueConstraint(fields=["forum", "position"], name="one_perspective_per_position"),
            models.UniqueConstraint(
                fields=["byline", "client_id"],
                condition=~Q(client_id=""),
                name="one_perspective_per_client_id",
            ),
            models.UniqueConstraint(
                fields=["forum", "source_ref"],
                condition=~Q(source_ref=""),
                name="one_perspective_per_source_ref",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Reply(Contribution):
    """Words under a perspective."""

    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="replies")
    byline = models.ForeignKey(Byline, on_delete=models.PROTECT, related_name="replies")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["perspective", "state"])]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["byline", "client_id"], condition=~Q(client_id=""), name="one_reply_per_client_id"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Draft(models.Model):
    """Words not yet sent, kept on the server: one for the forum's question, one per perspective replied to."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="drafts")
    perspective = models.ForeignKey(
        Perspective, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="drafts")
    body = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["byline", "forum"], condition=Q(perspective=None), name="one_draft_per_forum"
            ),
            models.UniqueConstraint(
                fields=["byline", "perspective"],
                condition=Q(perspective__isnull=False),
                name="one_draft_per_perspective",
            ),
        ]

    def __str__(self) -> str:
        return f"draft in {self.forum_id}"


class Stance(models.Model):
    """Agree, not sure or disagree: one per byline and perspective, changeable.

    An import writes millions of these, so that the one index of the constraint serves every question:
    by perspective, and by perspective and byline. Ask for one byline's stances through its forum's perspectives.
    """

    perspective = models.ForeignKey(
        Perspective, on_delete=models.CASCADE, related_name="stances", db_index=False
    )
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="stances", db_index=False)
    position = models.SmallIntegerField(choices=Position.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["perspective", "byline"], name="one_stance_each")]

    def __str__(self) -> str:
        return str(self.position)


class VoiceStem(models.Model):
    """One stem under which a published perspective is found. Words that are taken back leave with their stems."""

    perspective = models.ForeignKey(Perspective, on_delete=models.CASCADE, related_name="stems")
    stem = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stem", "perspective"], name="one_row_per_stem")]

    def __str__(self) -> str:
        return self.stem
