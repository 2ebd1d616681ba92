"""Content-addressed files in the data folder, and their rows. Bytes are written before the row commits:
a crash leaves at worst bytes that no row mentions."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from banjie.storage.tables import file

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
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{digest}.{secrets.token_hex(4)}")
            with temporary.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(path)
        return digest

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


def bind(connection: Connection, ids: list[str], instance: str) -> None:
    """Files used in a case are seen by whoever may see the case."""
    if ids:
        connection.execute(
            update(file).where(file.c.id.in_(ids), file.c.instance.is_(None)).values(instance=instance)
        )
