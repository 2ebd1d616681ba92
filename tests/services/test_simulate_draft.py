"""Trying a draft: its own way and people, told with their reasons, for whoever is chosen; nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from tests.systems.world import World

from banjie.services import preview, process_pages, publish_process
from banjie.services.problems import ForbiddenError, InvalidError, NotFoundError
from banjie.services.simulate_draft import Trial, simulate_draft
from banjie.storage.tables import event, instance, process_version

VALUES = {"title": "纸", "amount": "500"}


def drafted(world: World, change: dict[str, Any] | None = None, lane: dict[str, Any] | None = None) -> None:
    """The published steps of `note` with the first lane and the first step changed, saved as a draft."""
    page = process_pages.page(world.runtime, world.viewer("admin"), "note")
    assert page.version is not None
    steps = publish_process.steps_of(page.version.definition)
    assert steps is not None
    steps[0]["node"].update(change or {})
    steps[1]["lanes"][0].update(lane or {})
    admin = world.viewer("admin")
    publish_process.save_draft(world.runtime, admin, "note", {"steps": steps}, page.head.draft_revision)


def tried(world: World, by: str = "admin", applicant: str = "wangli", **values: Any) -> Trial:
    return simulate_draft(world.runtime, world.viewer(by), "note", applicant, {**VALUES, **values}, {}, None)


def asked(trial: Trial) -> dict[str, list[str]]:
    return {
        step.node: [person.user for person in step.candidates]
        for step in trial.found.steps
        if step.candidates
    }


def taken(trial: Trial) -> dict[str, bool | None]:
    return {lane.flow: lane.taken for lane in trial.lanes}


def counts(world: World) -> list[int]:
    with world.runtime.database.read() as connection:
        tables = (instance, event, process_version)
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_the_draft_is_walked_and_not_what_is_published(world: World) -> None:
    before = counts(world)
    drafted(world, lane={"condition": "amount > 100"})

    trial = tried(world)
    published = preview.preview(world.runtime, world.viewer("wangli"), "note", VALUES, {})

    assert asked(trial) == {"check": ["zhaomin", "sunqian"], "boss": ["laozhang"]}
    assert "boss" not in [step.node for step in published.steps]
    assert taken(trial) == {"large": True, "small": False, "entry": True, "tell": True}
    large = trial.lanes[0]
    assert (large.holds, [(one.label, one.text) for one in large.looked]) == (True, [("金额", "¥500.00")])
    assert counts(world) == before


def test_people_and_form_are_those_of_the_applicant(world: World) -> None:
    drafted(world, {"assignment": {"policies": [{"kind": "direct_leader"}]}})

    buyer, seller = tried(world), tried(world, applicant="zhaomin")

    assert asked(buyer)["check"] == ["zhaomin"]
    assert asked(seller)["check"] != ["zhaomin"]
    assert buyer.form.values["amount"] == "500.00"
    missing = tried(world, title="").form.state.errors
    assert [(error.field, error.code) for error in missing] == [("title", "form.required")]


def test_gaps_are_walked_around_and_a_bad_graph_is_refused(world: World) -> None:
    drafted(world, {"assignment": {"policies": [{"kind": "role", "role": ""}]}}, {"condition": ""})
    trial = tried(world, amount="5000")
    assert taken(trial)["large"] is False
    assert trial.lanes[0].looked == ()

    drafted(world, lane={"condition": "amount >"})
    assert taken(tried(world))["large"] is None  # nobody can tell

    drafted(world, {"code": "boss"})
    with pytest.raises(InvalidError) as refused:
        tried(world)
    assert "finding.code_not_unique" in [error.code for error in refused.value.errors]


def test_only_administrators_try_drafts_and_only_for_people_who_are_here(world: World) -> None:
    with pytest.raises(ForbiddenError):
        tried(world, by="wangli")
    with pytest.raises(NotFoundError):
        tried(world, applicant="nobody")
