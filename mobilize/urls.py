"""The roof: every door of the house. Each domain app keeps its own ``urls``."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from mobilize.kernel import health

urlpatterns = [
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("mobilize.look.urls")),
    path("", include("people.public_urls")),
    path("", include("forums.live.public_urls")),
    path("", include("cms.urls")),
    path("c/<slug:community>/", include("mobilize.members")),
]
if settings.DEMO_DOORS:
    urlpatterns += [path("demo/", include("mobilize.demo.urls"))]
# Pages have their language in their address: /fr/… is French, all else English. The rooms follow their reader.
urlpatterns += i18n_patterns(path("", include("cms.page_urls")), prefix_default_language=False)
