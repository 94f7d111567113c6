"""What an app for second factors would show for a demo account."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def counter_now() -> int:
    """Return the number of this half minute. The sign-in takes its neighbours too, so it stays good for a while."""
    return int(time.time()) // app_settings.TOTP_PERIOD


def code(secret: str, counter: int | None = None) -> str:
    """Return the code of that half minute, of this one unless told."""
    return format_hotp_value(hotp_value(secret, counter_now() if counter is None else counter))
