"""`banjie upgrade`: backed up, migrated and verified, or exactly as before."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from tests.commands.test_backup import dump, programs_of

from banjie import bootstrap
from banjie.commands.upgrade import upgrade
from banjie.config import Config, load
from banjie.demo import company
from banjie.followups import pgqueuer_schema
from banjie.storage import migrations
from banjie.storage.migrations import run

ADDS = "op.add_column('role', sa.Column('colour', sa.Text()))"
NextRelease = Callable[[str], None]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NextRelease:
    """A program whose tables are one revision further; its migration does what the test says."""

    def make(body: str) -> None:
        folder = tmp_path / "versions"
        folder.mkdir()
        (folder / "r_next.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision, down_revision = '9000', {migrations.HEAD!r}\n"
            f"def upgrade():\n    {body}\n"
        )
        settings = AlembicConfig()
        settings.set_main_option("script_location", str(Path(run.__file__).parent))
        settings.set_main_option("path_separator", "os")
        settings.set_main_option(
            "version_locations", os.pathsep.join([str(Path(run.__file__).parent / "versions"), str(folder)])
        )
        monkeypatch.setattr(run, "scripts", lambda: ScriptDirectory.from_config(settings))
        monkeypatch.setattr(migrations, "HEAD", "9000")

    return make


def columns(config: Config) -> list[str]:
    with closing(sqlite3.connect(config.data / "banjie.db")) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(role)")]


def test_what_is_current_is_backed_up_and_verified_and_not_changed(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump(config)

    assert upgrade(config, None) == 0

    assert dump(config) == before
    assert len(list((config.data / "backups").glob("*.tar.gz"))) == 1
    assert migrations.HEAD in capsys.readouterr().out


def test_a_new_revision_is_reached(config: Config, next_release: NextRelease, tmp_path: Path) -> None:
    next_release(ADDS)

    assert upgrade(config, tmp_path / "elsewhere") == 0

    assert "colour" in columns(config)
    assert list((tmp_path / "elsewhere").glob("*.tar.gz"))


def test_after_a_migration_that_fails_everything_is_as_before(
    config: Config, next_release: NextRelease, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump(config)
    next_release(f"{ADDS}; op.execute('DELETE FROM person'); op.execute('SELECT nonsense')")

    assert upgrade(config, None) == 1

    assert dump(config) == before
    assert "nonsense" in capsys.readouterr().err


def test_a_migration_that_harms_the_event_log_is_taken_back(
    config: Config, next_release: NextRelease
) -> None:
    before = dump(config)
    next_release("""op.execute("UPDATE event SET actor = 'somebody'")""")

    assert upgrade(config, None) == 1

    assert dump(config) == before


def test_what_fails_after_the_commit_is_restored_from_the_backup(
    config: Config, next_release: NextRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(config)
    (config.data / "files").mkdir(exist_ok=True)
    (config.data / "files" / "x").write_bytes(b"attachment")
    next_release(ADDS)
    prepare = bootstrap.prepare_database

    def fail_late(*arguments: object) -> bool:
        prepare(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("late")

    monkeypatch.setattr(bootstrap, "prepare_database", fail_late)

    assert upgrade(config, None) == 1

    assert dump(config) == before
    assert (config.data / "files" / "x").read_bytes() == b"attachment"


def test_where_nothing_is_there_nothing_is_made(tmp_path: Path) -> None:
    assert upgrade(load(tmp_path / "none"), None) == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["upgrade", "serve", "verify"])
def test_a_program_that_is_too_old_says_so_and_touches_nothing(config: Config, command: str) -> None:
    with closing(sqlite3.connect(config.data / "banjie.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = dump(config)

    done = subprocess.run(
        [sys.executable, "-c", "from banjie.cli import main; main()", command, "--data", str(config.data)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "9999" in done.stderr
    assert "Traceback" not in done.stderr
    assert dump(config) == before
    assert not (config.data / "backups").exists()


def test_on_postgresql_a_failure_after_the_commit_is_restored_too(
    postgresql_server: str, tmp_path: Path, next_release: NextRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PgQueuer converges its tables outside of any transaction of ours."""
    monkeypatch.setenv("PATH", f"{programs_of(postgresql_server)}:{os.environ['PATH']}")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE upgraded")
    config = load(tmp_path / "data", postgresql_server.replace("/postgres?", "/upgraded?", 1))
    system = bootstrap.build(config)
    with system.runtime.database.write() as rows:
        company.create(rows)
    system.stop()
    next_release(f"{ADDS}; op.create_table('form_99', sa.Column('id', sa.Integer()))")

    def fail(_address: str) -> None:
        raise RuntimeError("late")

    monkeypatch.setattr(pgqueuer_schema, "install", lambda _connection: True)
    monkeypatch.setattr(pgqueuer_schema, "upgrade", fail)

    assert upgrade(config, None) == 1

    with psycopg.connect(config.database_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() != ("9000",)
        assert connection.execute("SELECT to_regclass('form_99')").fetchone() == (None,)
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (9,)
