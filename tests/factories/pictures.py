"""Pictures, as a phone makes them and as a page shows them."""

from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Drawing
from PIL.TiffImagePlugin import IFDRational
from wagtail.images.models import Image
from wagtail.models import Collection

from cms.domain import pictures
from people import consent_texts
from people.domain import assents
from people.enums import ConsentPurpose
from people.models import Membership, User
from tests.factories.families import record
from tests.factories.people import actor

IMAGE = ConsentPurpose.IMAGE
CAMERA = "Quokka Cam 3000"
ADD = "/cms/images/add/"


def typed(**words) -> dict:
    """What an editor types into the form of a picture."""
    return {"title": "The yard", "description": "", "tags": "", "names": "", **words}


def from_a_phone(name: str = "Lena_Mustermann_at_home.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    """A picture that tells where, when and with what it was taken, in a file with a telling name."""
    drawing = Drawing.new("RGB", (64, 40), "orange")
    told = Drawing.Exif()
    told[0x010F], told[0x0132], told[0x0112] = CAMERA, "2026:11:24 08:00:00", 6  # on its side
    told.get_ifd(0x8825).update({1: "N", 2: (IFDRational(48), IFDRational(51), IFDRational(24))})
    made = BytesIO()
    drawing.save(made, kind, exif=told, **({"comment": CAMERA} if kind == "JPEG" else {}))
    return SimpleUploadedFile(name, made.getvalue(), content_type=f"image/{kind.lower()}")


def on_shelf(community, title: str = "The yard", *, by: User | None = None, name: str = "yard.jpg") -> Image:
    """A picture on the shelf of a community of which nothing was said, as older ones are."""
    shelf = Collection.objects.filter(name=community.slug).first()
    if shelf is None:
        shelf = Collection.get_first_root_node().add_child(name=community.slug)
    file = ContentFile(from_a_phone().read(), name=name)
    return Image.objects.create(title=title, file=file, collection=shelf, uploaded_by_user=by)


def agree(admin: User, community, student: User) -> Membership:
    """Let a guardian and the student say yes to pictures."""
    record(admin, community, student, purpose=IMAGE)
    say(community, student, given=True)
    return Membership.objects.get(user=student, community=community)


def say(community, student: User, *, given: bool) -> None:
    version = consent_texts.version_of(IMAGE)
    assents.say(actor(student, community), purpose=IMAGE, given=given, version=version, now=timezone.now())


def judged(adult: User, community, *students: User, picture: Image | None = None):
    """Let an adult say who is in a picture: these students, or nobody."""
    return pictures.judge(
        actor(adult, community),
        picture=picture or on_shelf(community, by=adult),
        answer="young" if students else "nobody",
        names="\n".join(student.username for student in students),
        now=timezone.now(),
    )


def files(root) -> set[str]:
    """Every file below the folder of media, as its path there."""
    root = Path(root)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
