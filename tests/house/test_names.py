"""The shape of the house: names, sizes and words of its files."""

import re

from tests.house.files import APPS, files, findings, named

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
LONGEST = 320


def test_no_module_is_a_junk_drawer():
    found = []
    for path in files(".py", under=(*APPS, "tests")):
        if JUNK_DRAWERS & {part.removesuffix(".py") for part in path.relative_to(path.anchor).parts[-4:]}:
            found.append(named(path))
    assert found == []


def test_no_python_file_is_longer_than_one_room():
    # Migrations are written by a machine and read by one.
    sizes = {
        named(path): len(path.read_text().splitlines())
        for path in files(".py")
        if "migrations" not in path.parts
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")
    assert findings(marks, files()) == []


def test_no_file_names_a_folder_of_one_machine():
    places = re.compile(r"(?<![\w.}/])/(?:root|work|workspace|opt|mnt|Users|home/\w+|tmp/\w+)/[\w./-]*")
    assert findings(places, files()) == []


def test_the_seal_is_named_only_where_it_may_be_opened():
    # The inventory says what the table is for; it opens nothing.
    allowed = re.compile(
        r"people/(models|migrations)/|people/domain/seal\.py$|people/domain/seal/|people/inventory\.py$|tests/"
    )
    word = re.compile(r"AuthorSeal|author_?seal\b", re.IGNORECASE)
    assert findings(word, (path for path in files(".py") if not allowed.search(named(path)))) == []
