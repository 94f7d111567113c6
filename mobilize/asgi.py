"""HTTP and WebSocket entry of one process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.production")

from django.conf import settings
from django.core.asgi import get_asgi_application

files = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from forums.live.drain import lifespan  # noqa: E402
from forums.live.poll import LongPoll  # noqa: E402
from forums.live.sse import Stream  # noqa: E402
from mobilize.pages import Pages, keep_connections  # noqa: E402
from mobilize.routing import websocket_urlpatterns  # noqa: E402

keep_connections()
pages = Pages()


async def http(scope, receive, send) -> None:
    """Files of the look go one way, pages the other."""
    way = files if scope["path"].startswith(settings.STATIC_URL) else pages
    await way(scope, receive, send)


# A socket reads its own sign-in, in threads of its own; channels' way would do it on one shared thread.
application = ProtocolTypeRouter(
    {
        "http": Stream(LongPoll(http)),
        "websocket": URLRouter(websocket_urlpatterns),
        "lifespan": lifespan,
    }
)
