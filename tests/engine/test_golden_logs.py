"""Logs of every release replay for ever, and every event in today's catalogue has its applier."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from banjie.engine.actions import ACTIONS
from banjie.engine.commands import AnyCommand
from banjie.engine.definition import Node
from banjie.engine.events import AnyEvent
from banjie.engine.evolve import APPLIERS, replay
from banjie.engine.nodes import BEHAVIOURS
from banjie.engine.state import State
from banjie.engine.upcast import VERSION, decode, from_stored, to_stored

LOGS = sorted((Path(__file__).parent / "golden").glob("*.json"))


def events_of(log: dict) -> list[AnyEvent]:
    return [event for stored in log["events"] for event in from_stored(stored, log["version"])]


@pytest.mark.parametrize("file", LOGS, ids=lambda file: file.stem)
def test_a_recorded_log_gives_the_recorded_state(file: Path) -> None:
    log = msgspec.json.decode(file.read_bytes())
    # The state may have grown fields since; every part that was recorded must be the same.
    assert replay(events_of(log)) == msgspec.convert(log["state"], State)


@pytest.mark.parametrize("file", LOGS, ids=lambda file: file.stem)
def test_reading_in_two_ways_gives_the_same_events(file: Path) -> None:
    log = msgspec.json.decode(file.read_bytes())
    for event in events_of(log):
        assert decode(msgspec.json.encode(to_stored(event))) == event


def test_the_logs_together_hold_every_event() -> None:
    seen = {type(event) for file in LOGS for event in events_of(msgspec.json.decode(file.read_bytes()))}
    assert seen == set(get_args(AnyEvent))


def test_an_event_of_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="newer than this release"):
        from_stored({"type": "Started"}, VERSION + 1)


def test_every_event_command_and_node_kind_is_handled() -> None:
    assert set(APPLIERS) == set(get_args(AnyEvent))
    assert set(ACTIONS) == set(get_args(AnyCommand))
    assert set(BEHAVIOURS) == set(get_args(Node))
