"""What every page knows, whoever looks."""


def page(request) -> dict:
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
