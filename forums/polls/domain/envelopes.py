"""Sealing a vote to the poll's public key, and opening it after the close.

HPKE in base mode (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) as the library has it. The poll and the voter are
bound in as HPKE's ``info``, so an envelope cannot be moved to another voter. Inside lie a random nonce and the choice,
padded to the length of the longest choice: all envelopes of a poll are equally long. The receipt follows from
the nonce.
"""

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.views.decorators.debug import sensitive_variables

from forums.polls.models import Envelope, GoalPoll

_NONCE, _LENGTH = 16, 4
_suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Damaged(Exception):
    """The envelope cannot be opened: it was changed, or put in another voter's place."""


def canonical(value) -> bytes:
    """Return the one spelling of ``value`` as JSON: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _info(envelope: Envelope, poll: GoalPoll) -> bytes:
    return f"mobilize ballot 1|{poll.public_id}|{envelope.voter_id}".encode()


@sensitive_variables()
def seal(envelope: Envelope, poll: GoalPoll, choice: list, *, longest: list) -> tuple[bytes, bytes]:
    """Return ``choice`` sealed for this poll and voter, as long as ``longest`` would be, and the nonce inside."""
    words = canonical(choice)
    nonce = secrets.token_bytes(_NONCE)
    inside = nonce + len(words).to_bytes(_LENGTH, "big")
    inside += words.ljust(len(canonical(longest)), b"\0")
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(poll.public_key))
    return _suite.encrypt(inside, public, info=_info(envelope, poll)), nonce


@sensitive_variables()
def unseal(envelope: Envelope, poll: GoalPoll, private: X25519PrivateKey) -> tuple[list, bytes]:
    """Return the choice in the envelope and its nonce. Errors: :class:`Damaged`."""
    try:
        inside = _suite.decrypt(bytes(envelope.sealed or b""), private, info=_info(envelope, poll))
        start = _NONCE + _LENGTH
        length = int.from_bytes(inside[_NONCE:start], "big")
        return json.loads(inside[start : start + length]), inside[:_NONCE]
    except (InvalidTag, ValueError) as fault:
        raise Damaged from fault
