"""The one door to all pages.

Wagtail's own list holds two more: a sign-in by password alone, which would lead past the second step, and a form for
pages behind a shared password, which no editor here can make.
"""

from django.urls import re_path
from wagtail.urls import serve_pattern
from wagtail.views import serve

urlpatterns = [re_path(serve_pattern, serve, name="wagtail_serve")]
