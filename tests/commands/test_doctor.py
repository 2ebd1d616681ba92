"""`banjie doctor`: finds what is wrong, says what to do, changes nothing and prints no secret."""

from __future__ import annotations

import ast
import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.commands.test_backup import dump, programs_of

from banjie import bootstrap
from banjie.commands import doctor, doctor_database, doctor_machine
from banjie.config import Config, load
from banjie.messages import LOCALES, catalogue
from banjie.services.vault import vault_of
from banjie.storage import connections, tables
from banjie.storage.connections import ConnectionRow

SOURCES = sorted(Path(doctor.__file__).parent.glob("doctor*.py"))
SECRET = "very-secret"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The test PDF takes seconds; one test makes it."""
    if "renders" not in request.node.name:
        monkeypatch.setattr(doctor_machine, "documents", lambda _now: iter(()))
        monkeypatch.setattr(doctor_machine, "web", lambda: iter(()))


def found(config: Config, now: datetime | None = None) -> dict[str, str]:
    """The level of each finding."""
    return {line.key: line.level for line in doctor.examine(config, now)}


def connect(config: Config, *rows: ConnectionRow) -> None:
    system = bootstrap.build(config)
    with system.runtime.database.write() as connection:
        for row in rows:
            connections.put(connection, row)
    system.stop()


def row(url: str, kind: str = "http", *, private: bool = True) -> ConnectionRow:
    return ConnectionRow("partner", kind, url, private, None, {})


@contextmanager
def listening(greeting: bytes = b"") -> Iterator[int]:
    """A server on loopback that says `greeting` and then agrees to every line."""

    def serve() -> None:
        while True:
            try:
                taken, _ = server.accept()
            except OSError:
                return
            with taken, taken.makefile("rwb") as stream:
                stream.write(greeting)
                stream.flush()
                while greeting and stream.readline():
                    stream.write(b"250 fine\r\n")
                    stream.flush()

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]


def unused_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


def test_every_line_has_its_words_and_says_what_to_do() -> None:
    lines: set[tuple[str, str]] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="ok" | "warning" | "failing" as level), args=[ast.Constant(str(key))]
                ):
                    lines.add((level, key))
    assert len(lines) > 30

    for locale in LOCALES:
        words = catalogue(locale)
        assert [key for _, key in lines if f"doctor.{key}" not in words] == []
        assert [key for level, key in lines if level != "ok" and f"doctor.{key}.todo" not in words] == []


def test_a_healthy_company_is_healthy_and_renders_a_pdf(
    config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_machine, "web", lambda: iter(()))  # a checkout may not have built it

    assert doctor.doctor(config) == 0, capsys.readouterr().out

    assert {"pdf", "fonts", "sqlite", "migrations", "data", "no_overdue"} <= found(config).keys()


def test_a_missing_company_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    config = load(tmp_path / "none")

    assert doctor.doctor(config) == 1
    assert found(config)["data_missing"] == "failing"
    assert found(config)["no_database"] == "failing"
    assert not config.data.exists()


def test_looking_changes_nothing(config: Config) -> None:
    before = dump(config)

    doctor.doctor(config)

    assert dump(config) == before


def test_a_key_that_others_can_read_is_failing(config: Config) -> None:
    bootstrap.build(config).stop()
    path = config.data / "secret.key"
    path.write_bytes(b"no key")
    path.chmod(0o644)
    assert found(config)["key_open"] == "failing"

    path.chmod(0o600)
    assert found(config)["key_bad"] == "failing"


def test_a_damaged_database_is_told_as_such(config: Config) -> None:
    (config.data / "banjie.db").write_bytes(b"no database at all, but some bytes" * 100)

    assert found(config)["sqlite_broken"] == "failing"


@pytest.mark.parametrize(
    ("change", "key", "level"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "migrations_newer", "failing"),
        ("DROP TABLE alembic_version", "migrations_due", "warning"),
    ],
)
def test_tables_of_another_version_are_told(config: Config, change: str, key: str, level: str) -> None:
    with closing(sqlite3.connect(config.data / "banjie.db")) as connection:
        connection.execute(change)
        connection.commit()

    assert found(config)[key] == level


def test_work_that_waits_is_counted(config: Config) -> None:
    system = bootstrap.build(config)
    now = datetime.now(UTC)
    with system.runtime.database.write() as connection:
        connection.execute(
            tables.timer.insert().values(id="t", instance="i", due_at=now - timedelta(hours=1))
        )
        for number, state in enumerate(("queued", "incident", "landed")):
            connection.execute(
                tables.job.insert().values(
                    id=f"j{number}", instance="i", node="n", node_name="n", connector="email", holds_open=True,
                    idempotency_key=f"k{number}", state=state, next_attempt_at=now - timedelta(hours=1),
                    created_at=now, updated_at=now,
                )
            )  # fmt: skip
    system.stop()

    lines = {line.key: line for line in doctor.examine(config)}
    assert lines["overdue"].params == {"jobs": 1, "timers": 1}
    assert lines["incidents"].params == {"count": 1}


def test_a_clock_that_was_set_back_is_noticed(config: Config) -> None:
    now = datetime.now(UTC)

    assert found(config, now - timedelta(days=2))["cases_ahead"] == "failing"
    assert found(config, datetime(2020, 1, 1, tzinfo=UTC))["clock_wrong"] == "failing"


def test_connections_are_reached_by_the_connectors_own_rules(config: Config) -> None:
    with listening() as web, listening(b"220 ready\r\n") as mail:
        connect(config, row(f"http://127.0.0.1:{web}/hook"))
        assert found(config)["connection"] == "ok"
        connect(config, row(f"http://127.0.0.1:{web}/hook", private=False))
        assert found(config)["connection_refused"] == "failing"
        connect(config, row(f"smtp://127.0.0.1:{mail}", "email"))
        assert found(config)["connection"] == "ok"
        connect(config, row("ftp://127.0.0.1/"))
        assert found(config)["connection_address"] == "failing"
    connect(config, row(f"http://127.0.0.1:{unused_port()}"))
    assert found(config)["connection_failed"] == "failing"
    connect(config, row("https://nowhere.invalid"))
    assert found(config)["connection_unresolved"] == "failing"
    connect(config, row(""))
    assert found(config)["connection_unset"] == "warning"


def test_a_key_that_does_not_fit_the_stored_secrets_is_told(config: Config) -> None:
    system = bootstrap.build(config)
    sealed = vault_of(system.runtime).seal({"secret": SECRET})
    system.stop()
    connect(config, ConnectionRow("erp", "http", "", False, sealed, {}))
    (config.data / "secret.key").unlink()
    assert found(config)["connection_no_key"] == "failing"

    connections.Vault(config.data)
    assert found(config)["connection_other_key"] == "failing"


def test_no_secret_is_printed(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    system = bootstrap.build(config)
    sealed = vault_of(system.runtime).seal({"secret": SECRET, "password": SECRET})
    system.stop()
    port = unused_port()
    connect(
        config,
        ConnectionRow("mail", "email", f"smtp://me:{SECRET}@127.0.0.1:{port}", True, sealed, {}),
        ConnectionRow(
            "webhook", "webhook", f"http://127.0.0.1:{port}/{SECRET}?key={SECRET}", True, sealed, {}
        ),
        ConnectionRow("erp", "http", f"http://me:{SECRET}@[bad", True, sealed, {"headers": {"X": SECRET}}),
    )
    doctor.doctor(config)
    doctor.doctor(load(config.data, f"postgresql://me:{SECRET}@127.0.0.1:{port}/banjie"))

    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    assert f"127.0.0.1:{port}" in said.out


def test_the_demos_passwords_are_for_this_machine_only(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_database, "_answers_to_others", lambda _port: False)
    assert found(config)["demo_company"] == "warning"
    assert found(load(config.data, host="0.0.0.0"))["demo_public"] == "failing"

    monkeypatch.setattr(doctor_database, "_answers_to_others", lambda _port: True)
    assert found(config)["demo_public"] == "failing"


def test_postgresql_and_its_programs_are_looked_at(
    postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE examined TEMPLATE template0 ENCODING 'UTF8'")
    config = load(tmp_path, postgresql_server.replace("/postgres?", "/examined?", 1))
    assert found(config)["database_empty"] == "warning"
    bootstrap.build(config).stop()

    monkeypatch.setenv("PATH", "")
    assert found(config)["pg_dump_missing"] == "failing"
    monkeypatch.setenv("PATH", f"{programs_of(postgresql_server)}:{os.environ['PATH']}")
    assert {"postgresql": "ok", "pg_dump": "ok", "migrations": "ok"}.items() <= found(config).items()
    nowhere = load(tmp_path, f"postgresql://me@127.0.0.1:{unused_port()}/x")
    assert found(nowhere)["postgresql_unreachable"] == "failing"
