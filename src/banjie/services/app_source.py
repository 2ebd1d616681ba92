"""An app's readable files, read: from a folder, a ready-made one, or a zip that somebody sent.

An app is `app.yaml` (code, name, category, lists of forms and processes, the apps it needs), `forms/<code>.yaml`,
`processes/<code>.yaml`, and optionally `data/<form>.yaml` (sample records; links by the other's `key` or title),
`sample.yaml` (what a trial's request starts with) and `connections.yaml`. Nothing here touches a company.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services import publish_form, publish_process
from banjie.services.readable_yaml import parse_yaml

Json = dict[str, Any]
TEMPLATES = Path(__file__).parent.parent / "templates"
MAX_ZIP = 2 * 1024 * 1024
MAX_FILE = 512 * 1024
MAX_TOTAL = 4 * 1024 * 1024
MAX_FILES = 200
_PATH = re.compile(r"(?:app|sample|connections)\.yaml|(?:forms|processes|data)/[^/\\\x00:]{1,80}\.yaml")


class BadAppError(ValueError):
    """Files that are no app; the message says which and why."""


class App(msgspec.Struct, frozen=True):
    """What `app.yaml` says. `needs`: apps that come along whole; `uses`: single forms of other apps, with what
    those link to; `roles`: the roles that its steps ask, by code; `breaks`: what it mends (form, route, data).
    """

    code: str
    name: str
    forms: tuple[str, ...]
    processes: tuple[str, ...]
    category: str = ""
    description: str = ""
    needs: tuple[str, ...] = ()
    uses: dict[str, tuple[str, ...]] = {}
    roles: dict[str, str] = {}
    breaks: tuple[int, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """An app with its definitions, decoded."""

    app: App
    forms: dict[str, Form]
    processes: dict[str, ProcessDefinition]
    data: dict[str, list[Json]]
    sample: Json
    connections: list[Json]


def from_folder(folder: Path) -> Source:
    """Raises OSError, BadAppError, InvalidError."""
    found = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for pattern in ("*.yaml", "*/*.yaml")
        for path in sorted(folder.glob(pattern))
    }
    if "app.yaml" not in found:
        raise FileNotFoundError(str(folder / "app.yaml"))
    return from_files({path: text for path, text in found.items() if _PATH.fullmatch(path)})


@cache
def ready_made(code: str) -> Source:
    """A ready-made app. Raises BadAppError for a code that none has."""
    if not (TEMPLATES / code / "app.yaml").is_file() or not re.fullmatch(r"[a-z_]+", code):
        raise BadAppError(code)
    return from_folder(TEMPLATES / code)


def from_zip(content: bytes) -> Source:
    """An app in a zip, at its top or inside one folder. Bounded before anything is unpacked.

    Raises BadAppError for a file that is none, is too large, or holds other things; InvalidError.
    """
    if len(content) > MAX_ZIP:
        raise BadAppError("too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
                raise BadAppError("too large")
            return from_files({path: _text(archive, entry) for path, entry in _inside(entries).items()})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadAppError(str(error)) from None


def _inside(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    tops = [entry.filename for entry in entries if entry.filename.split("/")[-1] == "app.yaml"]
    root = min(tops, key=len, default="app.yaml").removesuffix("app.yaml")
    if not re.fullmatch(r"(?:[^/\\]+/)?", root):
        raise BadAppError(root)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        path = entry.filename.removeprefix(root)
        if not entry.filename.startswith(root) or not _PATH.fullmatch(path) or ".." in path or path in found:
            raise BadAppError(entry.filename)
        found[path] = entry
    return found


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with archive.open(entry) as stream:
        content = stream.read(MAX_FILE + 1)  # never what the header says, which may lie
    if len(content) > MAX_FILE:
        raise BadAppError(f"{entry.filename}: too large")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise BadAppError(f"{entry.filename}: not UTF-8") from None


def from_files(files: Mapping[str, str]) -> Source:
    """Raises BadAppError with the file, InvalidError for a definition that cannot be read."""
    app = _convert(_parsed(files, "app.yaml"), App, "app.yaml")
    for code in (*app.forms, *app.processes, app.code):
        if not code or any(char in code for char in "/\\\0:") or code.startswith("."):
            raise BadAppError(f"app.yaml: {code!r}")
    forms = {code: publish_form.decode(_parsed(files, f"forms/{code}.yaml", dict)) for code in app.forms}
    processes = {
        code: publish_process.decode(_parsed(files, f"processes/{code}.yaml", dict)) for code in app.processes
    }
    codes = [*((code, form.code) for code, form in forms.items())]
    codes += [(code, process.code) for code, process in processes.items()]
    for code, inside in codes:
        if inside != code:
            raise BadAppError(f"{code}.yaml: {inside}")
    data = {
        path[5:-5]: _convert(_parsed(files, path), list[Json], path)
        for path in files
        if path.startswith("data/")
    }
    sample = _parsed(files, "sample.yaml", dict) if "sample.yaml" in files else {}
    rows = _parsed(files, "connections.yaml", list) if "connections.yaml" in files else []
    return Source(app, forms, processes, data, sample, rows)


def _parsed(files: Mapping[str, str], path: str, shape: type = object) -> Any:
    if path not in files:
        raise BadAppError(f"{path}: missing")
    try:
        found = parse_yaml(files[path])
    except yaml.YAMLError as error:
        raise BadAppError(f"{path}: {error}") from None
    if not isinstance(found, shape):
        raise BadAppError(f"{path}: {type(found).__name__}")
    return found


def _convert(value: Any, kind: Any, path: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadAppError(f"{path}: {error}") from None
