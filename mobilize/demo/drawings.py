"""Drawings of the demo's own for its public pages. Nobody is in them, and their editor says so."""

from datetime import datetime
from io import BytesIO

from PIL import Image as Sheet
from PIL import ImageDraw
from wagtail.images.models import Image
from wagtail.models import Collection

from cms.domain import pictures, washing
from cms.enums import Recognizable
from people import queries
from people.enums import Role
from people.models import Community

SIZE = (1200, 420)
#: slug -> the drawing's title, and what it shows
WORDS = {
    "harbour-road": ("The school by the water", "A drawing of three houses by the water, and a small boat."),
    "tilleuls": ("La place du marché", "Un dessin : trois tilleuls devant les maisons de la place."),
}
_SKY, _WATER, _STONE, _SAND = "#cfe6f5", "#2f6f94", "#8a5a44", "#efe3c8"
_WALLS = ("#e8b04a", "#d9775f", "#7fae8a")


def _houses(pen: ImageDraw.ImageDraw, ground: int) -> None:
    for number, colour in enumerate(_WALLS):
        left, top = 140 + number * 250, ground - 170 - 20 * number
        pen.rectangle((left, top, left + 180, ground), fill=colour)
        pen.polygon(((left - 15, top), (left + 90, top - 80), (left + 195, top)), fill=_STONE)
        for window in (25, 110):
            pen.rectangle((left + window, top + 30, left + window + 45, top + 85), fill=_SKY)


def _drawn(slug: str) -> BytesIO:
    sheet = Sheet.new("RGB", SIZE, _SKY)
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((980, 40, 1070, 130), fill="#f4d35e")
    _houses(pen, 310)
    if slug == "harbour-road":
        pen.rectangle((0, 310, *SIZE), fill=_WATER)
        pen.polygon(((940, 320), (1120, 320), (1080, 365), (980, 365)), fill=_STONE)
        pen.polygon(((1030, 310), (1030, 190), (1110, 310)), fill="#ffffff")
    else:
        pen.rectangle((0, 310, *SIZE), fill=_SAND)
        for left in (60, 340, 590):
            pen.rectangle((left + 42, 240, left + 58, 340), fill=_STONE)
            pen.ellipse((left, 140, left + 100, 260), fill="#5c8f4e")
    made = BytesIO()
    sheet.save(made, "PNG")
    return made


def hang(community: Community, now: datetime) -> Image:
    """Bring the community's drawing, as its organizer would: with the word that nobody is in it."""
    organizer = queries.members_with_role(community, Role.ORGANIZER, now=now)[0]
    title, description = WORDS[community.slug]
    shelf = Collection.objects.get(name=community.slug)
    picture = Image.objects.create(
        title=title,
        description=description,
        file=washing.washed(_drawn(community.slug)),
        collection=shelf,
        uploaded_by_user=organizer.user,
    )
    actor = queries.actor_of_membership(organizer.pk, now=now)
    pictures.judge(actor, picture=picture, answer=Recognizable.NOBODY, now=now)
    return picture
