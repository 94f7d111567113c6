"""How a device shows the pages, and the sheet of all pieces."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mobilize.kernel import looks
from mobilize.kernel.access import access
from mobilize.look import forms, samples


def _back(request: HttpRequest, wanted: str) -> str:
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else "/"


@access(GET="public", POST="public")
def choose(request):
    """Show and keep what this device has chosen."""
    if request.method == "POST":
        form = forms.LookForm(request.POST)
        if form.is_valid():
            answer = HttpResponseRedirect(_back(request, form.cleaned_data["next"]))
            for name in looks.COOKIES:
                _keep(request, answer, name, form.cleaned_data[name])
            messages.success(request, _("This device shows the pages in this way from now on."))
            return answer
    else:
        back = _back(request, request.GET.get("next", ""))
        form = forms.LookForm(initial={**looks.chosen(request), "next": back})
    return render(request, "look/choose.html", {"form": form}, status=422 if form.errors else 200)


def _keep(request: HttpRequest, answer: HttpResponse, name: str, value: str) -> None:
    if value != looks.AS_IT_IS:
        answer.set_cookie(
            name,
            value,
            max_age=looks.KEPT_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie(name, samesite="Lax")


@access(GET="signed_in")
def style(request):
    """Show every piece in its states. Nothing on this page is real, and nothing of it is kept."""
    return render(request, "look/style.html", samples.everything())
