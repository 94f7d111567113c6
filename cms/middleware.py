"""What stands before the pages and their editor: the language of an address, and the rights of today."""

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from cms import roads
from cms.domain import editors
from mobilize.kernel import manners
from mobilize.kernel.middleware import MEMBERS_PREFIX
from people.manners import speak_to

EDITOR = "/cms/"
PAGE = "wagtail_serve"
CHOOSE = "/i18n/setlang/"
#: Wagtail's own sign-in asks for a password alone. Ours asks for the second step too (rule 59).
_SIGN_INS = (f"{EDITOR}login/", f"{EDITOR}password_reset/")


class LanguageOfThePage(LocaleMiddleware):
    """A page is in the language of its address; every other door is in the language its reader chose.

    Django's own would show the rooms in the first language to everybody, because pages without ``/fr/`` are in it.
    Who comes to the front page and reads another language is led to the front page in that language.
    """

    def process_request(self, request):
        language = translation.get_language_from_path(request.path_info)
        if request.path_info == CHOOSE and request.method == "POST":
            # The button names the page in the language it asks for, and that is where it leads.
            language = request.POST.get("language")
            language = language if language in dict(settings.LANGUAGES) else None
        if not language:
            language = translation.get_language_from_request(request)
            if language != settings.LANGUAGE_CODE and _is_page(request.path_info):
                if request.path_info == "/" and request.method in {"GET", "HEAD"}:
                    answer = HttpResponseRedirect(f"/{language}/")
                    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
                    return answer
                language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
        return None

    def process_response(self, request, response):
        # Two letters, whatever the manners.
        response.headers.setdefault("Content-Language", manners.language())
        return super().process_response(request, response)


def _is_page(path: str) -> bool:
    if path.startswith(MEMBERS_PREFIX):
        return False  # whatever stands below it has a door of its own, so nothing needs to be looked up
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return resolve(path).view_name == PAGE
        except Resolver404:
            return False


class EditorsOfToday:
    """Before the editor opens, its groups are brought in line with the roles the person holds now.

    To whoever is no editor it does not exist: Wagtail would send them to sign in, and the sign-in back again. An
    editor finds the roads of ``cms.roads`` and no others.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(EDITOR) and request.user.is_authenticated:
            editors.settle(request.user, now=timezone.now())
            if not request.user.has_perm("wagtailadmin.access_admin"):
                speak_to(request)
                raise Http404
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.path.startswith(EDITOR) and request.user.is_authenticated:
            return roads.check(request.user, request.resolver_match)
        if request.path.startswith(_SIGN_INS):
            raise Http404
        return None
