"""A version on trial: its group starts in it, the others in the published one, until it is opened or ended."""

from __future__ import annotations

from typing import Any

import pytest
from tests.systems.world import World

from banjie.services import pilots, preview, process_pages, publish_process, read_case, versions
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError
from banjie.storage.definitions import UnknownDefinitionError

ADMIN = "admin"
WANGLI = ({"kind": "user", "users": ["wangli"]},)


def drafted(world: World, name: str, **changes: Any) -> None:
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    publish_process.save_draft(
        world.runtime, world.viewer(ADMIN), "note", {"name": name, **changes}, page.head.draft_revision
    )


def piloted(world: World, name: str = "试点便条") -> int:
    drafted(world, name)
    return pilots.start(world.runtime, world.viewer(ADMIN), "note", WANGLI)


def name_for(world: World, username: str) -> str:
    version = process_pages.page(world.runtime, world.viewer(username), "note").version
    assert version is not None
    return version.definition.name


def version_of(world: World, case: str) -> int:
    return read_case.read_case(world.runtime, world.viewer(ADMIN), case).version.version


def test_the_group_starts_in_the_pilot_and_the_others_in_the_published_version(world: World) -> None:
    before = world.start()

    assert piloted(world) == 2

    assert version_of(world, world.start()) == 2
    assert version_of(world, world.start(by="zhaomin")) == 1
    assert version_of(world, before) == 1
    assert (name_for(world, "wangli"), name_for(world, "zhaomin")) == ("试点便条", "申请")
    shown = preview.preview(world.runtime, world.viewer("wangli"), "note", {"title": "看看"}, {})
    assert shown.version.version == 2


def test_an_opened_pilot_is_everybodys(world: World) -> None:
    piloted(world)
    in_pilot = world.start()

    pilots.promote(world.runtime, world.viewer(ADMIN), "note")

    assert version_of(world, world.start(by="zhaomin")) == 2
    assert version_of(world, in_pilot) == 2
    head = process_pages.page(world.runtime, world.viewer(ADMIN), "note").head
    assert (head.version, head.pilot_version, head.pilot_range) == (2, 0, ())


def test_an_ended_pilot_stays_as_the_draft_and_its_cases_run_on(world: World) -> None:
    piloted(world)
    in_pilot = world.start()

    pilots.end(world.runtime, world.viewer(ADMIN), "note")

    assert version_of(world, world.start()) == 1
    assert version_of(world, in_pilot) == 2
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.draft is not None
    assert page.draft.name == "试点便条"
    # Its number is not given twice.
    assert publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note") == 3


def test_what_is_changed_during_a_pilot_goes_on_from_it(world: World) -> None:
    piloted(world)

    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.draft is not None
    assert page.draft.name == "试点便条"
    drafted(world, "试点便条", description="再改一次")
    assert pilots.start(world.runtime, world.viewer(ADMIN), "note", WANGLI) == 3
    assert version_of(world, world.start()) == 3
    assert version_of(world, world.start(by="zhaomin")) == 1
    listed = versions.of_process(world.runtime, world.viewer(ADMIN), "note")
    assert [(one.version, one.running) for one in listed] == [(3, 1), (2, 0), (1, 1)]
    assert versions.process_at(world.runtime, world.viewer(ADMIN), "note", 3).description == "再改一次"


def test_publishing_for_everybody_ends_the_pilot(world: World) -> None:
    piloted(world)
    drafted(world, "给所有人")

    assert publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note") == 3

    assert (name_for(world, "wangli"), name_for(world, "zhaomin")) == ("给所有人", "给所有人")


def test_a_process_may_begin_as_a_pilot(world: World) -> None:
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.version is not None
    steps = publish_process.steps_of(page.version.definition)
    given = {"steps": steps, "definition": {"name": "新事", "form": "note"}}
    publish_process.save_draft(world.runtime, world.viewer(ADMIN), "fresh", given, 0)

    assert pilots.start(world.runtime, world.viewer(ADMIN), "fresh", WANGLI) == 1

    mine = [one.head.code for one in process_pages.listed(world.runtime, world.viewer("wangli"))]
    others = [one.head.code for one in process_pages.listed(world.runtime, world.viewer("zhaomin"))]
    assert ("fresh" in mine, "fresh" in others) == (True, False)
    assert version_of(world, world.start(process="fresh")) == 1
    with pytest.raises(UnknownDefinitionError):
        world.start(process="fresh", by="zhaomin")


@pytest.mark.parametrize("group", [(), ({"kind": "user", "users": []},), ({"kind": "everyone"},)])
def test_a_group_that_names_nobody_starts_no_pilot(world: World, group: tuple[dict[str, Any], ...]) -> None:
    drafted(world, "试点便条")
    with pytest.raises(InvalidError) as refused:
        pilots.start(world.runtime, world.viewer(ADMIN), "note", group)
    assert [problem.field for problem in refused.value.errors] == ["range"]
    assert process_pages.page(world.runtime, world.viewer(ADMIN), "note").head.latest == 1


def test_a_pilot_is_started_opened_and_ended_by_administrators_while_there_is_one(world: World) -> None:
    for act in (pilots.promote, pilots.end):
        with pytest.raises(ConflictError, match="no_pilot"):
            act(world.runtime, world.viewer(ADMIN), "note")
        with pytest.raises(ForbiddenError):
            act(world.runtime, world.viewer("wangli"), "note")
    with pytest.raises(ForbiddenError):
        pilots.start(world.runtime, world.viewer("wangli"), "note", WANGLI)


def test_who_may_start_must_name_somebody(world: World) -> None:
    drafted(world, "便条", start_range=[{"kind": "role", "role": ""}])
    with pytest.raises(InvalidError) as refused:
        publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note")
    assert [problem.code for problem in refused.value.errors] == ["finding.start_range_unset"]
