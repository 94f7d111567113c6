"""The question "Is it you?": at what is private, adults prove it once more, unless they did so a few minutes ago.

A page that is only read leads to the library's own question and back. A form that was sent is kept on the page that
asks: nothing of it is stored meanwhile, and it goes on as soon as the answer is right.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm as ByPassword
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm as ByCode
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mobilize.kernel.access import proof_source

MINUTES = 10
#: Ways of signing in by which somebody proved that it is they. A class code or a card opens a door to whoever holds it.
PROOFS = frozenset({"password", "mfa", "one_use_code", "school"})
_PREFIX = "proof"


class Proof(forms.Form):
    """The password, or the number from the app: one of them is enough."""

    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Or the six numbers from your app"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(
        self, *args, user, has_password: bool, has_code: bool, may_try: bool = True, **kwargs
    ) -> None:
        super().__init__(*args, prefix=_PREFIX, **kwargs)
        self.user, self.may_try, self.by = user, may_try, None
        if not has_password:
            del self.fields["password"]
        if not has_code:
            del self.fields["code"]
        for field in self.fields.values():
            # Of two neither can be called optional: the page says that one of them is enough.
            field.one_is_enough = has_password and has_code
            field.required = not field.one_is_enough

    def clean(self):
        if not self.may_try:
            raise ValidationError(_("Those were many tries. Wait some minutes, then try again."))
        password, code = self.cleaned_data.get("password"), self.cleaned_data.get("code")
        if password:
            self.by = ByPassword({"password": password}, user=self.user)
        elif code:
            self.by = ByCode({"code": code}, user=self.user)
        elif self.errors:
            return self.cleaned_data  # the only one is missing, and its field says so
        else:
            raise ValidationError(_("Type one of the two."))
        if not self.by.is_valid():
            name = "password" if password else "code"
            for sentence in self.by.errors.get(name, self.by.non_field_errors()):
                self.add_error(name, sentence)
        return self.cleaned_data

    def note(self, request: HttpRequest) -> None:
        """Write down that the person just proved who they are."""
        if isinstance(self.by, ByPassword):
            reauthenticate_by_password(request)
        else:
            self.by.save()


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person of this sign-in proved within the last minutes that it is they."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records if record["method"] in PROOFS), default=0)
    return 0 <= time.time() - latest < MINUTES * 60


@proof_source
def ask(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks, or None: for a young person, after a fresh proof, and once the answer is right."""
    if request.actor.is_youth:
        return None
    typed, answers = _parted(request)
    if is_fresh(request):
        request.POST = typed
        return None
    ways = {method["id"] for method in get_adapter().get_reauthentication_methods(request.user)}
    if request.method != "POST" and ways:
        there = reverse("account_reauthenticate")
        return redirect(f"{there}?{urlencode({'next': request.get_full_path()})}")
    form = Proof(
        answers or None,
        user=request.user,
        has_password="reauthenticate" in ways,
        has_code="mfa_reauthenticate" in ways,
        may_try=not answers or ratelimit.consume(request, action="reauthenticate", user=request.user),
    )
    if answers and form.is_valid():
        form.note(request)
        request.POST = typed
        return None
    context = {
        "form": form,
        "ways": ways,
        "kept": [(name, value) for name, values in typed.lists() for value in values],
        "files": sorted(request.FILES),
        "is_form": request.method == "POST",
    }
    return render(request, "people/proof.html", context, status=422 if answers else 403)


def _parted(request: HttpRequest) -> tuple:
    """Return what was sent without our question's answers, and those answers."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    names = [name for name in typed if name.startswith(f"{_PREFIX}-")]
    answers = {name: typed.pop(name)[-1] for name in names}
    return typed, answers
