"""Who looks, for every page."""

from people import school_provider, shared_device


def viewer(request) -> dict:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "community": actor.community if actor else None,
        "school_login": school_provider.name(),
        "shared_device": shared_device.told(request) if hasattr(request, "session") else None,
    }
