"""A record as the program handles it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its system columns, and its values by field code (subtables: rows with their `id`)."""

    id: int
    number: str
    title: str
    revision: int
    case_status: str
    instance_id: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    values: dict[str, Any] = field(default_factory=dict)


class RecordNotFoundError(LookupError):
    """There is no such record."""


class RevisionConflictError(Exception):
    """The record was changed meanwhile; `current` is its revision now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the record is at revision {current}")
        self.current = current


class RecordInUseError(Exception):
    """The record cannot be deleted: others link to it."""
