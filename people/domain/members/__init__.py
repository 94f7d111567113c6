"""Members: who is let in, with which band and roles, with whose consent and which check."""

from people.domain.members.entry import add, end_membership, reopen_membership, set_band
from people.domain.members.records import (
    end_clearances,
    record_address,
    record_clearance,
    record_consent,
    reset_second_factor,
    withdraw_consent,
)
from people.domain.members.roles import end_role, grant_role

__all__ = [
    "add",
    "end_clearances",
    "end_membership",
    "end_role",
    "grant_role",
    "record_address",
    "record_clearance",
    "record_consent",
    "reopen_membership",
    "reset_second_factor",
    "set_band",
    "withdraw_consent",
]
