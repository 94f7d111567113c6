"""HTTP entry of a process that serves pages alone; sockets go to :mod:`mobilize.asgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.production")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from mobilize.pages import FILES, keep_connections
from mobilize.settled import settle

# What serves the files of the look is made for ASGI and would send each page through two more threads here. So the
# files have a way of their own, and pages do without it.
files = get_wsgi_application()
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != FILES]
pages = get_wsgi_application()
keep_connections()
settle()


def application(environ, start_response):
    way = files if environ["PATH_INFO"].startswith(settings.STATIC_URL) else pages
    return way(environ, start_response)
