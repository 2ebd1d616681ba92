"""The check-up of the machine: Python, folders, key, fonts, the PDF renderer, the web interface, the clock."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import banjie
from banjie.commands.doctor_line import Line, brief, failing, ok, warning
from banjie.config import Config
from banjie.documents.fonts import NoFontsError, font_paths
from banjie.documents.render import DocumentError, render
from banjie.messages import DEFAULT, words
from banjie.storage.connections import Vault

_OLDEST = (3, 11)
_LITTLE_MB, _TOO_LITTLE_MB = 2000, 200
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_TEST = "#set text(font: json(bytes(sys.inputs.fonts)))\n#set document(title: [test])\n#json(bytes(sys.inputs.data)).text"


def python() -> Iterator[Line]:
    version = platform.python_version()
    yield (
        ok("python", version=version)
        if sys.version_info >= _OLDEST
        else failing("python_old", version=version)
    )


def data_folder(config: Config) -> Iterator[Line]:
    """Whether it is there, ours to write, and has room."""
    if not config.data.is_dir():
        yield failing("data_missing", path=config.data)
        return
    try:
        with tempfile.TemporaryFile(dir=config.data):
            pass
    except OSError as error:
        yield failing("data_readonly", path=config.data, detail=brief(error))
        return
    megabytes = shutil.disk_usage(config.data).free // 1_000_000
    size = f"{megabytes / 1000:.1f}"
    if megabytes < _TOO_LITTLE_MB:
        yield failing("disk_full", path=config.data, gigabytes=size)
    elif megabytes < _LITTLE_MB:
        yield warning("disk_low", path=config.data, gigabytes=size)
    else:
        yield ok("data", path=config.data, gigabytes=size)


def key(config: Config) -> Iterator[Line]:
    """The key of the stored secrets is for its owner only."""
    path = config.data / "secret.key"
    if not path.exists():
        yield ok("key_none")
    elif os.name == "posix" and path.stat().st_mode & 0o077:
        yield failing("key_open", path=path, mode=f"{path.stat().st_mode & 0o777:o}")
    else:
        try:
            Vault(config.data)
        except (OSError, ValueError):
            yield failing("key_bad", path=path)
        else:
            yield ok("key")


def documents(now: datetime) -> Iterator[Line]:
    """The fonts, and one line of Chinese as PDF."""
    try:
        paths = font_paths()
    except NoFontsError:
        yield failing("fonts_missing")
        return
    names = ", ".join(path.name for path in paths)
    yield ok("fonts", names=names) if len(paths) > 1 else warning("fonts_no_bold", names=names)
    try:
        content = render(_TEST, {"text": words(DEFAULT, "doctor.pdf_sample")}, timestamp=now)
    except DocumentError as error:
        yield failing("pdf_failed", detail=brief(error))
    else:
        yield ok("pdf", kilobytes=len(content) // 1000)


def web() -> Iterator[Line]:
    built = (Path(banjie.__file__).parent / "static" / "index.html").is_file()
    yield ok("web") if built else failing("web_missing")


def clock(now: datetime) -> Iterator[Line]:
    """Before this program was written, the clock cannot be right; whether it is ahead the events tell."""
    shown = now.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    yield ok("clock", now=shown) if now > _WRITTEN else failing("clock_wrong", now=shown)
