"""`banjie checkpoint` and `banjie verify --against`: what they print, their exit codes, and the mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import delete
from tests.connectors.servers import free_port

from banjie import bootstrap
from banjie.commands import evidence
from banjie.config import Config
from banjie.storage import connections
from banjie.storage.connections import ConnectionRow
from banjie.storage.tables import event, instance, sealed_value


def only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_a_checkpoint_is_written_and_agrees(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evidence.checkpoint(config, tmp_path / "kept", None) == 0
    file = only(tmp_path / "kept")
    assert evidence.verify(config, file) == 0
    printed = capsys.readouterr().out
    assert str(file) in printed
    digest = file.read_text().splitlines()[-1].split()[1]
    assert printed.count(digest) == 2


def test_a_removed_case_is_found_against_it(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence.checkpoint(config, tmp_path / "kept", None)
    system = bootstrap.build(config)
    with system.runtime.database.write() as connection:
        for table in (event, sealed_value, instance):
            connection.execute(delete(table))
    system.stop()
    assert evidence.verify(config) == 0
    assert evidence.verify(config, only(tmp_path / "kept")) == 1
    assert "整张删除" in capsys.readouterr().err


def test_a_file_that_is_none_and_one_that_is_missing(config: Config, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("买菜")
    assert evidence.verify(config, other) == 1
    assert evidence.verify(config, tmp_path / "nothing.txt") == 2


def test_a_checkpoint_of_another_installation_is_said(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence.checkpoint(config, tmp_path / "kept", None)
    (config.data / "checkpoint.key").unlink()
    assert evidence.verify(config, only(tmp_path / "kept")) == 0
    assert "另一把钥匙" in capsys.readouterr().out


class Letters(Message):
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[object] = []

    def handle_message(self, message: object) -> None:
        self.kept.append(message)


@pytest.fixture
def letters() -> Iterator[tuple[Letters, str]]:
    sink = Letters()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield sink, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_it_is_mailed_to_its_keeper(config: Config, tmp_path: Path, letters: tuple[Letters, str]) -> None:
    sink, url = letters
    assert evidence.checkpoint(config, tmp_path / "kept", "owner@firm.example") == 2  # no mail server yet
    system = bootstrap.build(config)
    with system.runtime.database.write() as connection:
        connections.put(
            connection, ConnectionRow("mail", "email", url, True, None, {"sender": "oa@firm.example"})
        )
    system.stop()
    assert evidence.checkpoint(config, tmp_path / "sent", "owner@firm.example") == 0
    (mail,) = sink.kept
    parts = {part.get_filename(): part for part in mail.walk()}  # type: ignore[attr-defined]
    file = only(tmp_path / "sent")
    assert parts[file.name].get_payload(decode=True) == file.read_bytes()
