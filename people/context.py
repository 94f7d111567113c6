"""Who looks, for every page."""


def viewer(request) -> dict:
    actor = getattr(request, "actor", None)
    return {"actor": actor, "community": actor.community if actor else None}
