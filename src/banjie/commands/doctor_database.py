"""The check-up of the database: reachable, of which kind, up to date, and what waits in it. Changes nothing."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from banjie.commands.doctor_line import Line, brief, failing, ok, warning
from banjie.config import Config
from banjie.storage import health, migrations, settings
from banjie.storage.database import Database
from banjie.storage.postgresql_tools import ToolError, find

_PATIENCE = timedelta(minutes=5)
_CHECKED_BYTES = 1_000_000_000
_OLDEST_POSTGRESQL = 14
_LOCAL = ("127.0.0.1", "localhost", "::1")


def sqlite_file(config: Config) -> Iterator[Line]:
    """The file itself, read without touching it. Yields a failing line where it cannot be used."""
    path = Path(config.database_url.removeprefix("sqlite:///"))
    if not path.is_file():
        yield failing("no_database", path=path)
        return
    if not os.access(path, os.R_OK | os.W_OK):
        yield failing("sqlite_readonly", path=path)
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
            small = path.stat().st_size < _CHECKED_BYTES
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if small else "ok"
    except sqlite3.Error as error:
        yield failing("sqlite_broken", path=path, detail=brief(error))
        return
    if said != "ok":
        yield failing("sqlite_broken", path=path, detail=said)
        return
    yield ok("sqlite", path=path) if mode == "wal" else warning("sqlite_no_wal", path=path, mode=mode)
    if os.name == "posix" and path.stat().st_mode & 0o007 and path.parent.stat().st_mode & 0o001:
        yield warning("sqlite_open", path=path, mode=f"{path.stat().st_mode & 0o777:o}")


def postgresql(config: Config, database: Database, now: datetime) -> Iterator[Line]:
    """The server, its clock, and the program that backs it up."""
    url = make_url(config.database_url)
    where = f"{url.host or url.query.get('host', '')}/{url.database}"
    try:
        with database.read() as connection:
            version = int(str(connection.execute(text("SHOW server_version_num")).scalar_one())) // 10000
            encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
            there: datetime = connection.execute(text("SELECT now()")).scalar_one()
    except SQLAlchemyError as error:
        yield failing(
            "postgresql_unreachable", where=where, detail=brief(getattr(error, "orig", None) or error)
        )
        return
    if version < _OLDEST_POSTGRESQL:
        yield failing("postgresql_old", where=where, version=version, oldest=_OLDEST_POSTGRESQL)
    elif encoding != "UTF8":
        yield failing("postgresql_encoding", where=where, encoding=encoding)
    else:
        yield ok("postgresql", where=where, version=version)
    apart = round(abs((there - now).total_seconds()))
    if apart > 10:
        yield warning("clocks_apart", seconds=apart)
    yield from _backup_program(version)


def _backup_program(server: int) -> Iterator[Line]:
    try:
        for program in ("pg_restore", "psql"):
            find(program)
        said = subprocess.run(  # noqa: S603 - a program without arguments of others
            [find("pg_dump"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (ToolError, OSError, subprocess.CalledProcessError):
        yield failing("pg_dump_missing", server=server)
        return
    found = re.search(r"\) (\d+)", said)
    own = int(found[1]) if found else 0
    yield ok("pg_dump", version=own) if own >= server else failing("pg_dump_old", version=own, server=server)


def content(database: Database, now: datetime) -> Iterator[Line]:
    """How far the tables are, what waits in them, and whether time runs forward."""
    try:
        with database.read() as connection:
            kind = migrations.kind_of(connection)
            if kind != "current":
                yield warning("database_empty") if kind == "empty" else warning("migrations_due")
                return
            yield ok("migrations", revision=migrations.HEAD)
            yield from _work(connection, now)
    except migrations.NewerDatabaseError as error:
        yield failing("migrations_newer", revision=error.revision, known=migrations.HEAD)
    except SQLAlchemyError as error:
        yield failing("database_failed", detail=brief(getattr(error, "orig", None) or error))


def _work(connection: Connection, now: datetime) -> Iterator[Line]:
    found = health.backlog(connection, now - _PATIENCE)
    overdue = found.overdue_jobs + found.overdue_timers
    yield (
        failing("overdue", jobs=found.overdue_jobs, timers=found.overdue_timers)
        if overdue
        else ok("no_overdue")
    )
    yield warning("incidents", count=found.incidents) if found.incidents else ok("no_incidents")
    latest = health.latest_case(connection)
    if latest is not None and latest > now + timedelta(minutes=1):
        yield failing("cases_ahead", at=latest.isoformat(timespec="seconds"))


def demo(database: Database, host: str, port: int) -> Iterator[Line]:
    """Passwords that everybody can read must not be reachable by everybody."""
    try:
        with database.read() as connection:
            if migrations.kind_of(connection) != "current":
                return
            found = settings.get(connection, "demo") or {}
    except (SQLAlchemyError, migrations.NewerDatabaseError):
        return
    if not found:
        return
    public = host not in _LOCAL or _answers_to_others(port)
    if found.get("password") and public:
        yield failing("demo_public")
    else:
        yield warning("demo_company")


def _answers_to_others(port: int) -> bool:
    """Whether something listens at this port of the machine's own address in the network."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks for the way
            own = probe.getsockname()[0]
        if own.startswith("127."):
            return False
        with socket.create_connection((own, port), timeout=0.5):
            return True
    except OSError:
        return False
