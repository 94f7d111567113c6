"""The one tag by which pages show pictures (rule 44)."""

from django import template
from django.urls import reverse
from django.utils import timezone
from wagtail.images.shortcuts import get_rendition_or_not_found

from cms import shelves
from cms.queries import pictures

register = template.Library()


@register.inclusion_tag("cms/picture.html")
def shown_picture(picture, size):
    """A picture in a size that Wagtail knows, if everybody may see it now; else a sign that says so."""
    if not picture:
        return {"picture": None}
    if not pictures.is_shown(picture, now=timezone.now()):
        return {"picture": picture, "copy": None}
    return {"picture": picture, "copy": get_rendition_or_not_found(picture, size)}


@register.simple_tag
def room_of_picture(picture):
    """The address of the room where somebody says who is in a picture, for its editor; empty where there is none."""
    community = shelves.community_of(picture)
    return reverse("picture_people", args=[community.slug, picture.pk]) if community else ""
