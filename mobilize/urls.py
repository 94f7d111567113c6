"""The roof: every door of the house. Each domain app keeps its own ``urls``."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("mobilize.look.urls")),
    path("", include("people.public_urls")),
    path("", include("cms.urls")),
    path("c/<slug:community>/", include("mobilize.members")),
]
if settings.DEMO_DOORS:
    urlpatterns += [path("demo/", include("mobilize.demo.urls"))]
urlpatterns += [path("", include(wagtail_urls))]
