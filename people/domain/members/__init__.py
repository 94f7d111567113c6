"""Members: who is let in, with which band and roles, and which check."""

from people.domain.members.entry import add, end_membership, reopen_membership, set_band
from people.domain.members.records import (
    end_clearances,
    record_address,
    record_clearance,
    reset_second_factor,
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
    "reopen_membership",
    "reset_second_factor",
    "set_band",
]
