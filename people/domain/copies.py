"""A copy of one's own data (rule 52): asked for, made by a job, fetched by its owner alone, gone after seven days.

It lies encrypted in a folder that nothing serves and no backup takes: inside stand all the names somebody wrote under.
"""

import io
import json
import secrets
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from mobilize.kernel import audit, jobs, keys, sealing
from mobilize.kernel.authority import require
from mobilize.kernel.refusal import Refused
from people import selves
from people.actors import Actor
from people.enums import RequestKind, RequestState
from people.models import PrivacyRequest

KEPT = timedelta(days=7)
PAUSE = timedelta(hours=1)  # between two copies of one person
_OPEN = (RequestState.WAITING, RequestState.WORKING)


def folder() -> Path:
    """Return the private folder of copies. It is not among the media, so no address leads there."""
    return Path(settings.DATA_DIR) / "copies"


@transaction.atomic
def ask(actor: Actor, *, now: datetime) -> PrivacyRequest:
    """Ask for a copy of all that is one's own in this community. Errors: ``copy_asked``, ``copy_recent``."""
    require(actor, "people.ask_for_copy", actor.community)
    mine = PrivacyRequest.objects.filter(membership=actor.membership, kind=RequestKind.EXPORT)
    if mine.filter(state=RequestState.DONE, settled_at__gt=now - PAUSE).exists():
        raise Refused("copy_recent")
    try:
        with transaction.atomic():
            asked = PrivacyRequest.objects.create(
                membership=actor.membership, kind=RequestKind.EXPORT, created_at=now
            )
    except IntegrityError:
        raise Refused("copy_asked") from None
    audit.record(action="people.ask_for_copy", now=now, actor=actor, community=actor.community, thing=asked)
    jobs.enqueue("people.tasks.make_copy", asked.public_id, at=now)
    return asked


def make(request_id: str, *, now: datetime) -> None:
    """Make the copy that was asked for. A second run does nothing; what goes wrong is raised, and is tried again."""
    wanted = PrivacyRequest.objects.filter(public_id=request_id, kind=RequestKind.EXPORT)
    if not wanted.filter(state__in=_OPEN).update(state=RequestState.WORKING):
        return
    asked = wanted.select_related("membership__user", "membership__community").get()
    path = folder() / f"{request_id}.copy"
    _write(path, packed(selves.self_of(asked.membership), now=now), about=request_id)
    told = wanted.filter(state=RequestState.WORKING).update(
        state=RequestState.DONE, file=path.name, settled_at=now, expires_at=now + KEPT
    )
    if not told and not wanted.filter(file=path.name).exists():
        path.unlink(missing_ok=True)  # whoever asked for it was erased meanwhile, or told that it failed


def give_up(request_id: str, *, now: datetime) -> None:
    """Say to whoever waits that no copy could be made; nothing half made remains. A second run does nothing."""
    wanted = PrivacyRequest.objects.filter(public_id=request_id, kind=RequestKind.EXPORT)
    if wanted.filter(state__in=_OPEN).update(state=RequestState.FAILED, settled_at=now):
        for path in (folder() / f"{request_id}.copy", *_drafts(request_id)):
            path.unlink(missing_ok=True)


def packed(person: selves.Self, *, now: datetime) -> bytes:
    """Return the copy: one file for people, one for machines, and the media, in a ZIP archive."""
    with override(person.community.language):
        sections = selves.sections_of(person)
        page = render_to_string(
            "people/own_copy.html",
            {"sections": [_laid_out(section) for section in sections], "made_at": now, "person": person},
        )
    data = {
        "community": person.community.name,
        "made_at": now,
        "sections": {section.name: section.rows for section in sections},
    }
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page)
        archive.writestr(
            "my-data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        for section in sections:
            for name, path in section.files.items():
                if path.is_file():
                    archive.write(path, f"media/{name}")
    return box.getvalue()


def _language(row: dict, head: str) -> str:
    """Return the language of what stands under ``head``, as far as the row names it: that of the own words."""
    return str(row.get("language") or "") if head == "words" else ""


def _laid_out(section: selves.Section) -> dict:
    heads = list(dict.fromkeys(name for row in section.rows for name in row))
    rows = [[(row.get(head, ""), _language(row, head)) for head in heads] for row in section.rows]
    return {"title": section.title, "heads": heads, "rows": rows, "files": sorted(section.files)}


PURPOSE = "copies of people's data"


def _drafts(request_id: str) -> list[Path]:
    return list(folder().glob(f"{request_id}.*.draft"))


def _write(path: Path, content: bytes, *, about: str) -> None:
    sealed = sealing.seal(keys.derived(keys.SEAL_KEY, PURPOSE), content, bound_to=about)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in _drafts(about):  # of a try that was killed
        left.unlink(missing_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}.draft")
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(sealed)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def fetch(actor: Actor, *, request: PrivacyRequest, now: datetime) -> bytes:
    """Return the copy to whoever asked for it, while it is there. Errors: ``not_found``."""
    require(actor, "people.fetch_copy", request)
    path = folder() / request.file
    if request.state != RequestState.DONE or not request.file or not path.is_file():
        raise Refused("not_found")
    if request.expires_at is None or request.expires_at <= now:
        raise Refused("not_found")
    ring = keys.derived_ring(keys.SEAL_KEY, PURPOSE)
    content = sealing.opened_by_one_of(ring, path.read_bytes(), bound_to=request.public_id)
    audit.record(action="people.fetch_copy", now=now, actor=actor, community=actor.community, thing=request)
    return content


def end(rows: QuerySet | Sequence, _now: datetime) -> int:
    """Delete the files of copies whose time is over. That one was asked for stays in the list."""
    over = list(rows)
    for asked in over:
        (folder() / asked.file).unlink(missing_ok=True)
        PrivacyRequest.objects.filter(pk=asked.pk).update(file="")
    return len(over)
