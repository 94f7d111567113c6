"""Somebody who uses the site by clicks alone: no address typed, nothing done behind the screen."""

import contextlib
import itertools
import os
import re
import time
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, ngettext

from mobilize.demo import cast, codes

ACCOUNTS = {account.username: account for account in cast.accounts()}


class Album:
    """Pictures of the journey, numbered in the order they were taken, where ``MOBILIZE_PICTURES=1`` asks for them.

    They take a seventh of a journey's time, and no test looks at them. Where somebody got stuck there is always one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = itertools.count(1)

    def take(self, page, name: str, *, always: bool = False) -> None:
        if not (always or os.environ.get("MOBILIZE_PICTURES")):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=self.folder / f"{next(self._number):02d}-{name}.png", full_page=True)


class Person:
    """One member with a browser of their own, in one language."""

    def __init__(self, open_page, album: Album, username: str, language: str = "en", **options) -> None:
        self.account = ACCOUNTS[username]
        self.language = language
        self.album = album
        self.page = open_page(locale=language, **options)

    def words(self, sentence: str) -> str:
        """The words that the screen shows for the English ``sentence``."""
        with translation.override(self.language):
            return gettext(sentence)

    def count_words(self, one: str, many: str, count: int) -> str:
        """The words that the screen shows for ``count`` of something."""
        with translation.override(self.language):
            return ngettext(one, many, count) % {"counter": count}

    def sign_in(self) -> "Person":
        """Begin at the front page and go in by the sign-in form, with a second factor where one is asked for."""
        page = self.page
        page.goto("/")
        page.get_by_role("link", name=self.words("Sign in")).first.click()
        page.fill("input[name=login]", self.account.username)
        page.fill("input[name=password]", cast.PASSWORD)
        page.get_by_role("button", name=self.words("Sign in")).click()
        if self.account.totp_secret:
            page.fill("input[name=code]", _code(self.account.totp_secret))
            page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/c/**")
        return self

    @contextlib.contextmanager
    def _or_a_picture(self):
        """Keep a picture of where somebody got stuck."""
        try:
            yield
        except Exception:
            self.album.take(self.page, f"stuck-{self.account.username}", always=True)
            raise

    def open(self, *names: str) -> "Person":
        """Click one link after another, each by the words it shows."""
        for name in names:
            with self._or_a_picture():
                self.page.get_by_role("link", name=re.compile(re.escape(self.words(name)))).first.click()
            self.page.wait_for_load_state()
        return self

    def go(self, name: str) -> "Person":
        """Click a link of the main menu."""
        self.page.locator("header nav").get_by_role(
            "link", name=re.compile(re.escape(self.words(name)))
        ).click()
        self.page.wait_for_load_state()
        return self

    def press(self, name: str, inside: str = "main") -> "Person":
        """Press a button by the words it shows, and wait for what comes."""
        button = (
            self.page.locator(inside)
            .get_by_role("button", name=re.compile(re.escape(self.words(name))))
            .first
        )
        with self._or_a_picture():
            button.click()
        self.page.wait_for_load_state()
        return self

    def fill(self, inside: str = "main", **fields: str) -> "Person":
        """Fill fields of the page by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"{inside} [name={name}]:not([type=hidden])").first
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(field.locator("option", has_text=value).first.get_attribute("value"))
            else:
                field.fill(value)
        return self

    def choose_or_select(self, **fields: str) -> "Person":
        """Choose by value, whether the field is a list, radio buttons or boxes."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.wait_for(state="attached")
            field = self.page.locator(f"main select[name={name}]")
            if field.count():
                field.first.select_option(value)
            else:
                self.choose(name, value)
        return self

    def choose(self, name: str, value: str) -> "Person":
        """Choose one of a group of radio buttons or boxes."""
        self.page.locator(f"main input[name={name}][value={value}]").check(force=True)
        return self

    def tick(self, *lines: str) -> "Person":
        """Tick boxes by (part of) the words beside them."""
        for line in lines:
            self.page.locator("main label", has_text=line).locator("input[type=checkbox]").first.check()
        return self

    def sees(self, words: str) -> "Person":
        """Be sure that the page shows ``words``."""
        with self._or_a_picture():
            self.page.locator("body", has_text=words).wait_for()
        return self

    def follow_back(self, kind: str, name: str) -> "Person":
        """Follow one step of "the way of your words" to where it happened, and come back as browsers do."""
        step = self.page.locator(f"main aside ol.steps > li:has(use[href$='#b-{kind}']) a")
        with self._or_a_picture():
            step.first.click()
        self.page.wait_for_load_state()
        self.picture(name)
        self.page.go_back()
        return self

    def picture(self, name: str) -> "Person":
        self.album.take(self.page, f"{name}-{self.account.username}")
        return self


_used: dict[str, int] = {}


def _code(secret: str) -> str:
    """The code of this moment; a code is good for one sign-in only, so a second one waits for the next."""
    counter = codes.counter_now()
    while counter <= _used.get(secret, 0):
        time.sleep(0.5)
        counter = codes.counter_now()
    _used[secret] = counter
    return codes.code(secret, counter)
