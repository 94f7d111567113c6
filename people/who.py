"""Who comes to a community's door: the person and their standing there, found by one question."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mobilize.kernel.middleware import MEMBERS_PREFIX
from people import queries
from people.actors import Actor
from people.models import User


def comes(request: HttpRequest) -> Actor | None:
    """Return the member whom the sign-in of ``request`` names, in the community of its address.

    None where Django's own way has to say more: nobody signed in, no member there, or a sign-in whose seal does not
    fit (a changed password, an older secret key).
    """
    if not request.path_info.startswith(MEMBERS_PREFIX):
        return None
    kept = request.session
    sealed = kept.get(HASH_SESSION_KEY)
    if not sealed or kept.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        user = User._meta.pk.to_python(kept[SESSION_KEY])
    except (KeyError, ValidationError):
        return None
    slug = request.path_info.removeprefix(MEMBERS_PREFIX).partition("/")[0]
    if "\0" in slug:
        return None
    actor = queries.actor_by_key(user, community_slug=slug, now=timezone.now())
    if actor is None or not constant_time_compare(sealed, actor.user.get_session_auth_hash()):
        return None
    return actor
