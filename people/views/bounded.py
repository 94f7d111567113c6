"""A door that takes only so much: what is larger is refused before anything of it is read."""

from functools import wraps

from mobilize.kernel.access import refusal_page
from mobilize.kernel.refusal import Refused


def at_most(size: int, *, code: str):
    """Refuse a request that says it is larger than ``size`` bytes, with ``code``, without reading it."""

    def decorate(view):
        @wraps(view)
        def bounded(request, *args, **kwargs):
            said = request.META.get("CONTENT_LENGTH") or "0"
            if not said.isdigit() or len(said) > 12 or int(said) > size:
                return refusal_page(request, Refused(code, most=size // 1_000_000))
            return view(request, *args, **kwargs)

        return bounded

    return decorate
