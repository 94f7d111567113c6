"""The locked requirements: every package pinned and hashed, and no address of any index."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.house.files import ROOT, findings

LOCKS = [ROOT / "requirements" / name for name in ("runtime.txt", "test.txt", "uv.txt")]


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.M
    ):
        found.setdefault(package, set()).add(version)
    return found


def test_no_requirements_file_names_an_address():
    folder = (ROOT / "requirements").iterdir()
    address = re.compile(
        r"\w+://\S*|--(?:extra-)?index-url.*|--find-links.*|--trusted-host.*|\b[\w-]+\.(?:org|com|io|net)\b"
    )
    assert findings(address, folder) == []


def test_every_pin_has_a_hash():
    for lock in LOCKS:
        for entry in re.split(r"\n(?=\S)", lock.read_text()):
            assert re.match(r"[\w.-]+==\S", entry), f"{lock.name}: {entry[:60]}"
            assert "--hash=sha256:" in entry, f"{lock.name}: {entry[:60]}"


def test_the_tests_run_on_the_versions_that_are_served():
    runtime, tests = pins("runtime.txt"), pins("test.txt")
    assert {name: tests.get(name) for name in runtime} == runtime


def test_the_lock_fits_the_project():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    locked = pins("runtime.txt")
    for requirement in map(Requirement, wanted):
        versions = locked.get(requirement.name, set())
        assert versions, f"{requirement.name} is not locked: run make lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_commands_name_no_foreign_host():
    address = re.compile(r"https?://(?!127\.0\.0\.1|localhost)\S*")
    words = [ROOT / name for name in ("dev.py", "Makefile", ".ci/run", "pyproject.toml")]
    assert findings(address, words) == []
