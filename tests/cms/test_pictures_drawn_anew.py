"""A picture that is brought keeps its dots, and nothing of what its file told beside them (rule 34)."""

from io import BytesIO

import pytest
from PIL import Image as Drawing
from wagtail.images.models import Image

from cms.domain import washing
from mobilize.kernel.refusal import Refused
from tests.factories import community
from tests.factories.cms import community_page, organizer, signed_in
from tests.factories.pictures import ADD, CAMERA, files, from_a_phone, judged, on_shelf, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def harbour():
    made = community("harbour")
    community_page(made)
    return made


@pytest.fixture
def adult(harbour):
    return organizer(harbour, username="orga")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_rule_34_a_picture_keeps_its_dots_and_nothing_else(harbour, adult, media, kind):
    ending = kind.lower()
    told = from_a_phone(f"Lena_Mustermann.{ending}", kind)
    assert CAMERA.encode() in told.read()
    told.seek(0)
    assert signed_in(adult).post(ADD, typed(file=told, answer="nobody")).status_code == 302
    picture = Image.objects.get()
    picture.get_rendition("width-900")
    picture.get_rendition("original")
    assert picture.title == "The yard"
    assert washing.is_washed(picture.file.name)
    kept = files(media)
    assert len(kept) == 3
    for path in kept:
        assert "lena" not in path.lower()
        content = (media / path).read_bytes()
        assert CAMERA.encode() not in content
        with Drawing.open(BytesIO(content)) as drawing:
            drawing.load()
            assert (
                dict(drawing.getexif()) == {} and "exif" not in drawing.info and "comment" not in drawing.info
            )
            assert drawing.size == (40, 64)  # it stands upright although what said so is gone


def test_rule_34_a_picture_from_before_is_drawn_anew_when_it_is_judged(harbour, adult, media):
    picture = on_shelf(harbour, by=adult, name="Lena_at_home.jpg")
    old = picture.file.name
    picture.get_rendition("width-30")
    judged(adult, harbour, picture=picture)
    picture.refresh_from_db()
    assert washing.is_washed(picture.file.name) and picture.file.name != old
    assert not picture.renditions.exists()
    assert CAMERA.encode() not in (media / picture.file.name).read_bytes()


def test_what_is_no_picture_is_refused_with_a_sentence(harbour, adult):
    client = signed_in(adult)
    broken = from_a_phone().read()[:200]
    answer = client.post(ADD, typed(file=type(from_a_phone())("a.jpg", broken), answer="nobody"))
    assert answer.status_code == 200 and not Image.objects.exists()
    with pytest.raises(Refused, match="picture_unreadable"):
        washing.washed(BytesIO(b"GIF89a nothing"))
