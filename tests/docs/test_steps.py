"""The steps of docs/how-to-add that a test can see: nothing registered on one side is forgotten on the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from banjie.api.views import timeline
from banjie.engine import events as e
from banjie.engine.actions import ACTIONS
from banjie.engine.commands import AnyCommand
from banjie.engine.definition import Node
from banjie.engine.evolve import APPLIERS
from banjie.engine.nodes import BEHAVIOURS
from banjie.followups.connectors.registry import CONNECTORS
from banjie.forms.registry import TYPES
from banjie.messages import LOCALES, catalogue
from banjie.services import payloads
from banjie.services.internal_effects import EFFECTS

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web/src"
MIRROR = WEB / "shared/form/fields"
DESIGNER = WEB / "features/form-designer/icons.ts"

# Events that move tokens, note down what another event tells, or are shown elsewhere on the case page.
SILENT = {
    e.TokenCreated: "where a case stands is the flow picture's",
    e.TokenConsumed: "the same",
    e.NodeEntered: "the same",
    e.NodeLeft: "the same",
    e.FlowsChosen: "the reason stands at the gateway in the flow picture",
    e.TaskClosed: "the decision that made it needless is told",
    e.Superseded: "the entries themselves are marked",
    e.JobRequested: "the list of follow-ups shows it, its report is told",
    e.TimerSet: "the flow picture shows that it waits",
    e.TimerEnded: "what follows is told",
    e.StatusChanged: "submitting, returning and the outcome tell it",
}
# Told in the words of another event.
BORROWED = {"TaskOpened": "TaskCreated"}
# Connectors that no menu of the designer offers (yet): set up in readable files.
ONLY_IN_FILES = {"record_upsert", "http", "http_lookup"}


def web_words(locale: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / f"shared/i18n/{locale}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_field_type_has_its_mirror_in_the_web(kind: str) -> None:
    core = MIRROR / kind / "core.ts"

    assert core.is_file(), f"web/src/shared/form/fields/{kind}/core.ts is missing"
    assert re.search(rf"type:\s*'{kind}'", core.read_text(encoding="utf-8"))
    if not TYPES[kind].computed and not (MIRROR / kind / "Both.vue").is_file():
        assert [skin for skin in ("Pc.vue", "Mobile.vue") if not (MIRROR / kind / skin).is_file()] == []


def test_the_web_has_no_field_type_that_the_server_does_not_know() -> None:
    assert {path.parent.name for path in MIRROR.glob("*/core.ts")} == set(TYPES)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_field_type_can_be_chosen_in_the_designer(kind: str) -> None:
    text = DESIGNER.read_text(encoding="utf-8")
    icons, _, palette = text.partition("PALETTE")

    assert re.search(rf"\b{kind}:", icons), f"no icon for {kind}"
    assert f"'{kind}'" in palette.partition("NOT_IN_TABLE")[0], f"{kind} is not in the palette"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_field_type_has_a_name_in_every_language(locale: str) -> None:
    assert [kind for kind in TYPES if not web_words(locale).get(f"field.{kind}")] == []


def test_every_event_changes_the_state_by_one_applier() -> None:
    assert set(APPLIERS) == set(get_args(e.AnyEvent))


def test_every_event_is_told_or_silent_for_a_reason() -> None:
    told = set(timeline._DESCRIBED)

    assert told | set(SILENT) == set(get_args(e.AnyEvent))
    assert told & set(SILENT) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_event_that_is_told_has_words(locale: str) -> None:
    keys = catalogue(locale).keys()
    wordless = [
        event.__name__
        for event in timeline._DESCRIBED
        if not any(
            re.fullmatch(rf"event\.{BORROWED.get(event.__name__, event.__name__)}(\..+)?", key)
            for key in keys
        )
    ]

    assert wordless == []


def test_every_command_has_an_action() -> None:
    assert set(ACTIONS) == set(get_args(AnyCommand))


def test_every_node_kind_has_a_behaviour_and_a_name() -> None:
    kinds = {kind.__struct_config__.tag for kind in get_args(Node)}

    assert set(BEHAVIOURS) == set(get_args(Node))
    for locale in LOCALES:
        assert [kind for kind in kinds if f"node.{kind}" not in catalogue(locale)] == []


def test_every_connector_knows_what_to_send() -> None:
    executed = set(CONNECTORS) | set(EFFECTS) | {"document"}

    assert set(payloads._BUILDERS) == executed


@pytest.mark.parametrize("locale", LOCALES)
def test_every_connector_has_a_name_unless_it_is_only_set_up_in_files(locale: str) -> None:
    known = web_words(locale)

    assert [
        name for name in sorted(set(payloads._BUILDERS) - ONLY_IN_FILES) if f"flow.kind.{name}" not in known
    ] == []
