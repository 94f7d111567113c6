"""How a refused form comes back: with every word that was typed, the sentence at its field, and the right status."""

from collections.abc import Callable

from mobilize.kernel.refusal import Refused


def accepted(form, command: Callable[[dict], object]) -> object | None:
    """Run ``command(cleaned_data)`` if the form can be read; on a refusal put its sentence into the form.

    Returns what the command returned, or None after a refusal (then ``form.status`` is the HTTP status).
    Refusals that must look like nothing (404) go on to the door.
    """
    form.status = 422
    if not form.is_valid():
        return None
    try:
        result = command(form.cleaned_data)
    except Refused as refused:
        if refused.hidden:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        form.status = refused.status
        return None
    return True if result is None else result
