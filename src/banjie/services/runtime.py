"""What every use case is handed: the database, the caches, the clock and the ports. Made in bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from banjie.config import Config
from banjie.services.ports import Files, JobQueue, Prober, Signals
from banjie.storage.database import Database
from banjie.storage.definitions import Definitions
from banjie.storage.people import DirectoryCache
from banjie.storage.records.tables import RecordTables


def utc_now() -> datetime:
    return datetime.now(UTC)


ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Runtime:
    """Everything wired. Times inside are UTC; `zone` is where the company's days begin."""

    config: Config
    database: Database
    files: Files
    jobs: JobQueue
    signals: Signals
    probe: Prober
    definitions: Definitions = field(default_factory=Definitions)
    directory: DirectoryCache = field(default_factory=DirectoryCache)
    record_tables: dict[tuple[int, int], RecordTables] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    zone: ZoneInfo = ZONE
