"""Backups, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from banjie.api.schemas.shape import Body, Input


class BackupScheduleInput(Input):
    """`every` day or on a `weekday` (0 is Monday) of the week, at a full `hour` in the company's zone; `keep` archives."""

    every: Literal["off", "day", "week"]
    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 2
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] = 6
    keep: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 14


class BackupSchedule(Body):
    every: Literal["off", "day", "week"]
    hour: int
    weekday: int
    keep: int


class BackupArchive(Body):
    """A finished archive in the server's folder; `size` in bytes."""

    name: str
    path: str
    at: datetime
    size: int


class LastBackup(Body):
    state: Literal["working", "done", "failed"]
    at: datetime
    error: str


class Backups(Body):
    """`next`: when the schedule makes the next one."""

    schedule: BackupSchedule
    folder: str
    archives: list[BackupArchive]
    last: LastBackup | None
    next: datetime | None
