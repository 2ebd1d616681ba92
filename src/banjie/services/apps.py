"""Apps as folders of readable files: which ones are ready-made, and installing one as it stands."""

from __future__ import annotations

from pathlib import Path

import msgspec

from banjie.services import app_install
from banjie.services.app_bundle import gather
from banjie.services.app_source import TEMPLATES, App, Source, from_folder, ready_made
from banjie.services.readable_yaml import read_yaml
from banjie.services.runtime import Runtime

__all__ = ["TEMPLATES", "App", "available", "install", "read_app"]


def available() -> list[App]:
    """The ready-made apps."""
    return [read_app(path.parent) for path in sorted(TEMPLATES.glob("*/app.yaml"))]


def read_app(folder: Path) -> App:
    return msgspec.convert(read_yaml(folder / "app.yaml"), App)


def install(runtime: Runtime, folder: Path, by: str, *, data: bool = True) -> App:
    """Publish an app's forms and processes that are not there yet, and its sample records.

    What it needs comes first, from beside it or from the ready-made apps. Raises InvalidError with the files'
    findings; an app is installed whole or not at all.
    """

    def find(code: str) -> Source:
        beside = folder.parent / code
        return from_folder(beside) if (beside / "app.yaml").is_file() else ready_made(code)

    source = ready_made(folder.name) if folder.parent == TEMPLATES else from_folder(folder)
    bundle = gather(source, find)
    with runtime.database.write() as connection:
        app_install.install(runtime, connection, bundle, by, data=data)
    return source.app
