"""What an answer says to whoever opens it: a packed file is unpacked first, or nothing would ever be found in it."""

import io
import re
import zipfile
import zlib

_STREAM = re.compile(
    rb"stream\r?\n(.*?)endstream", re.S
)  # packed words may end with what looks like a line's end


def text_of(answer: bytes) -> str:
    """Return all text of an answer: of a ZIP file with each file in it, of a PDF with its drawings."""
    if answer.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(answer)) as packed:
            return "\n".join(f"{name}\n{text_of(packed.read(name))}" for name in packed.namelist())
    if answer.startswith(b"%PDF-"):
        drawings = [
            zlib.decompressobj().decompress(one) for one in _STREAM.findall(answer) if one[:1] == b"x"
        ]
        return "\n".join(part.decode("windows-1252", errors="replace") for part in (answer, *drawings))
    return answer.decode(errors="replace")
