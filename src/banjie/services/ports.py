"""What services need from outside, as protocols. Followups, the API and bootstrap bring the real things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection


class Clock(Protocol):
    """The time, aware and in UTC."""

    def __call__(self) -> datetime: ...


class JobQueue(Protocol):
    """Who executes jobs. `enqueue` runs inside the transaction that wrote the job rows; `wake` after it.

    Where `stopping` says so this process is about to end: long work is left for the next one.
    """

    def enqueue(self, connection: Connection, jobs: Iterable[str]) -> None: ...

    def wake(self) -> None: ...

    def stopping(self) -> bool: ...


class Signals(Protocol):
    """Tells open pages that something changed. `publish` runs inside the transaction, is seen after it."""

    def publish(self, connection: Connection, users: Iterable[str], cases: Iterable[str]) -> None: ...

    def flush(self) -> None: ...


class TrialMail(msgspec.Struct, frozen=True):
    """A mail that says that it is a test."""

    to: str
    subject: str
    text: str


class Probed(msgspec.Struct, frozen=True):
    """How a connection's test ended. `code` is stable; `detail` an English line, free of secrets."""

    ok: bool
    code: str
    detail: str = ""


class Prober(Protocol):
    """Tries a connection of a kind; `key` tells one test from another. Does not raise for the other side's doing."""

    def __call__(
        self, kind: str, connection: Mapping[str, Any], key: str, mail: TrialMail | None, now: datetime
    ) -> Probed: ...


class Files(Protocol):
    """Content-addressed storage of bytes."""

    def put(self, content: bytes) -> str:
        """Store bytes; returns their SHA-256 as hex. Storing the same bytes twice is one file."""
        ...

    def put_file(self, source: Path) -> str:
        """The same for a file that may be too long for memory."""
        ...

    def get(self, sha256: str) -> bytes: ...

    def remove(self, sha256: str) -> bool:
        """Forget bytes that nothing mentions any more."""
        ...
