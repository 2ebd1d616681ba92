"""What every use case is handed: the database, the caches, the clock and the ports. Made in bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from banjie.config import Config
from banjie.services.ports import Files, JobQueue, Signals
from banjie.storage.database import Database
from banjie.storage.definitions import Definitions
from banjie.storage.people import DirectoryCache


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Runtime:
    """Everything wired. `zone`-free: all times inside are UTC."""

    config: Config
    database: Database
    files: Files
    jobs: JobQueue
    signals: Signals
    definitions: Definitions = field(default_factory=Definitions)
    directory: DirectoryCache = field(default_factory=DirectoryCache)
    clock: Callable[[], datetime] = utc_now
