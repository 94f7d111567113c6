"""Accounts: a user name and a password that is strong enough. Nothing here says what an account may do."""

import unicodedata

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mobilize.kernel import text
from mobilize.kernel.refusal import Refused
from people.models import User

_NAME_LENGTH = text.limit_of(User, "first_name")


def create(*, username: str, first_name: str, last_name: str = "", password: str | None = None) -> User:
    """Make an account; without a password nobody can sign in until a one-use code sets one.

    Errors: ``name_missing``, ``username_unfit``, ``username_taken`` (case does not count), ``password_weak``.
    """
    first_name, last_name = text.tidy(first_name), text.tidy(last_name)
    if not first_name:
        raise Refused("name_missing", field="first_name")
    for field, name in (("first_name", first_name), ("last_name", last_name)):
        if len(name) > _NAME_LENGTH:
            raise Refused("name_too_long", field=field, limit=_NAME_LENGTH)
    username = unicodedata.normalize("NFKC", username.strip())
    user = User(username=username, first_name=first_name, last_name=last_name)
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError:
        raise Refused("username_unfit", field="username") from None
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("username_taken", field="username")
    if password is None:
        user.set_unusable_password()
    else:
        check_password_strength(password, user=user)
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Refused("username_taken", field="username") from None
    return user


def check_password_strength(password: str, *, user: User) -> None:
    """Errors: ``password_weak`` with the reasons, in the language of the page."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("password_weak", field="password", why=" ".join(weak.messages)) from None
