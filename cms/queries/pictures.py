"""Readers of pictures: which may be shown now, and which wait until somebody says who is in them (rule 44)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from wagtail.images.models import Image, Rendition

from cms import shelves
from cms.enums import Recognizable
from cms.models import JudgedPicture, Pictured
from mobilize.kernel.refusal import Refused
from people import image_queries
from people.actors import Actor
from people.models import Community, Membership

PER_PAGE = 30


def shown(pictures: Collection[int], *, now: datetime) -> set[int]:
    """Return the keys of those pictures that everybody may see at ``now``.

    Those are pictures by which nobody young can be known, and those of which all who can be known agree now.
    """
    judged = dict(
        JudgedPicture.objects.filter(picture__in=pictures, withheld_at=None).values_list("picture", "answer")
    )
    young = {picture for picture, answer in judged.items() if answer != Recognizable.NOBODY}
    if not young:
        return set(judged)
    people: dict[int, set[int]] = {picture: set() for picture in young}
    for picture, member in Pictured.objects.filter(picture__picture__in=young).values_list(
        "picture__picture", "membership"
    ):
        people[picture].add(member)
    agree = image_queries.may_be_shown(set().union(*people.values()), now=now)
    return {
        picture
        for picture in judged
        if picture not in young or (people[picture] and people[picture] <= agree)
    }


def is_shown(picture: Image, *, now: datetime) -> bool:
    """Tell whether everybody may see the picture now."""
    return picture.pk in shown([picture.pk], now=now)


def picture_behind(file: str) -> Image | None:
    """Return the picture of which ``file`` (as the storage names it) is a smaller copy. One query."""
    copy = Rendition.objects.filter(file=file).select_related("image__collection").first()
    return copy.image if copy else None


def is_withheld(picture: int) -> bool:
    """Tell whether a picture was taken away because somebody in it does not agree any more."""
    return JudgedPicture.objects.filter(picture=picture).exclude(withheld_at=None).exists()


def to_choose_from(offered):
    """Of ``offered`` those pictures that can be put on a page: somebody said who is in them, and none is withheld."""
    return offered.filter(judged__isnull=False, judged__withheld_at=None)


def to_be_judged(community: Community):
    """Pictures of the community that are shown to nobody: nothing was said of them, or somebody took their yes back."""
    hidden = Q(judged=None) | Q(judged__withheld_at__isnull=False)
    return shelves.pictures_of(community).filter(hidden).select_related("judged")


def picture_of(actor: Actor, *, picture: int) -> Image:
    """Return a picture of the actor's community. Errors: ``Refused("not_found")``."""
    found = shelves.pictures_of(actor.community).filter(pk=picture)
    if (one := found.select_related("collection", "judged").first()) is None:
        raise Refused("not_found")
    return one


def judged_of(picture: Image) -> JudgedPicture | None:
    """Return what was said of the picture, or None."""
    return JudgedPicture.objects.filter(picture=picture).first()


def named_in(judged: JudgedPicture | None) -> list[Membership]:
    """Return who was named in the picture, by name: for those alone who judge pictures."""
    if judged is None:
        return []
    rows = Pictured.objects.filter(picture=judged).select_related("membership__user")
    return sorted((row.membership for row in rows), key=lambda member: member.user.name)


def pictures_with(membership: Membership):
    """What was said of the pictures in which the member was named, newest first."""
    return (
        JudgedPicture.objects.filter(pictured__membership=membership)
        .select_related("picture")
        .order_by("-pk")
    )
