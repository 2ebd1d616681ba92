"""Verifies the event log offline: each case's chain, its head and length, and every sealed value.

What it proves is written in `storage.event_log`: the stored events are those that the stored head was made
over, and every value still fits its seal. A whole log rewritten consistently, or a case removed with all its
rows, is found against a checkpoint that was kept elsewhere (`services.checkpoints`).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from sqlalchemy import Connection, select

from banjie.engine.evolve import replay
from banjie.engine.values import Sealed
from banjie.services.checkpoints import Place
from banjie.storage import instances
from banjie.storage.event_log import GENESIS, Broken, Row, chain, decode, rows
from banjie.storage.sealing import mac_of, sealed_in
from banjie.storage.tables import instance, sealed_value


class Verified(msgspec.Struct, frozen=True):
    """What was looked at, and the first break of each broken case."""

    cases: int
    events: int
    values: int
    broken: tuple[Broken, ...]


def verify_log(connection: Connection, against: Mapping[str, Place] | None = None) -> Verified:
    """Walk every case. Memory stays bounded by the largest case and the checkpoint.

    `against`: where each log stood at a checkpoint; it must still lead through there.
    """
    known = dict(against or {})
    heads = {
        row.id: (bytes(row.head), row.revision)
        for row in connection.execute(select(instance.c.id, instance.c.head, instance.c.revision))
    }
    broken: list[Broken] = []
    cases = events = values = 0
    for identifier, group in groupby(rows(connection), key=lambda row: row.instance):
        log = list(group)
        cases += 1
        events += len(log)
        head, length = heads.pop(identifier, (b"", -1))
        found, checked = _case(connection, identifier, log, head, length)
        values += checked
        broken += found or _since(identifier, log, known.get(identifier))
        known.pop(identifier, None)
    broken += [Broken(identifier, 0, "events_missing") for identifier in heads]
    broken += [Broken(identifier, 0, "case_removed") for identifier in known if identifier not in heads]
    return Verified(cases, events, values, tuple(broken))


def _case(
    connection: Connection, identifier: str, log: list[Row], head: bytes, length: int
) -> tuple[list[Broken], int]:
    previous = GENESIS
    for position, row in enumerate(log, 1):
        if row.seq != position:
            return [Broken(identifier, position, "event_missing")], 0
        expected = chain(previous, row.instance, row.seq, row.at, row.actor, row.type, row.body)
        if not hmac.compare_digest(expected, row.hash):
            return [Broken(identifier, row.seq, "event_altered")], 0
        previous = row.hash
    if length != len(log):
        return [Broken(identifier, len(log), "log_shortened")], 0
    if previous != head:
        return [Broken(identifier, len(log), "head_differs")], 0
    if not _snapshot_fits(connection, identifier, log):
        return [Broken(identifier, len(log), "snapshot_differs")], 0
    return _values(connection, identifier, log)


def _since(identifier: str, log: list[Row], place: Place | None) -> list[Broken]:
    """Whether a log that is whole in itself still leads through where it stood at the checkpoint."""
    if place is None:
        return []
    if len(log) < place.length:
        return [Broken(identifier, len(log), "shortened_since")]
    if place.length and log[place.length - 1].hash != place.head:
        return [Broken(identifier, place.length, "rewritten_since")]
    return []


def _snapshot_fits(connection: Connection, identifier: str, log: list[Row]) -> bool:
    """Whether the state that commands are decided on is the one that the events make."""
    row = instances.load(connection, identifier)
    try:
        return row is not None and instances.state_of(connection, row) == replay(
            decode(item.body) for item in log
        )
    except msgspec.MsgspecError:
        return False


def _values(connection: Connection, identifier: str, log: list[Row]) -> tuple[list[Broken], int]:
    stored = {
        row.id: (bytes(row.salt), bytes(row.value))
        for row in connection.execute(select(sealed_value).where(sealed_value.c.instance == identifier))
    }
    checked = 0
    for row in log:
        for sealed in _sealed(row):
            if sealed.id not in stored:
                return [Broken(identifier, row.seq, "value_missing")], checked
            salt, value = stored[sealed.id]
            if not hmac.compare_digest(mac_of(salt, value), sealed.mac):
                return [Broken(identifier, row.seq, "value_altered")], checked
            checked += 1
    return [], checked


def _sealed(row: Row) -> Iterator[Sealed]:
    yield from sealed_in(decode(row.body))
