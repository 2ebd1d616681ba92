"""Archives of everything: the database, the attachments and the installation's keys in one file.

SQLite is copied with its own online backup, so a running server need not stop; PostgreSQL through its own
programs (`postgresql_tools`). An archive is complete or it is not there: it is written aside and renamed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from banjie.config import Config
from banjie.storage import postgresql_tools
from banjie.storage.postgresql_tools import ToolError

FORMAT = 1
_PREFIX = "banjie-"
_ENDING = ".tar.gz"
_STAMP = "%Y%m%d-%H%M%S"
_KEPT = ("secret.key", "checkpoint.key", "files")
"""What of the data folder an archive holds beside the database."""

Failures = (OSError, sqlite3.Error, ToolError)
"""What making or putting back an archive may end in."""


class Archive(msgspec.Struct, frozen=True):
    """A finished archive; `size` in bytes."""

    path: Path
    at: datetime
    size: int


def listed(folder: Path) -> list[Archive]:
    """The archives in a folder, the newest first; none where there is no folder."""
    found = []
    for path in folder.glob(f"{_PREFIX}*{_ENDING}"):
        stamp = path.name.removeprefix(_PREFIX).removesuffix(_ENDING)
        try:
            at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
            found.append(Archive(path, at, path.stat().st_size))
        except (ValueError, FileNotFoundError):  # another program's file, or one just removed
            continue
    return sorted(found, key=lambda one: one.at, reverse=True)


def prune(folder: Path, keep: int) -> None:
    """Remove all archives but the newest; 0 keeps all."""
    for old in listed(folder)[keep:] if keep > 0 else ():
        old.path.unlink(missing_ok=True)


def make_archive(config: Config, to: Path) -> Path:
    """Write one archive into the folder `to`; returns its path. Raises OSError, ToolError."""
    to.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime(_STAMP)
    target = to / f"{_PREFIX}{stamp}{_ENDING}"
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
