"""The stage itself: each test meets the database as the migrations left it, on both databases."""

import asyncio
import os
import subprocess
import sys

import httpx
import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Site

from tests.house.files import ROOT

pytestmark = pytest.mark.both_databases
ASK = "from wagtail.models import Page; print(Page.objects.count())"


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(transactional_db, turn):
    assert Locale.objects.filter(language_code="de").count() == 0
    Locale.objects.create(language_code="de")


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
async def test_what_an_async_test_commits_is_gone_in_the_next(turn):
    assert await Locale.objects.filter(language_code="nl").acount() == 0
    await Locale.objects.acreate(language_code="nl")


def test_the_rows_of_the_migrations_outlive_tests_that_commit(db):
    assert Site.objects.filter(is_default_site=True).count() == 1
    assert Page.objects.filter(depth=1).count() == 1
    assert ContentType.objects.filter(app_label="people", model="user").count() == 1


def test_a_server_answers_from_the_database_of_its_test(live_app):
    answer = httpx.get(f"{live_app}/accounts/login/", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_another_process_sees_the_database_of_the_test(transactional_db):
    pages = Page.objects.count()
    Page.objects.get(depth=1).add_child(title="One more", slug="one-more")
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ASK]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(pages + 1)]


def test_an_async_loop_can_run_beside_the_stage(transactional_db):
    async def count() -> int:
        return await Page.objects.filter(depth=1).acount()

    assert asyncio.run(count()) == 1
