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

from forums.live import actions, broadcast, hub
from forums.live.domain import messages
from forums.live.models import Message
from tests.stage.processes import DIE_BEFORE_THE_ACK, DIE_BEFORE_THE_HINT

HEARD_SECONDS = 1.0  # those who listen have it by then; whether they do is what the test looks at

if seconds := os.environ.get("MOBILIZE_TEST_HEARTBEAT"):
    hub.HEARTBEAT_SECONDS = float(seconds)

_say, _act, _tell = messages.say, actions.act, broadcast._tell
_this_thread = threading.local()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say(actor, **said):
    # Only the first time: the same words come again after the restart, and then nothing is to happen.
    again = Message.objects.filter(client_id=said["client_id"]).exists()
    _this_thread.is_doomed = DIE_BEFORE_THE_HINT in said["body"] and not again
    return _say(actor, **said)


def tell(hint) -> None:
    if getattr(_this_thread, "is_doomed", False):
        _die()
    _tell(hint)


def act(actor, session, frame, *, now):
    answer = _act(actor, session, frame, now=now)
    if DIE_BEFORE_THE_ACK in getattr(frame, "body", "") and getattr(answer, "st", "") == "published":
        time.sleep(HEARD_SECONDS)
        _die()
    return answer


messages.say, actions.act, broadcast._tell = say, act, tell
