"""The doors of the demo exist in the development settings only."""

import json
import os
import subprocess
import sys

from tests.house.files import ROOT

LOOK = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import get_commands
from django.urls import get_resolver

def walk(patterns, before=""):
    for entry in patterns:
        here = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from walk(entry.url_patterns, here)
        else:
            yield here, f"{entry.callback.__module__}.{getattr(entry.callback, '__name__', '')} {entry.name}"

print(json.dumps({
    "doors": settings.DEMO_DOORS,
    "debug": settings.DEBUG,
    "addresses": [here for here, view in walk(get_resolver().url_patterns) if "demo" in (here + view).lower()],
    "commands": sorted({"demo_people", "load_demo"} & set(get_commands())),
}))
"""


def look(tmp_path, settings: str) -> dict:
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": settings,
        "MOBILIZE_SECRET_KEY": "a key for this test alone, long enough for the checks of Django",
        "MOBILIZE_HOSTS": "mobilize.example",
        "MOBILIZE_DATA_DIR": str(tmp_path / "data"),
        "MOBILIZE_KEYS_DIR": str(tmp_path / "keys"),
    }
    (tmp_path / "data").mkdir()
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_production_has_no_demo_doors(tmp_path):
    expected = {"doors": False, "debug": False, "addresses": [], "commands": []}
    assert look(tmp_path, "mobilize.settings.production") == expected


def test_development_has_the_doors_that_are_looked_for(tmp_path):
    found = look(tmp_path, "mobilize.settings.dev")
    assert found["doors"] is True
    assert found["commands"] == ["demo_people", "load_demo"]
    assert [address for address in found["addresses"] if address.startswith("demo/")] != []


def test_production_does_not_start_without_its_secrets(tmp_path):
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "mobilize.settings.production"}
    env |= {"MOBILIZE_DATA_DIR": str(tmp_path / "data"), "MOBILIZE_KEYS_DIR": str(tmp_path / "keys")}
    words = [sys.executable, "-c", "import django; django.setup()"]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Set MOBILIZE_SECRET_KEY before starting Mobilize in production." in done.stderr
