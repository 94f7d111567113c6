"""How a device shows the pages: colours and the size of letters, kept in two cookies of that device alone.

Nobody needs an account for it, nothing is stored here, and without the cookies each page follows the device.
"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

AS_IT_IS = "auto"
THEMES = {
    AS_IT_IS: _("As my device does it"),
    "light": _("Light"),
    "dark": _("Dark"),
    "contrast": _("Strong contrast"),
}
SIZES = {AS_IT_IS: _("As it is"), "large": _("Large"), "larger": _("Larger still")}
COOKIES = {"theme": THEMES, "size": SIZES}
KEPT_SECONDS = 365 * 24 * 3600
_SCHEMES = {AS_IT_IS: "light dark", "contrast": "light"}


def chosen(request: HttpRequest) -> dict[str, str]:
    """Return the theme and the size that this device has chosen; what is unknown counts as not chosen."""
    found = {name: request.COOKIES.get(name, AS_IT_IS) for name in COOKIES}
    return {name: value if value in COOKIES[name] else AS_IT_IS for name, value in found.items()}


def scheme(theme: str) -> str:
    """Return what the browser is told about its own parts, such as scroll bars."""
    return _SCHEMES.get(theme, theme)
