from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable


@register_setting(icon="help", order=100)
class HelpSettings(ClusterableModel, BaseSiteSetting):
    """Whom to call: the numbers behind "Get help now", which stands on every page (rule 64)."""

    panels = [
        HelpPanel(template="cms/admin/help_review.html"),
        InlinePanel("numbers", heading=_("Help numbers"), label=_("Help number")),
    ]

    class Meta:
        verbose_name = _("help numbers")


class HelpNumber(Orderable):
    """One number in one language, with somebody who answers for it and the day it was last tried."""

    setting = ParentalKey(HelpSettings, on_delete=models.CASCADE, related_name="numbers")
    language = models.CharField(_("language of the page"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("who answers there"), max_length=80)
    number = models.CharField(_("number"), max_length=30)
    hours = models.CharField(_("when, and what it costs"), max_length=120, blank=True)
    owner = models.CharField(
        _("who looks after this number"), max_length=80, help_text=_("A role, not a person's name.")
    )
    reviewed_on = models.DateField(_("last tried on"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("name"), FieldPanel("number")]),
        FieldPanel("hours"),
        FieldRowPanel([FieldPanel("owner"), FieldPanel("reviewed_on")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("help number")

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"

    @property
    def url(self) -> str:
        """The address that a tap on the number dials."""
        return "tel:" + "".join(letter for letter in self.number if letter.isdigit() or letter == "+")
