"""Pages under ASGI: a thread that stays makes each from beginning to end, and nothing of one is there in the next."""

import asyncio
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone, translation

from mobilize.pages import FILES, THREADS, Pages

seen = set()


def plain(request):
    seen.add(threading.current_thread().name.rsplit("_", 1)[0])
    said = f"{timezone.get_current_timezone_name()} {request.method} {request.body.decode()}"
    translation.activate("fr")
    timezone.activate("Asia/Tokyo")
    return HttpResponse(said)


def streamed(request):
    return StreamingHttpResponse(iter([b"one ", b"two"]))


def broken(request):
    raise ValueError("broken")


urlpatterns = [path("plain", plain), path("streamed", streamed), path("broken", broken)]


async def ask(pages, address, body=b""):
    sent, asked = [], [{"type": "http.request", "body": body}]

    async def receive():
        return asked.pop(0) if asked else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST" if body else "GET", "path": address, "raw_path": address.encode(),
        "query_string": b"", "headers": [(b"host", b"testserver")], "root_path": "", "scheme": "http",
    }  # fmt: skip
    await pages(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]).decode()


@pytest.fixture
def pages():
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=[FILES, "mobilize.kernel.middleware.PrivatePages"]
    ):
        yield Pages()


@pytest.mark.django_db
def test_many_pages_at_once_are_made_by_a_few_threads_and_share_nothing(pages):
    async def all_of_them():
        return await asyncio.gather(*(ask(pages, "/plain", b"words") for _ in range(5 * THREADS)))

    seen.clear()
    assert set(asyncio.run(all_of_them())) == {(200, "UTC POST words")}
    assert seen == {"page"}
    assert len(pages._threads._threads) <= THREADS


@pytest.mark.django_db
def test_a_page_may_come_in_parts(pages):
    assert asyncio.run(ask(pages, "/streamed")) == (200, "one two")


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
def test_a_page_that_breaks_is_an_answer_too(pages):
    assert asyncio.run(ask(pages, "/broken"))[0] == 500


def test_the_settings_are_as_before(pages):
    from django.conf import settings

    assert FILES in settings.MIDDLEWARE
