"""The socket of a community session."""

from django.urls import path

from forums.live.consumers import SessionConsumer

websocket_urlpatterns = [
    path("c/<slug:community>/sessions/<slug:session>/socket/", SessionConsumer.as_asgi()),
]
