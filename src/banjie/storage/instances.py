"""A case's row: its list columns, its snapshot (a cache of the replayed state) and its log's head."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from banjie.engine.evolve import replay
from banjie.engine.state import State
from banjie.storage import event_log
from banjie.storage.tables import instance

ENGINE_FORMAT = 1
"""Raised when `State`'s shape changes: older snapshots are then made anew from the events."""

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[State] = msgspec.msgpack.Decoder(State)

_by_id = select(instance).where(instance.c.id == bindparam("id_"))
_by_id_locked = _by_id.with_for_update()
_insert = insert(instance)
_update = (
    update(instance)
    .where(instance.c.id == bindparam("id_"), instance.c.revision == bindparam("revision_"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "number",
                "record_id",
                "title",
                "status",
                "outcome",
                "closed",
                "current",
                "choices",
                "submitted_at",
                "updated_at",
                "revision",
                "head",
                "snapshot",
                "engine_format",
            )
        }
    )
)


class LostRaceError(Exception):
    """Somebody else changed the case between loading and saving; the caller may try again."""


def load(connection: Connection, identifier: str, *, lock: bool = False) -> Row[Any] | None:
    """The row, locked for this transaction on PostgreSQL when asked (SQLite has one writer anyway)."""
    return connection.execute(_by_id_locked if lock else _by_id, {"id_": identifier}).one_or_none()


def state_of(connection: Connection, row: Row[Any]) -> State:
    """The case's state: the snapshot, or a replay where the snapshot is of another format."""
    if row.engine_format == ENGINE_FORMAT:
        return _decoder.decode(row.snapshot)
    return replay(recorded.event for recorded in event_log.read(connection, row.id))


def snapshot_columns(state: State) -> dict[str, Any]:
    """The columns that follow from a state."""
    return {
        "status": state.status,
        "outcome": state.outcome,
        "closed": state.closed,
        "submitted_at": state.submitted_at,
        "revision": state.seq,
        "snapshot": _encoder.encode(state),
        "engine_format": ENGINE_FORMAT,
    }


def add(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(_insert, values)


def save(connection: Connection, identifier: str, revision: int, values: dict[str, Any]) -> None:
    """Write the row that was read at `revision`. Raises LostRaceError."""
    done = connection.execute(_update, {"id_": identifier, "revision_": revision, **values})
    if done.rowcount != 1:
        raise LostRaceError(identifier)
