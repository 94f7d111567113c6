"""What every page knows, whoever looks."""

from mobilize.kernel import looks


def page(request) -> dict:
    look = looks.chosen(request)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "look": {
            **{name: "" if value == looks.AS_IT_IS else value for name, value in look.items()},
            "scheme": looks.scheme(look["theme"]),
        },
    }
