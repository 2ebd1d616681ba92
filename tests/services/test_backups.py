"""Backups from the page: one at a time, by a schedule once whoever asks, kept in number, and told when they fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.commands.test_backup import programs_of
from tests.systems.world import World, eventually

from banjie.config import Config
from banjie.services import backups
from banjie.services.backups import Schedule
from banjie.services.problems import ConflictError, ForbiddenError
from banjie.services.runtime import Runtime
from banjie.storage import archives, jobs, settings
from banjie.storage.database import open_database

ADMIN = "admin"


@pytest.fixture(autouse=True)
def programs(world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, where the database is one."""
    if world.dialect == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        monkeypatch.setenv("PATH", str(programs_of(server)), prepend=":")


def at(world: World, *moment: int) -> Runtime:
    """The system at a moment of the company's zone."""
    now = datetime(*moment, tzinfo=world.runtime.zone).astimezone(UTC)  # type: ignore[arg-type, misc]
    return replace(world.runtime, clock=lambda: now)


def asked(runtime: Runtime) -> str:
    """The job of the one that is waiting."""
    with runtime.database.read() as connection:
        due = jobs.due(connection, datetime.now(UTC) + timedelta(days=3650), 10)
    (job,) = [one for one in due if backups.is_backup(one)]
    return job


def made(world: World) -> backups.Overview:
    """One asked for and made."""
    backups.start(world.runtime, world.viewer(ADMIN))
    backups.run(world.runtime, asked(world.runtime), "test")
    return backups.overview(world.runtime, world.viewer(ADMIN))


def test_one_asked_for_is_made_by_the_executor_and_holds_everything(world: World, tmp_path: Path) -> None:
    started = backups.start(world.runtime, world.viewer(ADMIN))
    assert started.last is not None
    assert (started.last.state, started.archives) == ("working", ())
    with pytest.raises(ConflictError):
        backups.start(world.runtime, world.viewer(ADMIN))
    with world.executing():
        eventually(lambda: backups.overview(world.runtime, world.viewer(ADMIN)).archives)
        eventually(lambda: world.notices(ADMIN))
    found = backups.overview(world.runtime, world.viewer(ADMIN))
    assert found.last is not None
    assert found.last.state == "done"
    (archive,) = found.archives
    assert archive.path.parent == world.runtime.config.data / "backups"
    assert archive.size > 1000
    assert archive.path.stat().st_mode & 0o077 == 0
    assert world.notices(ADMIN)[0].row.text == f"备份完成：{archive.path.name}"
    if world.dialect == "sqlite":
        restored = Config(tmp_path / "again", f"sqlite:///{tmp_path / 'again' / 'banjie.db'}")
        archives.put_back(restored, archive.path)
        with open_database(restored.database_url) as database, database.read() as connection:
            assert len(world.runtime.directory.get(connection).people) > 5


def test_only_administrators_see_and_start_them(world: World) -> None:
    other = world.viewer("wangli")
    for act in (
        lambda: backups.overview(world.runtime, other),
        lambda: backups.start(world.runtime, other),
        lambda: backups.set_schedule(world.runtime, other, Schedule("day")),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_a_day_has_one_backup_whoever_asks(world: World) -> None:
    viewer = world.viewer(ADMIN)
    assert not backups.queue_due(at(world, 2026, 11, 25, 12))  # none is planned
    set_ = backups.set_schedule(at(world, 2026, 11, 25, 12), viewer, Schedule("day", hour=2))
    assert set_.next == datetime(2026, 11, 26, 2, tzinfo=world.runtime.zone)
    assert not backups.queue_due(at(world, 2026, 11, 26, 1, 59))
    assert backups.queue_due(at(world, 2026, 11, 26, 2))
    assert not backups.queue_due(at(world, 2026, 11, 26, 2, 1))
    assert not backups.queue_due(at(world, 2026, 11, 27, 1))
    backups.run(at(world, 2026, 11, 27, 1), asked(world.runtime), "test")
    assert backups.queue_due(at(world, 2026, 11, 29, 9))  # a server that slept makes up for the last one only
    assert not backups.queue_due(at(world, 2026, 11, 29, 9))


def test_a_week_has_one_on_its_day(world: World) -> None:
    viewer = world.viewer(ADMIN)
    schedule = Schedule("week", hour=23, weekday=6)
    set_ = backups.set_schedule(at(world, 2026, 11, 25, 12), viewer, schedule)  # a Wednesday
    assert set_.next == datetime(2026, 11, 29, 23, tzinfo=world.runtime.zone)
    assert not backups.queue_due(at(world, 2026, 11, 29, 22))
    assert backups.queue_due(at(world, 2026, 11, 30, 0))
    backups.set_schedule(at(world, 2026, 11, 30, 1), viewer, Schedule("off"))
    assert backups.overview(world.runtime, viewer).next is None
    assert not backups.queue_due(at(world, 2026, 12, 30, 0))


def test_of_two_processes_at_the_same_moment_one_queues_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.set_schedule(at(world, 2026, 11, 25, 12), world.viewer(ADMIN), Schedule("day"))
    assert backups.queue_due(at(world, 2026, 11, 26, 3))
    monkeypatch.setattr(backups, "_is_there", lambda *_: False)  # as the slower one saw it
    assert not backups.queue_due(at(world, 2026, 11, 26, 3))
    assert asked(world.runtime)


def test_the_newest_are_kept(world: World) -> None:
    folder = world.runtime.config.backups
    folder.mkdir(parents=True)
    for day in range(1, 6):
        (folder / f"banjie-2026110{day}-020000.tar.gz").write_bytes(b"old")
    (folder / "banjie-of-somebody-else.tar.gz").write_bytes(b"not ours")
    backups.set_schedule(world.runtime, world.viewer(ADMIN), Schedule("day", keep=3))
    found = made(world)
    assert [one.path.name for one in found.archives[1:]] == [
        "banjie-20261105-020000.tar.gz",
        "banjie-20261104-020000.tar.gz",
    ]
    assert (folder / "banjie-of-somebody-else.tar.gz").exists()


def test_a_failure_is_said_to_who_asked_and_of_the_schedules_to_all_administrators(world: World) -> None:
    folder = world.runtime.config.backups
    folder.write_text("in the way")
    found = made(world)
    assert found.last is not None
    assert found.last.state == "failed"
    assert found.last.error.startswith("备份没有成功：")
    assert str(folder) not in found.last.error
    assert world.notices(ADMIN)[0].row.text == found.last.error

    backups.set_schedule(at(world, 2026, 11, 25, 12), world.viewer(ADMIN), Schedule("day"))
    assert backups.queue_due(at(world, 2026, 11, 26, 3))
    backups.run(at(world, 2026, 11, 26, 3), asked(world.runtime), "test")
    assert len(world.notices(ADMIN)) == 2
    assert world.notices("wangli") == []
    folder.unlink()
    assert made(world).archives  # the next one is not in its way


def test_what_became_of_old_ones_is_forgotten_not_the_archives(world: World) -> None:
    made(world)
    later = replace(world.runtime, clock=lambda: datetime.now(UTC) + backups.KEPT + timedelta(hours=1))
    assert backups.sweep(later) == 1
    found = backups.overview(world.runtime, world.viewer(ADMIN))
    assert (found.last, len(found.archives)) == (None, 1)


def test_a_schedule_of_a_newer_program_is_no_trouble(world: World) -> None:
    with world.runtime.database.write() as connection:
        settings.put(
            connection,
            "backups",
            {"schedule": {"every": "day", "more": 1}, "since": "2026-11-25T00:00:00+00:00"},
        )
    assert backups.overview(world.runtime, world.viewer(ADMIN)).schedule == Schedule("day")
