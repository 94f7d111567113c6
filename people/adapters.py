"""How django-allauth meets our house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by communities (class code, roster, administrator), never by open sign-up."""

    def is_open_for_signup(self, request):
        return False
