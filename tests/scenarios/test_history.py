"""A fresh demo is alive: weeks of history in every state, open tasks and ledgers for each account."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from banjie import bootstrap
from banjie.config import Config
from banjie.demo.load import load_demo
from banjie.services import form_data, people
from banjie.services.verify import verify_log
from banjie.storage import connections, settings
from banjie.storage.tables import instance, job, process

OFFICE = ("wangli", "laozhang", "zhaomin", "sunqian", "zhoufa", "liuyun", "chenkefu", "hrlin")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bootstrap.System]:
    folder = tmp_path_factory.mktemp("demo")
    system = bootstrap.build(Config(data=folder, database_url=f"sqlite:///{folder / 'banjie.db'}"))
    load_demo(system, public=True, receivers=False)
    yield system
    system.stop()


def test_cases_of_every_process_stand_in_every_state(demo: bootstrap.System) -> None:
    with demo.runtime.database.read() as connection:
        rows = connection.execute(
            select(process.c.code, instance.c.status, instance.c.outcome, instance.c.closed).join(
                instance, instance.c.process_id == process.c.id
            )
        ).all()

    assert len(rows) > 25
    assert len({row.code for row in rows}) == 10
    assert {(row.status, row.outcome, bool(row.closed)) for row in rows} >= {
        ("ended", "approved", True),
        ("ended", "rejected", True),
        ("running", None, False),
        ("running", "approved", False),
        ("draft", "withdrawn", False),
        ("draft", None, False),
    }


def test_every_follow_up_has_landed_with_a_receipt(demo: bootstrap.System) -> None:
    with demo.runtime.database.read() as connection:
        rows = connection.execute(select(job.c.state, job.c.receipt)).all()

    assert {row.state for row in rows} == {"landed"}
    assert [row for row in rows if not row.receipt["id"]] == []


@pytest.mark.parametrize("user", OFFICE)
def test_nobody_opens_an_empty_inbox(demo: bootstrap.System, user: str) -> None:
    assert people.me(demo.runtime, user).counts["open_tasks"] > 0


def test_no_ledger_is_empty_and_the_log_verifies(demo: bootstrap.System) -> None:
    runtime = demo.runtime
    with runtime.database.read() as connection:
        empty = []
        for code, version in runtime.definitions.forms(connection).items():
            main = form_data.tables_of(runtime, connection, version).main.table
            if not connection.execute(select(func.count()).select_from(main)).scalar_one():
                empty.append(code)
        assert empty == []
        assert verify_log(connection).broken == ()


def test_nothing_happened_in_the_future_or_all_at_once(demo: bootstrap.System) -> None:
    now = demo.runtime.clock()
    with demo.runtime.database.read() as connection:
        times = connection.execute(select(instance.c.created_at, instance.c.updated_at)).all()

    assert all(created <= updated <= now for created, updated in times)
    assert (max(created for created, _ in times) - min(created for created, _ in times)).days > 20


def test_without_receivers_nothing_of_them_stays(demo: bootstrap.System) -> None:
    with demo.runtime.database.read() as connection:
        assert settings.get(connection, "demo_receivers") is None
        assert connections.listed(connection) == []
    assert not (Path(demo.runtime.config.data) / "receivers").exists()


def test_it_can_be_told_on_any_day(tmp_path: Path, demo: bootstrap.System) -> None:
    """Weekends, early mornings and the first of a month move nothing into the future."""
    for number, day in enumerate(("2026-11-22T00:10:00+00:00", "2027-01-01T16:30:00+00:00")):
        folder = tmp_path / str(number)
        system = bootstrap.build(Config(data=folder, database_url=f"sqlite:///{folder / 'banjie.db'}"))
        now = demo.runtime.clock().fromisoformat(day)
        system.runtime = dataclasses.replace(system.runtime, clock=lambda now=now: now)
        try:
            load_demo(system, public=True, receivers=False)
            with system.runtime.database.read() as connection:
                assert max(connection.execute(select(instance.c.updated_at)).scalars()) <= now
        finally:
            system.stop()
