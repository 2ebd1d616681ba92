"""`banjie backup` and `restore`: the database, the attachments and the installation's key in one archive.

SQLite is copied with its own online backup, so a running server need not stop; PostgreSQL through its own
`pg_dump` and `pg_restore`. An archive is complete or it is not there: it is written aside and renamed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from banjie.commands.serving import complain, say
from banjie.config import Config

FORMAT = 1
_PREFIX = "banjie-"
_UNITS = {"m": 60, "h": 3600, "d": 86400}


def backup(config: Config, to: Path, every: str | None, keep: int) -> int:
    """One backup, or one after every interval (`1d`, `12h`, `30m`), keeping the latest `keep`."""
    seconds = _seconds(every)
    if every is not None and seconds is None:
        complain("bad_interval", every=every)
        return 2
    if config.embedded and not _database_file(config).exists():
        complain("nothing_to_back_up", data=config.data)
        return 2
    while True:
        try:
            archive = make_archive(config, to)
        except (OSError, subprocess.CalledProcessError) as error:
            complain("backup_failed", detail=error)
            return 1
        say("backed_up", path=archive)
        for old in sorted(to.glob(f"{_PREFIX}*.tar.gz"))[:-keep] if keep > 0 else ():
            old.unlink()
        if seconds is None:
            return 0
        time.sleep(seconds)


def make_archive(config: Config, to: Path) -> Path:
    """Write one archive into the folder `to`; returns its path. Raises OSError, CalledProcessError."""
    to.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = to / f"{_PREFIX}{stamp}.tar.gz"
    with tempfile.TemporaryDirectory(prefix=".banjie-backup-", dir=to) as folder:
        work = Path(folder)
        name = _dump(config, work)
        manifest = {"format": FORMAT, "at": stamp, "database": name}
        (work / "manifest.json").write_text(json.dumps(manifest))
        aside = work / "archive.tar.gz"
        with tarfile.open(aside, "w:gz") as archive:
            for item in ("manifest.json", name):
                archive.add(work / item, item)
            for item in ("secret.key", "files"):
                if (config.data / item).exists():
                    archive.add(config.data / item, item)
        aside.chmod(0o600)
        aside.replace(target)
    return target


def restore(config: Config, archive: Path, *, overwrite: bool) -> int:
    """Put an archive's content in place. Refuses to overwrite unless told."""
    if not archive.is_file():
        complain("no_archive", path=archive)
        return 2
    occupied = _database_file(config).exists() if config.embedded else _has_tables(config)
    if (occupied or (config.data / "secret.key").exists()) and not overwrite:
        complain("would_overwrite", data=config.data)
        return 2
    config.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".banjie-restore-", dir=config.data) as folder:
        work = Path(folder)
        try:
            with tarfile.open(archive, "r:gz") as opened:
                _unpack(opened, work)
            manifest = json.loads((work / "manifest.json").read_text())
        except (tarfile.TarError, OSError, ValueError, EOFError) as error:
            complain("broken_archive", detail=error)
            return 1
        embedded = manifest["database"] == "banjie.db"
        if embedded != config.embedded:
            complain("other_database")
            return 2
        try:
            _load(config, work / manifest["database"])
        except (OSError, subprocess.CalledProcessError) as error:
            complain("restore_failed", detail=error)
            return 1
        for item in ("secret.key", "files"):
            _replace(work / item, config.data / item)
    say("restored", data=config.data)
    return 0


def _unpack(archive: tarfile.TarFile, work: Path) -> None:
    """Plain files and folders with plain names only. Raises TarError for anything else.

    Checked by hand: the extraction filters are not in every Python 3.11.
    """
    for member in archive.getmembers():
        plain = member.isreg() or member.isdir()
        parts = Path(member.name).parts
        if not plain or member.name.startswith("/") or ".." in parts:
            raise tarfile.TarError(f"unexpected entry {member.name!r}")
        member.mode = 0o700 if member.isdir() else 0o600
        member.uid = member.gid = 0
        member.uname = member.gname = ""
    if hasattr(tarfile, "data_filter"):
        archive.extraction_filter = tarfile.data_filter
    archive.extractall(work)  # noqa: S202 - every member was looked at


def _dump(config: Config, work: Path) -> str:
    """The database into the folder; returns the file's name."""
    if config.embedded:
        with (
            closing(sqlite3.connect(_database_file(config))) as source,
            closing(sqlite3.connect(work / "banjie.db")) as target,
        ):
            source.backup(target)
        return "banjie.db"
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(work / "banjie.dump"), _plain_url(config))
    return "banjie.dump"


def _load(config: Config, dumped: Path) -> None:
    if not config.embedded:
        _run(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", _plain_url(config), str(dumped)
        )
        return
    target = _database_file(config)
    for leftover in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
        leftover.unlink(missing_ok=True)
    dumped.replace(target)


def _replace(source: Path, target: Path) -> None:
    if not source.exists():
        return
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(f"{program} is not installed (package postgresql-client)")
    subprocess.run([found, *arguments], check=True, capture_output=True)  # noqa: S603 - our own arguments


def _database_file(config: Config) -> Path:
    return Path(config.database_url.removeprefix("sqlite:///"))


def _plain_url(config: Config) -> str:
    return config.database_url.replace("postgresql+psycopg://", "postgresql://")


def _has_tables(config: Config) -> bool:
    import psycopg

    with psycopg.connect(_plain_url(config)) as connection:
        found = connection.execute("SELECT to_regclass('instance')").fetchone()
    return bool(found and found[0])


def _seconds(text: str | None) -> float | None:
    if text is None or len(text) < 2 or text[-1] not in _UNITS or not text[:-1].isdigit():
        return None
    return int(text[:-1]) * _UNITS[text[-1]] or None
