from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.models import Stamped
from people.models.bylines import Byline
from people.models.community import Community
from people.models.membership import Membership


class Notice(Stamped):
    """Something happened that somebody should hear of: which kind, and where to look.

    It speaks to a byline where it concerns what was said under it, so that the table never says whose words they are.
    Else it speaks to a member. ``key`` names the cause: the same cause is told once.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="notices")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    byline = models.ForeignKey(
        Byline, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=30)  # one of people.notice_kinds
    key = models.CharField(max_length=80)
    link = models.CharField(max_length=200)  # a path of this site
    stale_at = models.DateTimeField(null=True, blank=True)  # from then on it is no news

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, byline=None) | Q(membership=None, byline__isnull=False),
                name="notice_speaks_to_one",
            ),
            models.UniqueConstraint(
                fields=["membership", "key"],
                condition=Q(membership__isnull=False),
                name="one_notice_per_member_and_cause",
            ),
            models.UniqueConstraint(
                fields=["byline", "key"],
                condition=Q(byline__isnull=False),
                name="one_notice_per_byline_and_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NoticeMail(models.Model):
    """A notice that may still become an e-mail. Gone once it is decided.

    A mark on the notice instead would be set for all bylines of one person in the same moment.
    """

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="mail", primary_key=True)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"mail of {self.notice_id}"


class NoticeWish(models.Model):
    """What a member wishes to hear of, when and where: nothing here says what they heard.

    The address is the one that the community recorded; most students have none.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="notice_wish", primary_key=True
    )
    email = models.EmailField(_("e-mail address for notices"), blank=True)
    hidden = models.JSONField(default=list)  # kinds that do not show on the page
    mailed = models.JSONField(null=True, blank=True)  # kinds that are mailed; null: as the house begins
    language = models.CharField(_("language of e-mails"), max_length=5, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)  # adults only
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    quiet_weekends = models.BooleanField(_("no e-mails on Saturdays and Sundays"), default=True)
    before = models.JSONField(null=True, blank=True)  # the wishes before the last change, to be had back
    seen_at = models.DateTimeField(null=True, blank=True)  # when the member last looked at their notices

    def __str__(self) -> str:
        return f"wishes of {self.membership_id}"


class MailCount(models.Model):
    """How many e-mails somebody was sent on one day. The index is keyed: without the key it names nobody."""

    day = models.DateField(db_index=True)
    index = models.CharField(max_length=64, unique=True)
    count = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"
