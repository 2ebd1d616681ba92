"""Configured connections to the outside: addresses, and secrets encrypted at rest.

The key lies in the data folder beside the database, not in it: a copy of the database alone opens nothing.
Encryption is Fernet (AES-128-CBC with HMAC-SHA-256).
"""

from __future__ import annotations

import hmac
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, bindparam, delete, insert, select

from banjie.storage.tables import connection as table

_get = select(table).where(table.c.name == bindparam("name_"))
_BY_CONNECTOR = {"email": "mail", "webhook": "webhook"}


class ConnectionRow(msgspec.Struct, frozen=True):
    """A connection; `secret` is still encrypted (`Vault.open`)."""

    name: str
    kind: str
    url: str
    allow_private: bool
    secret: str | None
    settings: dict[str, Any]


class Vault:
    """Seals and opens secrets with the installation's key, made on first use with mode 600."""

    def __init__(self, folder: Path) -> None:
        path = folder / "secret.key"
        if not path.exists():
            _make_key(path)
        self._key = path.read_bytes()
        self._fernet = Fernet(self._key)

    def derived(self, purpose: str) -> bytes:
        """32 bytes that only this installation's key gives, others for every purpose (HMAC-SHA-256)."""
        return hmac.digest(self._key, purpose.encode(), "sha256")

    def seal(self, secrets: Mapping[str, str]) -> str:
        return self._fernet.encrypt(msgspec.json.encode(dict(secrets))).decode()

    def open(self, sealed: str | None) -> dict[str, str]:
        """The secrets; empty where there are none. Raises ValueError when the key does not fit."""
        if not sealed:
            return {}
        try:
            return msgspec.json.decode(self._fernet.decrypt(sealed.encode()), type=dict[str, str])
        except InvalidToken:
            raise ValueError("the secrets were sealed with another key") from None


def _make_key(path: Path) -> None:
    """Written aside and linked into place whole: of several that start at once, one key stands for all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=".secret-", dir=path.parent)  # mode 600
    try:
        with os.fdopen(handle, "wb") as writer:
            writer.write(Fernet.generate_key())
            writer.flush()
            os.fsync(handle)
        os.link(aside, path)
    except FileExistsError:
        pass  # somebody was first
    finally:
        Path(aside).unlink()


def name_for(connector: str, config: Mapping[str, Any]) -> str:
    """Which connection a connector uses: the one its settings name, else the one of its kind."""
    return str(config.get("connection") or _BY_CONNECTOR.get(connector, ""))


def get(connection: Connection, name: str) -> ConnectionRow | None:
    row = connection.execute(_get, {"name_": name}).one_or_none() if name else None
    if row is None:
        return None
    return ConnectionRow(row.name, row.kind, row.url, row.allow_private, row.secret, row.settings)


def listed(connection: Connection) -> list[ConnectionRow]:
    return [
        ConnectionRow(row.name, row.kind, row.url, row.allow_private, row.secret, row.settings)
        for row in connection.execute(select(table).order_by(table.c.name))
    ]


def put(connection: Connection, row: ConnectionRow) -> None:
    """Insert or replace."""
    connection.execute(delete(table).where(table.c.name == row.name))
    connection.execute(insert(table).values(msgspec.to_builtins(row)))


def remove(connection: Connection, name: str) -> None:
    """Forget a connection with its secret; nothing happens where there is none."""
    connection.execute(delete(table).where(table.c.name == name))


def first_values(connection: Connection, smtp_url: str, webhook_url: str) -> None:
    """Make mail and webhook from the process's settings where nobody has set them up yet."""
    sender = unquote(urlsplit(smtp_url).username or "")
    for row in (
        ConnectionRow("mail", "email", smtp_url, False, None, {"sender": sender} if "@" in sender else {}),
        ConnectionRow("webhook", "webhook", webhook_url, False, None, {}),
    ):
        if row.url and get(connection, row.name) is None:
            put(connection, row)
