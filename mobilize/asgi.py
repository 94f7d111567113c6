"""HTTP and WebSocket entry of one process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.production")

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from forums.live.drain import lifespan  # noqa: E402
from forums.live.poll import LongPoll  # noqa: E402
from forums.live.sse import Stream  # noqa: E402
from mobilize.routing import websocket_urlpatterns  # noqa: E402

# A socket reads its own sign-in, in threads of its own; channels' way would do it on one shared thread.
application = ProtocolTypeRouter(
    {
        "http": Stream(LongPoll(http)),
        "websocket": URLRouter(websocket_urlpatterns),
        "lifespan": lifespan,
    }
)
