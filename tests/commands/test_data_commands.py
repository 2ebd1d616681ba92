"""`banjie init`, `demo`, `reset-password`, `token`, `check`: exit codes and what is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from banjie import bootstrap
from banjie.commands import check, data_commands
from banjie.config import Config, load
from banjie.services import sign_in, tokens
from banjie.services.apps import TEMPLATES
from banjie.services.problems import UnauthenticatedError
from banjie.storage import connections


def test_an_empty_company_has_its_administrator_and_no_demo_account(tmp_path: Path) -> None:
    config = load(tmp_path)

    assert data_commands.init(config, "老张建材", "boss", "老张", "a-good-password") == 0

    system = bootstrap.build(config)
    try:
        assert sign_in.sign_in(system.runtime, "boss", "a-good-password", "test").username == "boss"
        with system.runtime.database.read() as connection:
            directory = system.runtime.directory.get(connection)
        assert list(directory.people) == ["boss"]
        assert directory.is_administrator("boss")
    finally:
        system.stop()


def test_a_company_is_not_made_over_another(config: Config) -> None:
    assert data_commands.init(config, "x", "boss", "x", "a-good-password") == 2
    assert data_commands.demo(config, receivers=False, if_empty=False) == 2
    assert data_commands.demo(config, receivers=False, if_empty=True) == 0


def test_a_new_password_ends_every_session(config: Config) -> None:
    system = bootstrap.build(config)
    secret = sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test").secret
    system.stop()

    assert data_commands.reset_password(config, "wangli", "another-password") == 0
    assert data_commands.reset_password(config, "nobody", "another-password") == 2
    assert data_commands.reset_password(config, "wangli", "short") == 2

    system = bootstrap.build(config)
    try:
        assert sign_in.identify(system.runtime, secret) is None
        with pytest.raises(UnauthenticatedError):
            sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test")
        assert sign_in.sign_in(system.runtime, "wangli", "another-password", "test")
    finally:
        system.stop()


def test_a_personal_token_is_the_person(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert data_commands.token(config, "wangli", "script", 30) == 0
    token = capsys.readouterr().out.strip()
    assert data_commands.token(config, "nobody", "script", None) == 2
    assert data_commands.token(config, "wangli", " ", None) == 2

    system = bootstrap.build(config)
    try:
        identity = tokens.identify(system.runtime, token)
        assert identity is not None
        assert identity.username == "wangli"
        assert tokens.identify(system.runtime, token + "x") is None
    finally:
        system.stop()


def test_every_template_is_sound() -> None:
    assert check.check(sorted(TEMPLATES.glob("*/processes/*.yaml"))) == 0


def test_a_process_that_gets_stuck_is_a_finding(tmp_path: Path) -> None:
    stuck = tmp_path / "stuck.yaml"
    stuck.write_text(
        "code: x\nname: x\nform: x\n"
        "nodes: [{kind: startEvent, code: start}, {kind: exclusiveGateway, code: split},"
        " {kind: parallelGateway, code: join}, {kind: endEvent, code: end}]\n"
        "flows: [{id: a, source: start, target: split}, {id: b, source: split, target: join, condition: 'x'},"
        " {id: c, source: split, target: join, default: true}, {id: d, source: join, target: end}]\n",
        encoding="utf-8",
    )
    assert check.check([stuck]) == 1
    assert check.check([tmp_path / "absent.yaml"]) == 2


def test_mail_and_webhook_get_their_first_values_from_the_environment(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once; what an administrator has set stays."""
    monkeypatch.setenv("BANJIE_SMTP_URL", "smtps://oa%40example.com:x@mail.example.com")
    monkeypatch.setenv("BANJIE_WEBHOOK_URL", "https://first.example")

    def urls() -> dict[str, str]:
        system = bootstrap.build(load(config.data))
        try:
            with system.runtime.database.read() as connection:
                return {row.name: row.url for row in connections.listed(connection)}
        finally:
            system.stop()

    assert urls() == {
        "mail": "smtps://oa%40example.com:x@mail.example.com",
        "webhook": "https://first.example",
    }
    monkeypatch.setenv("BANJIE_WEBHOOK_URL", "https://second.example")
    assert urls()["webhook"] == "https://first.example"


def test_the_command_says_which_version_it_is() -> None:
    from importlib.metadata import version

    from typer.testing import CliRunner

    from banjie.cli import app

    said = CliRunner().invoke(app, ["--version"])
    assert said.exit_code == 0
    assert said.stdout.strip() == f"banjie {version('banjie')}"
