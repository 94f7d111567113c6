"""Nothing here holds, counts or follows a child (rules 47 and 66)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("mobilize", "people", "moderation", "forums", "committees", "cms")
#: What a browser can be asked for that would follow, hold or measure somebody.
LURES = {
    "where somebody is": r"\bgeolocation\s*\.",
    "a page without an end": r"\bIntersectionObserver\b",
    "words sent while a page is left": r"\bsendBeacon\b",
    "news pushed to the device": r"\bPushManager\b|\bnew Notification\b",
    "a mark of the device": r"\bcanvas\b.*\btoDataURL\b|\bnavigator\.(plugins|hardwareConcurrency|deviceMemory)\b",
}
#: Parts of names of fields that would hold a profile, a game, or who read what.
PROFILES = re.compile(
    r"latitude|longitude|location|streak|points|badge|rank|score|interest|profile|seen_by|read_by"
)
#: Wagtail keeps under this name the language and the look of its editor, for adults who edit.
NO_PROFILE = {"people.User.wagtail_userprofile"}
#: Asks the school's own sign-in who somebody is, where an operator names one. Nothing of ours goes there.
ASKS_THE_SCHOOL = "people/school_provider.py"


@pytest.mark.parametrize("what", LURES)
def test_rule_47_no_script_asks_for(what):
    scripts = (ROOT / "mobilize" / "static").rglob("*.js")
    assert [path.name for path in scripts if re.search(LURES[what], path.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
def test_rule_47_the_browser_is_told_to_give_no_place_picture_or_sound():
    asked = Client().get("/help/").headers["Permissions-Policy"]
    assert {"geolocation=()", "camera=()", "microphone=()", "browsing-topics=()"} <= set(asked.split(", "))


def test_rule_47_no_table_of_ours_keeps_a_profile_a_game_or_who_read_what():
    labels = ("people", "moderation", "discussion", "live", "polls", "committees")
    fields = {
        f"{model._meta.label}.{field.name}"
        for label in labels
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if PROFILES.search(field.name)
    }
    assert fields - NO_PROFILE == set()


def _imports() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in (path for name in PRODUCT for path in (ROOT / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_rule_66_no_program_of_ours_sends_anything_anywhere():
    """No client of another service is used: what children say cannot leave to be measured or learned from."""
    clients = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "xmlrpc.client"}
    found = {name: places - {ASKS_THE_SCHOOL} for name, places in _imports().items() if name in clients}
    assert {name: sorted(places) for name, places in found.items() if places} == {}


def test_rule_66_no_package_measures_people_or_learns_from_them():
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8").lower()
    packages = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    measuring = re.compile(
        r"analytics|segment-|mixpanel|amplitude|posthog|sentry|newrelic|datadog|statsd|torch|tensorflow|"
        r"scikit|sklearn|transformers"
    )
    assert {name for name in packages if measuring.search(name)} == set()
    assert len(packages) > 20
