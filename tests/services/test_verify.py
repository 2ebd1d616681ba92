"""What `banjie verify` proves: any byte of an event, a value, an opinion or a head that was changed is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Executable, delete, func, select, update
from tests.systems.world import World

from banjie.services.verify import verify_log
from banjie.storage.tables import event, instance, sealed_value

TEXT_COLUMNS = ("at", "actor", "type", "body")
OPINION = "价格合理，业务需要"


@pytest.fixture
def case(world: World) -> str:
    """A case with values, an opinion, a change of values and follow-ups; two others beside it."""
    world.start()
    found = world.start()
    world.act("zhaomin", world.task(found, "zhaomin"), data={"amount": "12", "remark": "改过"})
    world.start(send=False)
    return found


def broken(world: World) -> list[tuple[str, int, str]]:
    with world.runtime.database.read() as connection:
        return found_in(connection)


def found_in(connection: Connection) -> list[tuple[str, int, str]]:
    return [(item.instance, item.seq, item.what) for item in verify_log(connection).broken]


@contextmanager
def tampered(world: World, *statements: Executable) -> Iterator[list[tuple[str, int, str]]]:
    """What verifying finds after these statements, which are undone at the end."""
    with world.runtime.database.write() as connection:
        for statement in statements:
            connection.execute(statement)
        yield found_in(connection)
        connection.rollback()


def flipped(value: str | bytes, position: int) -> str | bytes:
    if isinstance(value, bytes):
        return bytes((*value[:position], value[position] ^ 1, *value[position + 1 :]))
    return value[:position] + chr(ord(value[position]) ^ 1) + value[position + 1 :]


def events_of(connection: Connection, case: str) -> list[tuple[int, dict[str, str | bytes]]]:
    rows = connection.execute(select(event).where(event.c.instance == case).order_by(event.c.seq))
    return [
        (row.seq, {**{name: getattr(row, name) for name in TEXT_COLUMNS}, "hash": bytes(row.hash)})
        for row in rows
    ]


def positions(value: str | bytes) -> Iterator[int]:
    """The first, middle and last byte."""
    return iter(sorted({0, len(value) // 2, len(value) - 1}))


def test_an_untouched_log_holds(world: World, case: str) -> None:
    assert broken(world) == []
    with world.runtime.database.read() as connection:
        found = verify_log(connection)
    assert found.cases == 3
    assert found.values > 3


def test_a_flipped_byte_in_any_column_of_any_event_is_found_where_it_is(world: World, case: str) -> None:
    with world.runtime.database.read() as connection:
        log = events_of(connection, case)
    assert len(log) > 5
    for seq, columns in log:
        for name, value in columns.items():
            for position in positions(value) if name == "body" else [len(value) // 2]:
                change = (
                    update(event)
                    .where(event.c.instance == case, event.c.seq == seq)
                    .values({name: flipped(value, position)})
                )
                with tampered(world, change) as found:
                    assert found == [(case, seq, "event_altered")], (seq, name, position)
    assert broken(world) == []


def test_a_flipped_byte_in_a_value_or_an_opinion_or_its_salt_is_found(world: World, case: str) -> None:
    with world.runtime.database.read() as connection:
        rows = list(connection.execute(select(sealed_value).where(sealed_value.c.instance == case)))
    assert any(OPINION in bytes(row.value).decode() for row in rows)
    for row in rows:
        for name in ("salt", "value"):
            value = bytes(getattr(row, name))
            for position in positions(value):
                change = (
                    update(sealed_value)
                    .where(sealed_value.c.id == row.id)
                    .values({name: flipped(value, position)})
                )
                with tampered(world, change) as found:
                    assert [(item[0], item[2]) for item in found] == [(case, "value_altered")], (
                        name,
                        position,
                    )


def test_a_value_that_is_gone_without_an_erasure_is_found(world: World, case: str) -> None:
    first = select(func.min(sealed_value.c.id)).where(sealed_value.c.instance == case).scalar_subquery()
    with tampered(world, delete(sealed_value).where(sealed_value.c.id == first)) as found:
        assert [item[2] for item in found] == ["value_missing"]


def test_events_cut_off_left_out_or_gone_are_found(world: World, case: str) -> None:
    with world.runtime.database.read() as connection:
        length = len(events_of(connection, case))
    for condition, expected in (
        (event.c.seq == length, (case, length - 1, "log_shortened")),
        (event.c.seq == 2, (case, 2, "event_missing")),
        (event.c.seq > 0, (case, 0, "events_missing")),
    ):
        with tampered(world, delete(event).where(event.c.instance == case, condition)) as found:
            assert found == [expected]


def test_a_head_or_a_length_that_does_not_fit_is_found(world: World, case: str) -> None:
    with world.runtime.database.read() as connection:
        row = connection.execute(select(instance).where(instance.c.id == case)).one()
    change = update(instance).where(instance.c.id == case)
    with tampered(world, change.values(head=flipped(bytes(row.head), 5))) as found:
        assert [item[2] for item in found] == ["head_differs"]
    with tampered(world, change.values(revision=row.revision + 1)) as found:
        assert [item[2] for item in found] == ["log_shortened"]


def test_a_snapshot_that_says_something_else_than_the_events_is_found(world: World, case: str) -> None:
    """A snapshot is only a cache, but commands are decided on it."""
    other = select(func.min(instance.c.id)).where(instance.c.id != case).scalar_subquery()
    snapshot = select(instance.c.snapshot).where(instance.c.id == other).scalar_subquery()
    with tampered(world, update(instance).where(instance.c.id == case).values(snapshot=snapshot)) as found:
        assert [item[2] for item in found] == ["snapshot_differs"]
    with tampered(world, update(instance).where(instance.c.id == case).values(snapshot=b"?")) as found:
        assert [item[2] for item in found] == ["snapshot_differs"]


def test_what_people_wrote_is_not_in_the_events(world: World, case: str) -> None:
    """Values and opinions can be erased without touching the chain: events hold only a seal of them."""
    with world.runtime.database.read() as connection:
        bodies = "\n".join(connection.execute(select(event.c.body)).scalars())
    for personal in (OPINION, "改过", "底价", "不变"):
        assert personal not in bodies


def test_every_break_has_words_in_both_languages() -> None:
    from banjie.messages import words
    from banjie.services import verify

    source = Path(verify.__file__).read_text(encoding="utf-8")
    kinds = {
        word
        for word in source.split('"')
        if word.endswith(("_altered", "_missing", "_differs", "_shortened"))
    }
    assert len(kinds) >= 7
    for kind in kinds:
        for locale in ("zh-CN", "en"):
            assert words(locale, f"cli.verify.{kind}", {"instance": "x", "seq": 1}) != f"cli.verify.{kind}"
