from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.discussion.enums import AnswerKind, Verdict, VoiceState
from forums.discussion.models.forums import Forum
from forums.discussion.models.posts import Perspective
from mobilize.kernel.models import Public, Stamped
from people.models import Byline, Membership


class Theme(Public, Stamped):
    """What several perspectives are about, with its sources kept."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="themes")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["forum", "title"], name="one_theme_per_title")]

    def __str__(self) -> str:
        return self.title


class ThemeSource(models.Model):
    """A perspective that a theme rests on."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="sources")
    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="theme_sources")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "perspective"], name="one_source_each")]

    def __str__(self) -> str:
        return f"{self.theme_id} <- {self.perspective_id}"


class Answer(Public, Stamped):
    """What the named adult owes: we heard, we will or cannot, because, by when. All four are filled."""

    theme = models.OneToOneField(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="answer"
    )
    perspective = models.OneToOneField(
        Perspective, null=True, blank=True, on_delete=models.PROTECT, related_name="answer"
    )
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="answers")
    heard = models.TextField(_("we heard"))
    kind = models.CharField(_("will you do it?"), max_length=10, choices=AnswerKind.choices)
    act = models.TextField(_("what you will do, or cannot do"))
    because = models.TextField(_("because"))
    by_when = models.DateField(_("by when"))
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    plan_url = models.CharField(max_length=200, blank=True)  # where the promise can be followed

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, perspective__isnull=True)
                | Q(theme__isnull=True, perspective__isnull=False),
                name="answer_to_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(heard="") & ~Q(act="") & ~Q(because=""), name="answer_has_four_filled_parts"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class AnswerRead(models.Model):
    """The author read the answer: the mark goes away. They may say whether it answers them.

    Known by byline, so it names nobody.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reads")
    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "byline"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} read"


class VoiceStep(Stamped):
    """One line of the ledger of what happened to a perspective: append-only.

    The cause is named by kind, id, title and address, so that this floor never learns what a plan is.
    """

    perspective = models.ForeignKey(Perspective, on_delete=models.PROTECT, related_name="steps")
    to = models.CharField(max_length=15, choices=VoiceState.choices)
    cause_kind = models.CharField(max_length=20)  # theme, goal, decision, action, plan, answer
    cause_id = models.CharField(max_length=40)
    cause_title = models.CharField(max_length=200)
    cause_url = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        # Goals, decisions and plans are few among the steps: how far a forum has come begins with them.
        indexes = [models.Index(fields=["cause_kind", "cause_id"], name="steps_by_cause")]
        constraints = [
            models.UniqueConstraint(
                fields=["perspective", "to", "cause_kind", "cause_id"], name="one_step_per_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.perspective_id} -> {self.to}"
