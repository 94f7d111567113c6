"""Sockets of the house."""

from django.urls import URLPattern, re_path

from forums.live.routing import websocket_urlpatterns as live


async def nowhere(scope, receive, send) -> None:
    """Refuse the handshake at every address that has no socket, just as for one that is forbidden."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urlpatterns: list[URLPattern] = [*live, re_path(r"", nowhere)]
