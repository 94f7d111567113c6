"""Tests of the rules that are shown to fail: what keeps each rule, and the tests that find it when that is off.

``pytest --switched-off`` (``make switched-off``) runs them. docs/safeguarding.md tells the same in words.
"""

from tests.house.switched_off import contact, privacy
from tests.house.switched_off.off import Off

OFF: tuple[Off, ...] = (
    *contact.CONTACT,
    *contact.MODERATION,
    *contact.CONCERNS,
    *privacy.IDENTITY,
    *privacy.CONSENT,
    *privacy.DATA,
    *privacy.ACCESS,
)
