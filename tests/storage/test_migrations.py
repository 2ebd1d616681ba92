"""The system tables' history: every way to a database ends in the same tables, and a start costs one SELECT."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from banjie.bootstrap import prepare_database
from banjie.storage import tables
from banjie.storage.database import Database, metadata, open_database
from banjie.storage.migrations import BASELINE, HEAD, NewerDatabaseError, revision_of
from banjie.storage.migrations.run import scripts, upgrade


def ours(_object: object, name: str | None, kind: str, reflected: bool, _compare_to: object) -> bool:
    """Not PgQueuer's tables, which are its own."""
    return not (kind == "table" and reflected and str(name).startswith("banjie_")) and "pgqueuer" not in str(
        name
    )


def defaults_differ(
    _c: object, _i: object, _m: object, stored: str | None, _d: object, wanted: str | None
) -> bool:
    """Alembic reads SQLite's empty text as no text."""
    return (stored or "").strip("()'") != (wanted or "").strip("()'") if stored != wanted else False


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": COMPARE[connection.dialect.name],
            "include_object": ours,
        },
    )
    return list(compare_metadata(context, metadata))


COMPARE = {"sqlite": defaults_differ, "postgresql": True}


def found_in(database: Database) -> tuple[str | None, list[object]]:
    with database.read() as connection:
        return revision_of(connection), differences(connection)


def test_the_constant_is_the_last_revision_and_revisions_form_one_line_of_numbers() -> None:
    directory = scripts()
    line = [script.revision for script in directory.walk_revisions()][::-1]

    assert directory.get_heads() == [HEAD]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]


def test_an_empty_database_gets_the_tables_that_the_program_knows(empty_database: Database) -> None:
    assert prepare_database(empty_database)

    assert found_in(empty_database) == (HEAD, [])


def test_migrating_twice_changes_nothing(empty_database: Database) -> None:
    prepare_database(empty_database)

    assert not prepare_database(empty_database)
    assert found_in(empty_database) == (HEAD, [])


def test_a_database_from_before_migrations_keeps_its_rows_and_gets_a_number(database: Database) -> None:
    with database.write() as connection:
        connection.execute(tables.role.insert().values(code="kept", name="kept"))

    assert prepare_database(database)

    assert found_in(database) == (HEAD, [])
    with database.read() as connection:
        assert connection.execute(tables.role.select()).scalars().all() == ["kept"]


def test_one_that_lacks_a_table_is_filled_up(database: Database) -> None:
    with database.write() as connection:
        tables.notice.drop(connection)

    prepare_database(database)

    assert found_in(database) == (HEAD, [])


def test_a_database_of_an_earlier_release_keeps_its_rows_and_gets_what_is_new(
    empty_database: Database,
) -> None:
    with empty_database.write() as connection:
        upgrade(connection, BASELINE)
        connection.execute(tables.role.insert().values(code="kept", name="kept"))

    assert prepare_database(empty_database)

    assert found_in(empty_database) == (HEAD, [])
    with empty_database.read() as connection:
        assert connection.execute(tables.role.select()).scalars().all() == ["kept"]


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty_database: Database) -> None:
    prepare_database(empty_database)
    with empty_database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerDatabaseError):
        prepare_database(empty_database)

    with empty_database.read() as connection:
        assert revision_of(connection) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables are made and taken back in the one transaction, on both databases."""

    def refuse(connection: Connection) -> None:
        assert inspect(connection).has_table("event")
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        prepare_database(empty_database, refuse)

    with empty_database.read() as connection:
        assert inspect(connection).get_table_names() == []


def test_several_processes_may_start_at_once(empty_database: Database) -> None:
    url = empty_database.engine.url.render_as_string(hide_password=False)

    def start(_: int) -> None:
        with open_database(url) as database:
            prepare_database(database)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))

    assert found_in(empty_database) == (HEAD, [])


def test_a_start_with_current_tables_does_not_load_alembic(empty_database: Database) -> None:
    prepare_database(empty_database)
    url = empty_database.engine.url.render_as_string(hide_password=False)
    program = (
        "import sys\n"
        "from banjie.bootstrap import prepare_database\n"
        "from banjie.storage.database import open_database\n"
        f"prepare_database(open_database({url!r}))\n"
        "print('alembic' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
