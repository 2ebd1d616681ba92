"""The demo's public password opens the demo on the own machine and nothing else."""

from __future__ import annotations

import pytest

from banjie import bootstrap
from banjie.commands import data_commands
from banjie.config import Config
from banjie.demo.protection import protect_accounts, reachable_address
from banjie.services import people, sign_in
from banjie.services.problems import NotFoundError, UnauthenticatedError
from banjie.storage import settings


def test_a_server_for_others_replaces_the_public_passwords(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    system = bootstrap.build(config)
    try:
        session = sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test")
        protect_accounts(system.runtime, "0.0.0.0")
        printed = dict(line.split() for line in capsys.readouterr().out.splitlines()[1:])

        with pytest.raises(UnauthenticatedError):
            sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test")
        assert sign_in.sign_in(system.runtime, "wangli", printed["wangli"], "test")
        assert sign_in.identify(system.runtime, session.secret) is None
        with pytest.raises(NotFoundError):
            people.demo_accounts(system.runtime)
    finally:
        system.stop()


def test_a_server_for_the_own_machine_keeps_them(config: Config) -> None:
    system = bootstrap.build(config)
    try:
        protect_accounts(system.runtime, "127.0.0.1")
        assert sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test")
    finally:
        system.stop()


def test_outside_a_demo_the_public_password_is_no_password(config: Config) -> None:
    system = bootstrap.build(config)
    try:
        with system.runtime.database.write() as connection:
            settings.put(connection, "demo", {})
        with pytest.raises(UnauthenticatedError):
            sign_in.sign_in(system.runtime, "wangli", "banjie-demo", "test")
    finally:
        system.stop()
    assert data_commands.reset_password(config, "wangli", "banjie-demo") == 2


def test_the_address_told_is_one_that_others_can_open() -> None:
    assert reachable_address("192.168.1.7") == "192.168.1.7"
    assert reachable_address("0.0.0.0") not in ("", "0.0.0.0")
