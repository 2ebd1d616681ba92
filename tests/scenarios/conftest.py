"""The demo company on SQLite and on PostgreSQL, served over HTTP, with real receivers beside it.

The company is made once per dialect and copied for each module: every account is signed in already. What a
module's tests send stays in that copy; what arrives at the receivers is told apart by time.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
import uvicorn
from tests.scenarios.office import Office, Receivers

from banjie import bootstrap
from banjie.config import Config
from banjie.demo import hosting, load
from banjie.demo.receivers.launch import RunningReceivers
from banjie.services import sign_in
from banjie.storage import settings

DIALECTS = ("sqlite", "postgresql")
RETRY_PLAN = [0.1, 0.2, 0.4]
Sessions = dict[str, tuple[str, str]]
_numbers = count(1)


@dataclass(frozen=True)
class Company:
    """A copy of the demo company: what is needed to start a system over it."""

    config: Config
    sessions: Sessions


@dataclass(frozen=True)
class Templates:
    """The demo company made once per dialect: a folder, and for PostgreSQL a database beside it."""

    folder: Path
    server: str
    sessions: Sessions

    @contextmanager
    def copy(self, dialect: str, to: Path) -> Iterator[Company]:
        shutil.copytree(self.folder / dialect, to, dirs_exist_ok=True)
        if dialect == "sqlite":
            yield Company(Config(data=to, database_url=f"sqlite:///{to / 'banjie.db'}"), self.sessions)
            return
        name = f"scenario_{next(_numbers)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE demo_company")
            url = self.server.replace("/postgres?", f"/{name}?", 1)
            try:
                yield Company(Config(data=to, database_url=url, lease_seconds=1.0), self.sessions)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _make_company(config: Config, sessions: Sessions) -> None:
    system = bootstrap.build(config)
    try:
        load.load_demo(system, public=True, receivers=False, history=False)
        with system.runtime.database.write() as connection:
            settings.put(connection, "retry_plan", RETRY_PLAN)
        for user in load.company.PEOPLE:
            signed_in = sign_in.sign_in(system.runtime, user[0], load.company.PASSWORD, "127.0.0.1")
            sessions[f"{user[0]}@{system.runtime.database.dialect}"] = (signed_in.secret, signed_in.csrf)
    finally:
        system.stop()


@pytest.fixture(scope="session")
def templates(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("companies")
    sessions: Sessions = {}
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE demo_company")
    urls = {
        "sqlite": f"sqlite:///{folder / 'sqlite' / 'banjie.db'}",
        "postgresql": postgresql_server.replace("/postgres?", "/demo_company?", 1),
    }
    for dialect in DIALECTS:
        _make_company(Config(data=folder / dialect, database_url=urls[dialect]), sessions)
    return Templates(folder, postgresql_server, sessions)


@pytest.fixture(scope="session")
def receivers_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningReceivers]:
    with RunningReceivers(tmp_path_factory.mktemp("receivers"), smtp_port=0, http_port=0) as running:
        yield running


@pytest.fixture(scope="session")
def receivers_client(receivers_process: RunningReceivers) -> Iterator[Receivers]:
    client = Receivers(receivers_process)
    yield client
    client.close()


@pytest.fixture(autouse=True)
def receivers(receivers_client: Receivers) -> Iterator[Receivers]:
    """The receivers in good health, with nothing arrived yet."""
    receivers_client.begin()
    yield receivers_client
    receivers_client.recover()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sessions_of(company: Company) -> Sessions:
    dialect = "sqlite" if company.config.embedded else "postgresql"
    return {
        key.partition("@")[0]: session
        for key, session in company.sessions.items()
        if key.endswith(f"@{dialect}")
    }


def point_to(company: Company, receivers: Receivers) -> None:
    """Let the company's connections lead to these receivers; a server then starts none of its own."""
    system = bootstrap.build(company.config)
    try:
        running = receivers.running
        hosting.point_connections(system.runtime, running.smtp_url, running.http_url)
        with system.runtime.database.write() as connection:
            settings.remove(connection, "demo_receivers")
    finally:
        system.stop()


@contextmanager
def served(company: Company, receivers: Receivers) -> Iterator[Office]:
    """A system over this copy behind a real HTTP server in this process, with its executor."""
    with ExitStack() as stack:
        system = bootstrap.build(company.config)
        stack.callback(system.stop)
        hosting.point_connections(system.runtime, receivers.running.smtp_url, receivers.running.http_url)
        system.start()
        port = free_port()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Litestar, for 3.0
            app = system.app()
        server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(10)

        stack.callback(stop)
        while not server.started:
            time.sleep(0.01)
        made = Office(f"http://127.0.0.1:{port}", sessions_of(company), receivers)
        stack.callback(made.close)
        yield made


@pytest.fixture(scope="module", params=DIALECTS)
def office(
    request: pytest.FixtureRequest,
    templates: Templates,
    receivers_client: Receivers,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    """The company for all tests of a module."""
    folder = tmp_path_factory.mktemp("data")
    with templates.copy(request.param, folder) as company, served(company, receivers_client) as made:
        yield made


@pytest.fixture(params=DIALECTS)
def company(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """A copy of the company for one test that starts servers itself."""
    with templates.copy(request.param, tmp_path / "data") as made:
        yield made
