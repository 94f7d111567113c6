"""HTTP entry of a process that serves pages alone; sockets go to :mod:`mobilize.asgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobilize.settings.production")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
