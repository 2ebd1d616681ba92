"""`banjie backup` and `restore`: everything into one archive and back (`storage/archives`)."""

from __future__ import annotations

import tarfile
import time
from pathlib import Path

from banjie.commands.serving import complain, say
from banjie.config import Config
from banjie.storage import archives
from banjie.storage.archives import OtherDatabaseError

_UNITS = {"m": 60, "h": 3600, "d": 86400}


def backup(config: Config, to: Path, every: str | None, keep: int) -> int:
    """One backup, or one after every interval (`1d`, `12h`, `30m`), keeping the latest `keep`."""
    seconds = _seconds(every)
    if every is not None and seconds is None:
        complain("bad_interval", every=every)
        return 2
    if config.embedded and not archives.is_there(config):
        complain("nothing_to_back_up", data=config.data)
        return 2
    while True:
        try:
            archive = archives.make_archive(config, to)
        except archives.Failures as error:
            complain("backup_failed", detail=error)
            return 1
        say("backed_up", path=archive)
        archives.prune(to, keep)
        if seconds is None:
            return 0
        time.sleep(seconds)


def restore(config: Config, archive: Path, *, overwrite: bool) -> int:
    """Put an archive's content in place. Refuses to overwrite unless told."""
    if not archive.is_file():
        complain("no_archive", path=archive)
        return 2
    occupied = archives.is_there(config)
    if (occupied or (config.data / "secret.key").exists()) and not overwrite:
        complain("would_overwrite", data=config.data)
        return 2
    try:
        archives.put_back(config, archive)
    except (tarfile.TarError, ValueError, EOFError) as error:
        complain("broken_archive", detail=error)
        return 1
    except OtherDatabaseError:
        complain("other_database")
        return 2
    except archives.Failures as error:
        complain("restore_failed", detail=error)
        return 1
    say("restored", data=config.data)
    return 0


def _seconds(text: str | None) -> float | None:
    if text is None or len(text) < 2 or text[-1] not in _UNITS or not text[:-1].isdigit():
        return None
    return int(text[:-1]) * _UNITS[text[-1]] or None
