"""Moderation: one queue for every kind of contribution, who is called, and one log of concerns."""

from moderation.models.care import AfterCheck, Appeal, Wish
from moderation.models.concerns import (
    Concern,
    ConcernEntry,
    ConcernReader,
    ReportingAgency,
    TransferPack,
    Unmasking,
)
from moderation.models.desk import Case, Flag, Ruling, SetAside, SeverityChange, StaffedHours
from moderation.models.duty import Drill, DutyTurn, Exposure, Summons

__all__ = [
    "AfterCheck",
    "Appeal",
    "Case",
    "Concern",
    "ConcernEntry",
    "ConcernReader",
    "Drill",
    "DutyTurn",
    "Exposure",
    "Flag",
    "ReportingAgency",
    "Ruling",
    "SetAside",
    "SeverityChange",
    "StaffedHours",
    "Summons",
    "TransferPack",
    "Unmasking",
    "Wish",
]
