"""Who looks, for every page."""

from people import shared_device


def viewer(request) -> dict:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "community": actor.community if actor else None,
        "shared_device": shared_device.told(request) if hasattr(request, "session") else None,
    }
