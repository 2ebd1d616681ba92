"""A wired system over the demo company and the app in `app/`, on each database in turn, and what people do in it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from banjie import bootstrap
from banjie.config import Config
from banjie.demo import company
from banjie.engine.state import State
from banjie.services import act, apps, form_data, notices, submit
from banjie.services.opinions import GivenOpinion
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import instances, jobs, settings

APP = Path(__file__).parent / "app"
PLAN = [0.05, 0.05]
LEASE = 1.5
REASON = GivenOpinion(text="价格合理，业务需要")
T = TypeVar("T")
_numbers = count(1)


def fill(system: bootstrap.System) -> None:
    """The demo company's people, the app of this folder, and a retry plan that needs no patience."""
    with system.runtime.database.write() as connection:
        company.create(connection)
        settings.put(connection, "retry_plan", PLAN)
    apps.install(system.runtime, APP, "admin")


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    system = bootstrap.build(Config(folder, f"sqlite:///{folder / 'banjie.db'}"))
    fill(system)
    with system.runtime.database.write():
        pass
    system.stop()
    return folder / "banjie.db"


@pytest.fixture(scope="session")
def filled_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = "filled_system"  # shared by every folder of tests that imports this fixture
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return name
        connection.execute(f"CREATE DATABASE {name}")
    url = postgresql_server.replace("/postgres?", f"/{name}?", 1)
    system = bootstrap.build(Config(tmp_path_factory.mktemp("filled"), url))
    fill(system)
    system.stop()
    return name


@dataclass
class Deed:
    """What somebody did, to be looked at afterwards."""

    error: Exception | None = None
    value: Any = None


class World:
    """A system with people in it. Nothing is executed unless `executing`."""

    def __init__(self, system: bootstrap.System) -> None:
        self.system = system
        self.runtime: Runtime = system.runtime

    @property
    def dialect(self) -> str:
        return self.runtime.database.dialect

    def viewer(self, username: str) -> Viewer:
        return Viewer(username, "zh-CN")

    def start(self, process: str = "note", by: str = "wangli", *, send: bool = True, **data: Any) -> str:
        values = {"title": "纸", "amount": "10", "fixed": "不变", "secret": "底价", "remark": "无", **data}
        return submit.start(self.runtime, self.viewer(by), process, values, {}, submit=send)

    def state(self, instance: str) -> State:
        with self.runtime.database.read() as connection:
            row = instances.load(connection, instance)
            assert row is not None
            return instances.state_of(connection, row)

    def task(self, instance: str, user: str) -> str:
        """The open task of a person in a case."""
        state = self.state(instance)
        return next(
            item.id for item in state.tasks.values() if item.state == "open" and item.assignee == user
        )

    def act(self, user: str, task: str, command: str = "approve", **given: Any) -> State:
        given.setdefault("opinion", REASON)
        return act.on_task(self.runtime, self.viewer(user), task, command, act.TaskInput(**given))

    def approved(self, process: str, **data: Any) -> str:
        """A case whose only approval is given: its follow-ups are queued."""
        instance = self.start(process, **data)
        self.act("zhaomin", self.task(instance, "zhaomin"), data={"remark": "好"})
        return instance

    def jobs(self, instance: str) -> list[Any]:
        with self.runtime.database.read() as connection:
            return jobs.of_instance(connection, instance)

    def job(self, instance: str) -> Any:
        return self.jobs(instance)[0]

    def entries(self) -> int:
        """Records that follow-ups have made."""
        from sqlalchemy import text

        with self.runtime.database.read() as connection:
            version = self.runtime.definitions.form(connection, "entries")
            return int(connection.execute(text(f"SELECT count(*) FROM form_{version.id}")).scalar_one())

    def goods(self, count: int) -> None:
        """So many records in the ledger `goods`, straight into its table: `货1`, `货2`, … at 1.50, 2.50, …"""
        runtime = self.runtime
        with runtime.database.write() as connection:
            version = runtime.definitions.form(connection, "goods")
            main = form_data.tables_of(runtime, connection, version).main
            code, price = main.columns["name"].column.name, main.columns["price"].column.name
            made = {"case_status": "record", "created_by": "admin", "number": ""}
            made |= {"created_at": runtime.clock(), "updated_at": runtime.clock()}
            rows = [
                {**made, "title": f"货{n}", code: f"货{n}", price: Decimal(f"{n}.50")}
                for n in range(1, count + 1)
            ]
            connection.execute(main.table.insert(), rows)

    def notices(self, user: str) -> list[notices.Told]:
        return notices.listed(self.runtime, self.viewer(user), None, 50)[0]

    @contextmanager
    def executing(self) -> Iterator[None]:
        self.system.start()
        yield


def eventually(look: Callable[[], T], seconds: float = 20.0) -> T:
    """The first true answer of `look`; fails when none comes."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {look}")
        time.sleep(0.02)


@contextmanager
def database_of(request: pytest.FixtureRequest, dialect: str, folder: Path) -> Iterator[str]:
    """The address of a fresh copy of the filled database."""
    if dialect == "sqlite":
        shutil.copy(request.getfixturevalue("filled_sqlite"), folder / "banjie.db")
        yield f"sqlite:///{folder / 'banjie.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("filled_postgresql")
    name = f"w{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield server.replace("/postgres?", f"/{name}?", 1)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=("sqlite", "postgresql"))
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """The configuration of a filled system that no process has opened yet."""
    with database_of(request, request.param, tmp_path) as url:
        yield Config(tmp_path, url, lease_seconds=LEASE)


@pytest.fixture
def world(config: Config) -> Iterator[World]:
    system = bootstrap.build(config)
    try:
        yield World(system)
    finally:
        system.stop()


class Clock:
    """A clock that stands still unless told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)
