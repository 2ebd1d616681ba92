"""`banjie backup` and `restore`: the database, the attachments and the installation's key in one archive.

SQLite is copied with its own online backup, so a running server need not stop; PostgreSQL through its own
programs (`postgresql_tools`). An archive is complete or it is not there: it is written aside and renamed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from banjie.commands import postgresql_tools
from banjie.commands.postgresql_tools import ToolError
from banjie.commands.serving import complain, say
from banjie.config import Config

FORMAT = 1
_PREFIX = "banjie-"
_KEPT = ("secret.key", "checkpoint.key", "files")
"""What of the data folder an archive holds beside the database."""
_UNITS = {"m": 60, "h": 3600, "d": 86400}


def backup(config: Config, to: Path, every: str | None, keep: int) -> int:
    """One backup, or one after every interval (`1d`, `12h`, `30m`), keeping the latest `keep`."""
    seconds = _seconds(every)
    if every is not None and seconds is None:
        complain("bad_interval", every=every)
        return 2
    if config.embedded and not is_there(config):
        complain("nothing_to_back_up", data=config.data)
        return 2
    while True:
        try:
            archive = make_archive(config, to)
        except (OSError, sqlite3.Error, ToolError) as error:
            complain("backup_failed", detail=error)
            return 1
        say("backed_up", path=archive)
        for old in sorted(to.glob(f"{_PREFIX}*.tar.gz"))[:-keep] if keep > 0 else ():
            old.unlink()
        if seconds is None:
            return 0
        time.sleep(seconds)


def make_archive(config: Config, to: Path) -> Path:
    """Write one archive into the folder `to`; returns its path. Raises OSError, ToolError."""
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
            for item in _KEPT:
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
    occupied = is_there(config)
    if (occupied or (config.data / "secret.key").exists()) and not overwrite:
        complain("would_overwrite", data=config.data)
        return 2
    try:
        put_back(config, archive)
    except (tarfile.TarError, ValueError, EOFError) as error:
        complain("broken_archive", detail=error)
        return 1
    except OtherDatabaseError:
        complain("other_database")
        return 2
    except (OSError, sqlite3.Error, ToolError) as error:
        complain("restore_failed", detail=error)
        return 1
    say("restored", data=config.data)
    return 0


class OtherDatabaseError(Exception):
    """The archive holds SQLite and the configuration names PostgreSQL, or the other way round."""


def put_back(config: Config, archive: Path) -> None:
    """Replace what is there by what the archive holds; a damaged archive changes nothing.

    Raises TarError, ValueError, EOFError (damaged), OtherDatabaseError, OSError, ToolError.
    """
    config.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".banjie-restore-", dir=config.data) as folder:
        work = Path(folder)
        try:
            with tarfile.open(archive, "r:gz") as opened:
                _unpack(opened, work)
            manifest = json.loads((work / "manifest.json").read_text())
        except (OSError, KeyError) as error:
            raise ValueError(str(error)) from error
        if (manifest["database"] == "banjie.db") != config.embedded:
            raise OtherDatabaseError
        _load(config, work / ("banjie.db" if config.embedded else "banjie.dump"))
        for item in _KEPT:
            _replace(work / item, config.data / item)


def is_there(config: Config) -> bool:
    """Whether there is a database of ours. Raises OperationalError where none can be reached."""
    return (
        _database_file(config).exists() if config.embedded else postgresql_tools.is_ours(config.database_url)
    )


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
    postgresql_tools.dump(config.database_url, work / "banjie.dump")
    return "banjie.dump"


def _load(config: Config, dumped: Path) -> None:
    if not config.embedded:
        postgresql_tools.load(config.database_url, dumped)
        return
    target = _database_file(config)
    for leftover in ("-wal", "-shm"):  # of the database that goes: they would be read as the new one's
        target.with_name(f"{target.name}{leftover}").unlink(missing_ok=True)
    dumped.replace(target)


def _replace(source: Path, target: Path) -> None:
    if not source.exists():
        return
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def _database_file(config: Config) -> Path:
    return Path(config.database_url.removeprefix("sqlite:///"))


def _seconds(text: str | None) -> float | None:
    if text is None or len(text) < 2 or text[-1] not in _UNITS or not text[:-1].isdigit():
        return None
    return int(text[:-1]) * _UNITS[text[-1]] or None
