"""What every page knows, whoever looks."""

from mobilize.kernel import looks


def page(request) -> dict:
    look = looks.chosen(request)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "look": {**look, "scheme": looks.scheme(look["theme"])},
    }
