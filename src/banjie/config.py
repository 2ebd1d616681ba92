"""Settings of one process, from the command line and the environment. Secrets are never printed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import msgspec

DEFAULT_PORT = 8400


class Config(msgspec.Struct, frozen=True):
    """Where the data lives and how this process serves it."""

    data: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    secure_cookies: bool = False
    root_path: str = ""
    lease_seconds: float = 30.0
    """A process that executes jobs and is not heard of for so long is taken for dead."""
    serve_executes: bool = True
    """False where `banjie worker` processes do all the executing (PostgreSQL)."""

    first_smtp_url: str = ""
    first_webhook_url: str = ""
    """The first values of these two connections; later ones are an administrator's."""

    backups_to: str = ""
    """Where backups go; the data folder's own `backups` where nothing is said."""

    @property
    def backups(self) -> Path:
        return Path(self.backups_to) if self.backups_to else self.data / "backups"

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    @property
    def embedded(self) -> bool:
        """True for the SQLite file in the data folder: one process only."""
        return self.database_url.startswith("sqlite")


def load(
    data: str | Path | None = None,
    database_url: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
) -> Config:
    """Settings from arguments first, then BANJIE_DATA and BANJIE_DATABASE_URL, then defaults."""
    folder = Path(data or os.environ.get("BANJIE_DATA") or "data").expanduser().resolve()
    url = database_url or os.environ.get("BANJIE_DATABASE_URL") or f"sqlite:///{folder / 'banjie.db'}"
    return Config(
        data=folder,
        database_url=url,
        host=host,
        port=port,
        secure_cookies=os.environ.get("BANJIE_SECURE_COOKIES", "") == "1",
        root_path=os.environ.get("BANJIE_ROOT_PATH", "").rstrip("/"),
        lease_seconds=max(1.0, float(os.environ.get("BANJIE_LEASE_SECONDS") or 30)),
        serve_executes=os.environ.get("BANJIE_SERVE_WORKER", "") != "0",
        backups_to=os.environ.get("BANJIE_BACKUPS", ""),
        first_smtp_url=os.environ.get("BANJIE_SMTP_URL", ""),
        first_webhook_url=os.environ.get("BANJIE_WEBHOOK_URL", ""),
    )
