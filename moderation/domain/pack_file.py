"""The file of a transfer pack: HTML and JSON in a ZIP, sealed with words that are told once (rule 30).

The key comes from the words by PBKDF2-HMAC-SHA-256 (RFC 8018). What is handed over is one
HTML page that holds the sealed ZIP and opens it in any browser, without a network: the other school needs no program.
"""

import base64
import hashlib
import io
import json
import re
import secrets
import zipfile
from pathlib import Path
from string import Template

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from mobilize.kernel import sealing
from moderation.models import Concern, TransferPack
from people.models import Statement

ROUNDS = 600_000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look like others
_OPENER = Path(__file__).resolve().parents[1] / "transfer_opener.txt"


def new_words() -> str:
    """Return words to open a pack with: twenty letters of thirty-one, some 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(5))


def contents(pack: TransferPack, concerns: list[Concern], *, made_at: str) -> dict:
    """Return what goes to the other school, as plain values."""
    statements = Statement.objects.filter(
        membership=pack.student, about_id__in=[concern.public_id for concern in concerns]
    )
    return {
        "format": "mobilize transfer pack 1",
        "from": pack.community.name,
        "to": pack.to_school,
        "made_at": made_at,
        "young_person": pack.student.user.name,
        "concerns": [
            {
                "id": concern.public_id,
                "raised_at": concern.created_at.isoformat(),
                "raised_by": concern.raised_by.user.name,
                "state": str(concern.get_state_display()),
                "outcome": str(concern.get_outcome_display()) if concern.outcome else "",
                "entries": [
                    {
                        "id": entry.public_id,
                        "at": entry.created_at.isoformat(),
                        "kind": str(entry.get_kind_display()),
                        "by": entry.by.name,
                        "words": entry.words,
                        "reference": entry.reference,
                        "corrects": entry.corrects.public_id if entry.corrects else "",
                    }
                    for entry in concern.entries.select_related("by", "corrects").order_by("id")
                ],
            }
            for concern in concerns
        ],
        "statements": [
            {"about": one.about_id, "at": one.created_at.isoformat(), "words": one.words}
            for one in statements.order_by("id")
        ],
    }


def zipped(told: dict) -> bytes:
    """Return the ZIP: ``index.html`` to read, ``pack.json`` for a program."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("index.html", render_to_string("moderation/transfer_pack.html", {"pack": told}))
        pack.writestr("pack.json", json.dumps(told, ensure_ascii=False, indent=1))
    return made.getvalue()


def _key(words: str, salt: bytes, rounds: int) -> bytes:
    plain = re.sub("[^a-z0-9]", "", words.lower())
    return hashlib.pbkdf2_hmac("sha256", plain.encode(), salt, rounds, 32)


def sealed(pack: bytes, words: str) -> str:
    """Return the page that holds ``pack`` sealed with ``words``, in the language that is active."""
    salt = secrets.token_bytes(16)
    kept = sealing.seal(_key(words, salt, ROUNDS), pack)
    told = {"salt": salt, "nonce": kept[: sealing.NONCE], "box": kept[sealing.NONCE :]}
    parts = {name: base64.b64encode(value).decode() for name, value in told.items()}
    sentences = {
        "wait": _("One moment."),
        "wrong": _("These words do not open it. Look at each letter and try again."),
        "save": _("It is open. Save it in a place that is safe."),
    }
    return Template(_OPENER.read_text()).substitute(
        language=translation.get_language(),
        title=escape(_("Sealed file for another school")),
        explain=escape(
            _(
                "This page holds a child protection file. It opens with the words that you were told. Nothing is sent."
            )
        ),
        label=escape(_("The words")),
        verb=escape(_("Open it")),
        noscript=escape(_("To open it, let this page run its script.")),
        sealed=json.dumps({**parts, "rounds": ROUNDS}),
        sentences=json.dumps(sentences).replace("<", "\\u003c"),
    )


def opened(page: str, words: str) -> bytes:
    """Return the ZIP of a page, as the browser of the other school does. Errors: ``ValueError`` for other words."""
    found = re.search(r'id="sealed">([^<]+)<', page)
    if found is None:
        raise ValueError("this page holds no pack")
    told = json.loads(found.group(1))
    salt, nonce, box = (base64.b64decode(told[name]) for name in ("salt", "nonce", "box"))
    try:
        return sealing.opened(_key(words, salt, told["rounds"]), nonce + box)
    except sealing.NotOpened:
        raise ValueError("these words do not open it") from None


def place_of(pack: TransferPack) -> Path:
    """Return where the sealed page lies until the other school has it: beside the data, never among the media."""
    return Path(settings.DATA_DIR) / "packs" / f"{pack.public_id}.html"


def keep(pack: TransferPack, page: str) -> str:
    """Write the page, readable by this program alone; return its SHA-256."""
    path = place_of(pack)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(page, encoding="utf-8")
    draft.replace(path)
    return hashlib.sha256(page.encode()).hexdigest()
