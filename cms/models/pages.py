from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from people.models import Community

WORDS = ["bold", "italic", "ol", "ul", "link"]  # what the editor of a text offers


def picture_field() -> models.ForeignKey:
    """Return a field for one picture at the head of a page."""
    return models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )


class PublicPage(Page):
    """What all pages share: whatever is published can be read by everybody, so there is nothing to restrict."""

    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True


class SiteHomePage(PublicPage):
    """The first page of the installation: what this place is, and which communities live here."""

    introduction = RichTextField(_("introduction"), blank=True, features=WORDS)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CommunityPage", "cms.StandardPage"]
    max_count = 1
    template = "cms/site_home.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("start page")


class CommunityPage(PublicPage):
    """The public face of one community: its words, and the doors into what it does. Founding plants it."""

    community = models.ForeignKey(
        Community,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("community"),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=WORDS)
    picture = picture_field()

    is_creatable = False
    parent_page_types = ["cms.SiteHomePage"]
    subpage_types = [
        "cms.ForumDoorPage",
        "cms.PollDoorPage",
        "cms.SessionDoorPage",
        "cms.CommitteeDoorPage",
        "cms.PlanPage",
        "cms.NewsPage",
        "cms.StandardPage",
    ]
    template = "cms/community.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("picture")]

    class Meta:
        verbose_name = _("community page")


class NewsPage(PublicPage):
    """The news of a community. What youth editors write stands here, once an organizer has read it."""

    is_creatable = False
    parent_page_types = ["cms.CommunityPage"]
    subpage_types = ["cms.StandardPage"]
    template = "cms/news.html"

    class Meta:
        verbose_name = _("news")


class StandardPage(PublicPage):
    """A page of words and pictures."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(
        [
            ("heading", CharBlock(max_length=120, label=_("Heading"), icon="title")),
            ("paragraph", RichTextBlock(features=WORDS, label=_("Paragraph"))),
            ("picture", ImageBlock(label=_("Picture"))),
        ],
        verbose_name=_("content"),
        blank=True,
    )

    parent_page_types = ["cms.SiteHomePage", "cms.CommunityPage", "cms.NewsPage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    template = "cms/standard.html"
    page_description = _("News, rules, thanks: anything that everybody may read.")
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page of words and pictures")
