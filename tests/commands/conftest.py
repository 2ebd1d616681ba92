"""A small demo company in a folder of its own, made once and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from banjie import bootstrap
from banjie.config import Config, load
from banjie.demo import company
from banjie.services import apps, submit
from banjie.services.viewer import Viewer

DATA = {"title": "两台打印机", "reason": "旧的坏了"}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the company, the purchase app and one draft."""
    folder = tmp_path_factory.mktemp("prepared")
    system = bootstrap.build(load(folder))
    with system.runtime.database.write() as connection:
        company.create(connection)
    apps.install(system.runtime, apps.TEMPLATES / "purchase", "admin")
    submit.start(system.runtime, Viewer("wangli", "zh-CN"), "purchase", DATA, {}, submit=False)
    system.stop()
    return folder


@pytest.fixture
def config(prepared: Path, tmp_path: Path) -> Config:
    folder = tmp_path / "data"
    shutil.copytree(prepared, folder)
    return load(folder)
