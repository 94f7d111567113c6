"""Pictures on which young people can be known: shown with everybody's yes, and gone when it ends (rule 44).

Whether a picture is shown is asked each time (``cms.queries.pictures.shown``). What stands here is what follows: what
somebody says of a picture, and that one which may not be shown is put away, its smaller copies deleted.
"""

from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.images.models import Image

from cms.domain import washing
from cms.enums import Recognizable
from cms.models import JudgedPicture, Pictured
from cms.queries import pictures as queries
from mobilize.kernel import audit, text
from mobilize.kernel.authority import require
from mobilize.kernel.later import later
from mobilize.kernel.refusal import Refused
from people import image_queries
from people.actors import Actor
from people.models import Membership

MOST = 60  # people in one picture
ASIDE = "withheld"  # beside the folder of copies that is served: no address leads there, and no copy is made from it


def who(actor: Actor, *, answer: str, names: str, now: datetime) -> list[Membership]:
    """Return the young people of the community who are written down in ``names``, one on a line, and all agree.

    Errors: ``picture_unjudged``, ``picture_of_whom``, ``picture_crowd``, ``picture_stranger``,
    ``picture_two_of_a_name``, and ``image_consent_missing`` for whoever did not agree.
    """
    if answer not in Recognizable.values:
        raise Refused("picture_unjudged", field="answer")
    if answer == Recognizable.NOBODY:
        return []
    require(actor, "cms.judge_pictures", actor.community)
    lines = list(dict.fromkeys(filter(None, (text.tidy(line) for line in names.splitlines()))))
    if not lines:
        raise Refused("picture_of_whom", field="names")
    if len(lines) > MOST:
        raise Refused("picture_crowd", field="names", most=MOST)
    found = {}
    for line in lines:
        called = image_queries.students_called(actor.community, line, now=now)
        if len(called) != 1:
            code = "picture_two_of_a_name" if called else "picture_stranger"
            raise Refused(code, field="names", name=line)
        found[called[0].pk] = (called[0], line)
    agree = image_queries.may_be_shown(set(found), now=now)
    for pk, (_member, line) in found.items():
        if pk not in agree:
            raise Refused("image_consent_missing", field="names", name=line)
    return [member for member, _line in found.values()]


@transaction.atomic
def judge(actor: Actor, *, picture: Image, answer: str, names: str = "", now: datetime) -> JudgedPicture:
    """Say whether young people can be known by the picture, and who they are; then it is shown.

    Whoever brings a picture of nobody needs no check; who is in one is for adults with a valid check. Errors: those of
    :func:`who`, ``not_found``, ``clearance_missing``, ``picture_lost``, and ``picture_name_stays`` where somebody who
    does not agree would be left out.
    """
    kept = JudgedPicture.objects.select_for_update().filter(picture=picture).first()
    brought = kept is None and answer == Recognizable.NOBODY and picture.uploaded_by_user_id == actor.user.pk
    require(actor, "cms.bring_picture" if brought else "cms.judge_picture", picture)
    people = {member.pk for member in who(actor, answer=answer, names=names, now=now)}
    named = set(Pictured.objects.filter(picture=kept).values_list("membership", flat=True)) if kept else set()
    if left_out := named - people:
        if left_out - image_queries.may_be_shown(left_out, now=now):
            raise Refused("picture_name_stays", field="names")
    judged = kept or JudgedPicture(picture=picture, created_at=now)
    judged.community, judged.answer = actor.community, answer
    judged.judged_by, judged.judged_at, judged.withheld_at = actor.user, now, None
    judged.save()
    Pictured.objects.filter(picture=judged).exclude(membership__in=people).delete()
    Pictured.objects.bulk_create(
        [Pictured(picture=judged, membership_id=pk, created_at=now) for pk in sorted(people - named)]
    )
    put_in_order(picture.pk)  # a picture that was put away comes back
    _wash(picture)
    audit.record(
        action="cms.judge_picture",
        now=now,
        actor=actor,
        community=actor.community,
        thing=judged,
        answer=answer,
        people=len(people),
    )
    return judged


def _wash(picture: Image) -> None:
    """Draw a picture anew that came before pictures were drawn anew."""
    if washing.is_washed(picture.file.name):
        return
    storage, old = picture.file.storage, picture.file.name
    if not storage.exists(old):
        raise Refused("picture_lost")
    with storage.open(old) as file:
        clean = washing.washed(file)
    picture.renditions.all().delete()  # with their files, after the commit
    picture.file.save(clean.name, clean, save=False)
    picture._set_image_file_metadata()
    picture.save(update_fields=["file", "width", "height", "file_size", "file_hash"])
    transaction.on_commit(partial(storage.delete, old))


def end_for(membership: Membership, subject: str, now: datetime) -> None:
    """Take away the pictures in which somebody is named whose yes has ended. ``people.consents`` calls this."""
    for judged in JudgedPicture.objects.filter(pictured__membership=membership, withheld_at=None):
        withhold(judged, now=now)


def end_for_leaver(membership: Membership, actor: Actor, now: datetime) -> None:
    """The same for somebody whose membership ends. ``people.departures`` calls this."""
    end_for(membership, "", now)


@transaction.atomic
def withhold(judged: JudgedPicture, *, now: datetime) -> bool:
    """Show a picture no more, from this moment on; its files follow at once. Twice is once."""
    if not JudgedPicture.objects.filter(pk=judged.pk, withheld_at=None).update(withheld_at=now):
        return False
    audit.record(action="cms.withhold_picture", now=now, community=judged.community, thing=judged)
    later("cms.tasks.put_picture_in_order", judged.picture_id)
    return True


@transaction.atomic
def remove(picture: Image, *, now: datetime) -> None:
    """Delete a picture with all its copies, wherever they lie."""
    judged = JudgedPicture.objects.filter(picture=picture).select_related("community").first()
    if judged is not None:
        audit.record(action="cms.remove_picture", now=now, community=judged.community, thing=judged)
    transaction.on_commit(partial(_aside(picture.file.name).unlink, missing_ok=True))
    picture.delete()  # Wagtail deletes the files of it and of its copies after the commit


def sweep(*, now: datetime) -> int:
    """Put away what may not be shown any more, and put in order what an interrupted step left; return how many.

    This is what makes a yes that ran out or a person who left count within the hour, whatever happened meanwhile.
    """
    open_ones = JudgedPicture.objects.filter(withheld_at=None).exclude(answer=Recognizable.NOBODY)
    rows = {judged.picture_id: judged for judged in open_ones.select_related("community")}
    ended = sum(withhold(rows[pk], now=now) for pk in set(rows) - queries.shown(set(rows), now=now))
    withheld = JudgedPicture.objects.exclude(withheld_at=None)
    for pk in withheld.values_list("picture", flat=True):
        put_in_order(pk)
    folder = _aside("").parent
    for path in folder.iterdir() if folder.is_dir() else ():
        picture = Image.objects.filter(file__endswith=f"/{path.name}").first()
        if picture is None:
            path.unlink(missing_ok=True)
        else:
            put_in_order(picture.pk)
    return ended


def put_in_order(picture_pk: int) -> None:
    """Bring a picture's files in line with what the database says of it. Twice is once.

    A picture that is withheld has no smaller copies, and lies where none can be made; any other lies in its place.
    """
    picture = Image.objects.filter(pk=picture_pk).first()
    if picture is None:
        return
    place, aside = Path(picture.file.path), _aside(picture.file.name)
    if queries.is_withheld(picture_pk):
        if place.is_file():
            aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.replace(aside)
        for copy in picture.renditions.all():
            copy.file.storage.delete(copy.file.name)  # first: what fails here is tried again
            copy.delete()
    elif aside.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(place)


def _aside(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / ASIDE / (Path(name).name or "-")


def place_of(picture: Image) -> Path | None:
    """Return where the picture lies now, or None where its file is gone."""
    places = (Path(picture.file.path), _aside(picture.file.name))
    return next((path for path in places if path.is_file()), None)


def original_of(picture: Image) -> Path:
    """Return where the picture lies, for whoever judges it. Errors: ``picture_lost``."""
    path = place_of(picture)
    if path is None:
        raise Refused("picture_lost")
    return path
