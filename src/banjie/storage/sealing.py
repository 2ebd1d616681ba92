"""Personal data in rows of its own: events hold an id and an HMAC under the row's random salt.

Erasing a row leaves the chain intact; a changed row no longer fits its HMAC. Source: HMAC-SHA-256,
RFC 2104 / FIPS 198-1.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from banjie.engine.values import Sealed
from banjie.storage.ids import new_id
from banjie.storage.tables import sealed_value

_encode = msgspec.json.Encoder(decimal_format="string", order="deterministic").encode
_insert = insert(sealed_value)
_by_ids = select(sealed_value.c.id, sealed_value.c.value).where(
    sealed_value.c.id.in_(bindparam("ids", expanding=True))
)


def mac_of(salt: bytes, value: bytes) -> str:
    """HMAC-SHA-256 of a sealed value's stored bytes under its salt, as hex."""
    return hmac.digest(salt, value, "sha256").hex()


class Sealer:
    """Seals values for one transaction; `store` writes the rows that events really mention."""

    def __init__(self, instance: str) -> None:
        self.instance = instance
        self._pending: dict[str, tuple[bytes, bytes]] = {}

    def seal(self, value: Any) -> Sealed:
        """Seal any JSON-able value; nothing is written yet."""
        encoded = _encode(value)
        salt = secrets.token_bytes(16)
        identifier = new_id()
        self._pending[identifier] = (salt, encoded)
        return Sealed(identifier, mac_of(salt, encoded))

    def peek(self, sealed: Sealed) -> Any:
        """The value of something sealed in this transaction. Raises KeyError for others."""
        return msgspec.json.decode(self._pending[sealed.id][1])

    def __contains__(self, sealed: object) -> bool:
        return isinstance(sealed, Sealed) and sealed.id in self._pending

    def store(self, connection: Connection, used: Iterable[Sealed]) -> None:
        """Write the rows of those in `used` that were sealed here, each once."""
        rows = [
            {"id": key, "instance": self.instance, "salt": pending[0], "value": pending[1]}
            for key in dict.fromkeys(sealed.id for sealed in used)
            if (pending := self._pending.pop(key, None)) is not None
        ]
        if rows:
            connection.execute(_insert, rows)


def unseal(connection: Connection, ids: Iterable[str]) -> Mapping[str, Any]:
    """The values behind sealed ids; erased ones are missing from the answer."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_by_ids, {"ids": wanted[start : start + 500]})
        found.update((row.id, msgspec.json.decode(row.value)) for row in rows)
    return found


def sealed_in(value: object) -> Iterable[Sealed]:
    """Every `Sealed` inside an event (or any struct, tuple or dict), depth first."""
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from sealed_in(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from sealed_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from sealed_in(item)
