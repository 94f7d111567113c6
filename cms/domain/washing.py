"""A picture that is brought is drawn anew: its dots stay, and nothing else of the file does (rule 34).

Where and when it was taken, with which device, by whom, a small first version, the name of the file: all that goes.
"""

import re
import secrets
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Drawing
from PIL import ImageOps, UnidentifiedImageError

from mobilize.kernel.refusal import Refused

LONGEST_SIDE = 2560  # enough for any screen; less tells less
_WASHED = re.compile(r"[0-9a-f]{24}\.(jpg|png|webp)")
#: What comes out, by what came in. Moving pictures stand still: nobody can stop them on a page (WCAG 2.2.2).
_KINDS = {"JPEG": ("JPEG", "jpg"), "MPO": ("JPEG", "jpg"), "WEBP": ("WEBP", "webp")}
_QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "WEBP": {"quality": 88},
    "PNG": {"optimize": True},
}


def is_washed(name: str) -> bool:
    """Tell whether a file bears a name that only :func:`washed` gives."""
    return _WASHED.fullmatch(PurePath(name).name) is not None


def washed(file) -> ContentFile:
    """Return the picture in ``file`` without anything that the file told beside it, under a name that says nothing.

    Errors: ``picture_unreadable``.
    """
    try:
        file.seek(0)
        with Drawing.open(file) as given:
            kind, ending = _KINDS.get(given.format or "", ("PNG", "png"))
            drawing = ImageOps.exif_transpose(given)  # the right way up, before what says so goes
            drawing = drawing.convert("RGB" if kind == "JPEG" or not _is_clear(drawing) else "RGBA")
            drawing.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            clean = Drawing.frombytes(drawing.mode, drawing.size, drawing.tobytes())
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Drawing.DecompressionBombError,
    ) as error:
        raise Refused("picture_unreadable", field="file") from error
    made = BytesIO()
    clean.save(made, kind, **_QUALITY[kind])
    return ContentFile(made.getvalue(), name=f"{secrets.token_hex(12)}.{ending}")


def _is_clear(drawing: Drawing.Image) -> bool:
    """Tell whether parts of the picture can be seen through."""
    return drawing.mode in {"RGBA", "LA", "PA"} or "transparency" in drawing.info
