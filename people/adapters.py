"""How django-allauth meets our house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import shared_device
from people.domain import sign_in_codes


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by communities (class code, roster, administrator), never by open sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "That name and password do not fit. Check both, then try again."
        ),
        "too_many_login_attempts": gettext_lazy("Those were many tries. Wait some minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **flow):
        """Remember until the end of the sign-in that others use this device: the second key may come in between."""
        if request.POST.get("shared"):
            request.session[shared_device.WANTED] = True
        return super().pre_login(request, user, **flow)

    def post_login(self, request, user, **flow):
        """Tell people at the sign-in of each one-use code that was printed for them (rule 59)."""
        shared_device.begins(request, user)
        response = super().post_login(request, user, **flow)
        methods = [record["method"] for record in get_authentication_records(request, user)]
        codes = sign_in_codes.tell(user, now=timezone.now(), with_code="one_use_code" in methods)
        for code in codes:
            messages.info(request, _told(code))
        return response


def _told(code) -> str:
    day = date_format(timezone.localtime(code.created_at), "j F Y, H:i")
    if code.used_at:
        used = date_format(timezone.localtime(code.used_at), "j F Y, H:i")
        return _(
            "An administrator printed a one-use code for you on %(day)s. It was used on %(used)s. "
            "Was that not you? Tell an adult you trust."
        ) % {"day": day, "used": used}
    return _("An administrator printed a one-use code for you on %(day)s. It was not used.") % {"day": day}
