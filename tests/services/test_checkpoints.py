"""Against a checkpoint even a log that was rewritten consistently, shortened or removed is found."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update
from tests.systems.world import World

from banjie.engine.evolve import replay
from banjie.services import checkpoints
from banjie.services.checkpoints import BadCheckpointError, Checkpoint
from banjie.services.verify import verify_log
from banjie.storage import instances
from banjie.storage.event_log import GENESIS, chain, decode
from banjie.storage.tables import event, instance, sealed_value

AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
def case(world: World) -> str:
    """A case with some history, another beside it."""
    world.start()
    found = world.start()
    world.act("zhaomin", world.task(found, "zhaomin"), data={"amount": "12", "remark": "改过"})
    return found


def text_of(world: World, folder: Path) -> str:
    written = io.StringIO()
    with world.runtime.database.read() as connection:
        checkpoints.write(connection, written, checkpoints.signing_key(folder), AT)
    return written.getvalue()


def made(world: World, folder: Path) -> Checkpoint:
    return checkpoints.read(io.StringIO(text_of(world, folder)))


def found(connection: Connection, checkpoint: Checkpoint | None) -> list[tuple[str, int, str]]:
    places = checkpoint.places if checkpoint else None
    return [(item.instance, item.seq, item.what) for item in verify_log(connection, places).broken]


@contextmanager
def taken_back(world: World) -> Iterator[Connection]:
    with world.runtime.database.write() as connection:
        yield connection
        connection.rollback()


def rewrite(connection: Connection, case: str, forge: Callable[[list[dict[str, object]]], None]) -> None:
    """Change a case's log and make everything fit again: hashes, head, length and state."""
    log = [
        dict(row._mapping)
        for row in connection.execute(select(event).where(event.c.instance == case).order_by(event.c.seq))
    ]
    forge(log)
    connection.execute(delete(event).where(event.c.instance == case))
    head = GENESIS
    for row in log:
        parts = (str(row["at"]), str(row["actor"]), str(row["type"]), str(row["body"]))
        head = chain(head, case, int(str(row["seq"])), *parts)
        connection.execute(event.insert().values({**row, "hash": head}))
    state = replay(decode(str(row["body"])) for row in log)
    columns = {**instances.snapshot_columns(state), "head": head, "revision": len(log)}
    connection.execute(update(instance).where(instance.c.id == case).values(columns))


def test_an_untouched_log_agrees_and_may_go_on(world: World, case: str, tmp_path: Path) -> None:
    checkpoint = made(world, tmp_path)
    assert set(checkpoint.places) >= {case}
    assert checkpoint.at == AT
    assert checkpoint.key == checkpoints.public_key(tmp_path)
    world.start()
    later = world.start()
    world.act("zhaomin", world.task(later, "zhaomin"), data={"remark": "好"})
    with world.runtime.database.read() as connection:
        assert found(connection, checkpoint) == []


def test_a_log_rewritten_consistently_is_found_only_against_the_checkpoint(
    world: World, case: str, tmp_path: Path
) -> None:
    checkpoint = made(world, tmp_path)

    def blame(log: list[dict[str, object]]) -> None:
        log[1]["actor"] = "hrlin"

    with taken_back(world) as connection:
        rewrite(connection, case, blame)
        assert found(connection, None) == []
        length = checkpoint.places[case].length
        assert found(connection, checkpoint) == [(case, length, "rewritten_since")]


def test_a_log_shortened_consistently_is_found(world: World, case: str, tmp_path: Path) -> None:
    checkpoint = made(world, tmp_path)

    def forget(log: list[dict[str, object]]) -> None:
        del log[-2:]

    with taken_back(world) as connection:
        rewrite(connection, case, forget)
        assert found(connection, None) == []
        length = checkpoint.places[case].length
        assert found(connection, checkpoint) == [(case, length - 2, "shortened_since")]


def test_a_case_removed_with_all_its_rows_is_found(world: World, case: str, tmp_path: Path) -> None:
    checkpoint = made(world, tmp_path)
    with taken_back(world) as connection:
        for table, column in (
            (event, event.c.instance),
            (sealed_value, sealed_value.c.instance),
            (instance, instance.c.id),
        ):
            connection.execute(delete(table).where(column == case))
        assert found(connection, None) == []
        assert found(connection, checkpoint) == [(case, 0, "case_removed")]


@pytest.mark.parametrize("place", ["first", "middle", "digest", "signature"])
def test_an_altered_checkpoint_is_refused(world: World, case: str, tmp_path: Path, place: str) -> None:
    lines = text_of(world, tmp_path).splitlines(keepends=True)
    if place == "first":
        lines[0] = lines[0].replace("2026", "2025")
    elif place == "middle":
        del lines[1]
    else:
        word = {"digest": 1, "signature": 5}[place]
        words = lines[-1].split()
        words[word] = words[word][:-1] + ("0" if words[word][-1] != "0" else "1")
        lines[-1] = " ".join(words)
    with pytest.raises(BadCheckpointError, match="checkpoint_altered"):
        checkpoints.read(io.StringIO("".join(lines)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not_a_checkpoint"),
        ("hello\n", "not_a_checkpoint"),
        ("banjie checkpoint 1 2026-11-25T08:00:00+00:00\n", "checkpoint_cut"),
        ("banjie checkpoint 1 2026-11-25T08:00:00+00:00\nabc\n", "checkpoint_altered"),
        ("banjie checkpoint 1 2026-11-25T08:00:00+00:00\nsha256 x\n", "checkpoint_altered"),
        ("banjie checkpoint 1 2026-11-25T08:00:00+00:00\n" + "a" * 5000, "checkpoint_altered"),
    ],
)
def test_what_is_no_checkpoint_is_said(text: str, what: str) -> None:
    with pytest.raises(BadCheckpointError, match=what):
        checkpoints.read(io.StringIO(text))


def test_the_key_stays_with_its_owner_and_is_made_once(tmp_path: Path) -> None:
    assert checkpoints.public_key(tmp_path) is None
    first = checkpoints.signing_key(tmp_path).public_key().public_bytes_raw()
    assert checkpoints.public_key(tmp_path) == first.hex()
    assert (tmp_path / checkpoints.KEY_FILE).stat().st_mode & 0o077 == 0
