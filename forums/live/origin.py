"""Full origins: a socket is opened only by a page of this very site (scheme, host and port)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

_PORTS = {"http": 80, "https": 443}


def _parts(origin: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.lower(), port


def is_ours(scope: dict) -> bool:
    """Tell whether the handshake in ``scope`` names an origin of this site. A missing origin is not one."""
    headers = dict(scope.get("headers", []))
    wanted = _parts(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    if wanted is None or not host:
        return False
    scheme = "https" if scope.get("scheme") in {"wss", "https"} else "http"
    here = _parts(f"{scheme}://{host}")
    if here is not None and validate_host(here[1], settings.ALLOWED_HOSTS) and wanted == here:
        return True
    return wanted in {_parts(origin) for origin in settings.CSRF_TRUSTED_ORIGINS}


def is_missing(scope: dict) -> bool:
    """Tell whether no page made this handshake: a browser always names the page's origin."""
    return b"origin" not in dict(scope.get("headers", []))
