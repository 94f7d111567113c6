"""The product with trapdoors: what somebody says decides where this very process dies. Only tests serve it.

Before the hint: it is committed, and nobody has been told, neither the writer nor anybody who listens.
Before the ack: it is committed, those who listen have it, and the writer has no answer.
"""

import os
import signal
import threading
import time

from django.conf import settings

from mobilize.asgi import application as application

if settings.SETTINGS_MODULE != "mobilize.settings.test":
    raise RuntimeError("Trapdoors open in tests alone.")

from forums.live import broadcast, hub, speaking
from forums.live.domain import messages
from forums.live.models import Message
from tests.stage.processes import DIE_BEFORE_THE_ACK, DIE_BEFORE_THE_HINT

HEARD_SECONDS = 1.0  # those who listen have it by then; whether they do is what the test looks at

if seconds := os.environ.get("MOBILIZE_TEST_HEARTBEAT"):
    hub.HEARTBEAT_SECONDS = float(seconds)

_say_together, _answers, _tell = messages.say_together, speaking.answers, broadcast._tell
_this_thread = threading.local()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say_together(said, **room):
    # Only the first time: the same words come again after the restart, and then nothing is to happen.
    ids = [one.client_id for one in said if DIE_BEFORE_THE_HINT in one.body]
    again = Message.objects.filter(client_id__in=ids).exists()
    _this_thread.is_doomed = bool(ids) and not again
    return _say_together(said, **room)


def tell(hint) -> None:
    if getattr(_this_thread, "is_doomed", False):
        _die()
    _tell(hint)


def answers(session_pk, spoken):
    found = _answers(session_pk, spoken)
    for one, answer in zip(spoken, found, strict=True):
        if DIE_BEFORE_THE_ACK in one.frame.body and getattr(answer, "st", "") == "published":
            time.sleep(HEARD_SECONDS)
            _die()
    return found


messages.say_together, speaking.answers, broadcast._tell = say_together, answers, tell
