"""The append-only, hash-chained log of each case's events.

`hash(n) = SHA-256(hash(n-1) ‖ canonical(instance, seq, at, actor, type, body))`; the first one chains to
32 zero bytes. What it proves: that the stored events are those the stored head was computed over. Against
somebody who can rewrite the whole log only a checkpoint kept elsewhere helps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from banjie.engine import upcast
from banjie.engine.events import AnyEvent
from banjie.storage.tables import event

GENESIS = bytes(32)
_encoder = msgspec.json.Encoder()
_insert = insert(event)
_select = select(event).where(event.c.instance == bindparam("instance_")).order_by(event.c.seq)
_since = (
    select(event.c.at, event.c.actor, event.c.type)
    .where(event.c.instance == bindparam("instance_"), event.c.seq > bindparam("seq_"))
    .order_by(event.c.seq)
    .limit(50)
)
_all = select(event).order_by(event.c.instance, event.c.seq)


class Recorded(msgspec.Struct, frozen=True):
    """One event as it stands in the log."""

    instance: str
    seq: int
    at: datetime
    actor: str
    event: AnyEvent


def chain(previous: bytes, instance: str, seq: int, at: str, actor: str, kind: str, body: str) -> bytes:
    """The next hash of a chain. Parts are length-prefixed, so none can slide into another."""
    digest = hashlib.sha256(previous)
    for part in (instance, str(seq), at, actor, kind, body):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4, "big"))
        digest.update(encoded)
    return digest.digest()


def append(
    connection: Connection,
    instance: str,
    after: int,
    head: bytes,
    events: Sequence[AnyEvent],
    actor: str,
    at: datetime,
) -> bytes:
    """Append events after sequence number `after`; returns the new head.

    A second writer at the same place violates the primary key (instance, seq): IntegrityError.
    """
    stamp = at.isoformat(timespec="microseconds")
    rows = []
    for seq, item in enumerate(events, after + 1):
        body = _encoder.encode(item).decode()
        kind = type(item).__name__
        head = chain(head, instance, seq, stamp, actor, kind, body)
        rows.append(
            {
                "instance": instance,
                "seq": seq,
                "at": stamp,
                "actor": actor,
                "type": kind,
                "body": body,
                "hash": head,
            }
        )
    connection.execute(_insert, rows)
    return head


def read(connection: Connection, instance: str) -> list[Recorded]:
    """All events of a case, oldest first."""
    return [
        Recorded(
            row.instance, row.seq, datetime.fromisoformat(row.at), row.actor, upcast.decode(row.body.encode())
        )
        for row in connection.execute(_select, {"instance_": instance})
    ]


def since(connection: Connection, instance: str, seq: int) -> list[dict[str, str]]:
    """What happened after an event number: time, actor and type of up to 50 events."""
    return [
        {"at": row.at, "by": row.actor, "type": row.type}
        for row in connection.execute(_since, {"instance_": instance, "seq_": seq})
    ]


class Broken(msgspec.Struct, frozen=True):
    """The first place where a case's log does not hold, and what is wrong (a catalogue key `verify.<what>`)."""

    instance: str
    seq: int
    what: str


def decode(body: str) -> AnyEvent:
    """An event from its stored body. Raises msgspec.DecodeError for one that is none."""
    return upcast.decode(body.encode())


class Row(msgspec.Struct, frozen=True):
    instance: str
    seq: int
    at: str
    actor: str
    type: str
    body: str
    hash: bytes


def rows(connection: Connection) -> Iterator[Row]:
    """Every stored row as it stands, by case and sequence, streamed."""
    result = connection.execution_options(yield_per=1000).execute(_all)
    for row in result:
        yield Row(row.instance, row.seq, row.at, row.actor, row.type, row.body, bytes(row.hash))
