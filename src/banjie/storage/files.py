"""Content-addressed files in the data folder, and their rows. Bytes are written before the row commits:
a crash leaves at worst bytes that no row mentions."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from banjie.storage.tables import file, file_ledger

SETTLED_S = 3600.0

_insert = insert(file)
_by_ids = select(file).where(file.c.id.in_(bindparam("ids", expanding=True)))


class FileStore:
    """Bytes under their SHA-256, two folder levels deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Store bytes durably; returns their SHA-256 as hex."""
        digest = hashlib.sha256(content).hexdigest()
        if not self._has(digest):
            self._store(digest, BytesIO(content))
        return digest

    def put_file(self, source: Path) -> str:
        """Store a file's bytes without having them in memory; returns their SHA-256 as hex."""
        with source.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            if not self._has(digest):
                handle.seek(0)
                self._store(digest, handle)
        return digest

    def _has(self, sha256: str) -> bool:
        """Whether the bytes are here. They count as new then: `remove` leaves what is being used again."""
        try:
            os.utime(self._path(sha256))
        except FileNotFoundError:
            return False
        return True

    def _store(self, sha256: str, source: IO[bytes]) -> None:
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{sha256}.{secrets.token_hex(4)}")
        with temporary.open("wb") as handle:
            shutil.copyfileobj(source, handle)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)

    def remove(self, sha256: str) -> bool:
        """Forget bytes that no row mentions any more, unless they were stored again in the last hour: the row
        for that may not be committed yet."""
        path = self._path(sha256)
        try:
            if time.time() - path.stat().st_mtime < SETTLED_S:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        return self._path(sha256).read_bytes()


def add(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(_insert, values)


def get_many(connection: Connection, ids: list[str]) -> dict[str, Row[Any]]:
    """Rows by id; unknown ids are missing."""
    if not ids:
        return {}
    return {row.id: row for row in connection.execute(_by_ids, {"ids": ids[:1000]})}


def show_in_ledger(
    connection: Connection, ids: list[str], form: str, *, by: str = "", instance: str | None = None
) -> None:
    """The ledger's readers see these files: those that `by` has uploaded, or those of the case `instance`.

    Somebody else's stay theirs: knowing a file's id is no way to let others see it.
    """
    if not ids:
        return
    own = file.c.instance == instance if instance else file.c.created_by == by
    found = list(connection.execute(select(file.c.id).where(file.c.id.in_(ids), own)).scalars())
    shown = set(
        connection.execute(
            select(file_ledger.c.file).where(file_ledger.c.file.in_(found), file_ledger.c.form == form)
        ).scalars()
    )
    fresh = [{"file": one, "form": form} for one in found if one not in shown]
    if fresh:
        connection.execute(insert(file_ledger), fresh)


def ledgers_of(connection: Connection, identifier: str) -> list[str]:
    """Codes of the ledgers whose readers see a file."""
    return list(
        connection.execute(select(file_ledger.c.form).where(file_ledger.c.file == identifier)).scalars()
    )


def bind(connection: Connection, ids: list[str], instance: str) -> None:
    """Files used in a case are seen by whoever may see the case."""
    if ids:
        connection.execute(
            update(file).where(file.c.id.in_(ids), file.c.instance.is_(None)).values(instance=instance)
        )


def remove_unbound(connection: Connection, identifier: str) -> str | None:
    """Delete the row of a file that no case uses; the hash of bytes that nothing mentions any more, or None."""
    row = connection.execute(
        delete(file).where(file.c.id == identifier, file.c.instance.is_(None)).returning(file.c.sha256)
    ).one_or_none()
    if (
        row is None
        or connection.execute(select(file.c.id).where(file.c.sha256 == row.sha256).limit(1)).first()
    ):
        return None
    return str(row.sha256)
