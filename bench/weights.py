"""What the first load of a member's page weighs on the wire: page, style sheets and scripts; pictures aside.

python -m bench.weights     the demo under production settings, asked as a browser asks, nothing in its cache
"""

import gzip
import http.client
import re
import sys
from dataclasses import dataclass, field

from bench import finished
from bench.bars import bar, note
from bench.stage import Stage

ACCEPTS = {"Accept-Encoding": "gzip", "Accept-Language": "en"}


@dataclass
class Load:
    """The bytes of one first load, headers counted."""

    host: str
    headers: dict
    sizes: dict[str, int] = field(default_factory=dict)

    def fetch(self, path: str) -> str:
        """Fetch one file once, count what came over the wire, and return its text."""
        line = http.client.HTTPConnection(self.host, timeout=30)
        line.request("GET", path, headers=self.headers)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        if answer.status not in {200, 404}:  # the page that says "not here" is one of them
            raise RuntimeError(f"{path} answered {answer.status}")
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        self.sizes[path] = len(body) + head
        return _plain(body, answer.getheader("Content-Encoding"))

    def scripts(self, path: str) -> None:
        """Fetch a module and what it imports."""
        if path in self.sizes:
            return
        for name in re.findall(r'(?:from|import)\s*\(?\s*"(\.{1,2}/[^"]+)"', self.fetch(path)):
            self.scripts(_join(path, name))

    def of(self, *endings: str) -> int:
        return sum(size for path, size in self.sizes.items() if path.split("?")[0].endswith(endings))


def _plain(body: bytes, encoding: str | None) -> str:
    return (gzip.decompress(body) if encoding == "gzip" else body).decode()


def _join(path: str, name: str) -> str:
    parts = path.split("/")[:-1]
    for part in name.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def first_load(host: str, path: str, cookies: dict[str, str]) -> Load:
    """Load a page and everything but its pictures, as a browser does that has never been here."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    load = Load(host, {**ACCEPTS, "Cookie": cookie})
    text = load.fetch(path)
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', text):
        load.fetch(sheet)
    for script in re.findall(r'<script\b[^>]*\bsrc="([^"]+)"', text):
        load.scripts(script)
    return load


def main() -> int:
    good = True
    with Stage() as stage:
        server, env = finished.serve(stage)
        with server:
            member = finished.member_pages(env)
            heaviest, most_script = 0, 0
            for name, path in sorted(member["pages"].items()):
                load = first_load(f"127.0.0.1:{server.port}", path, member["cookies"])
                whole, script = sum(load.sizes.values()), load.of(".js")
                note(
                    f"{name}: {whole / 1000:.1f} kB (scripts {script / 1000:.1f}, sheets {load.of('.css') / 1000:.1f})"
                )
                heaviest, most_script = max(heaviest, whole), max(most_script, script)
            good &= bar("first-load", heaviest / 1000, "kB", most=100)
            good &= bar("first-load-scripts", most_script / 1000, "kB", most=40)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
