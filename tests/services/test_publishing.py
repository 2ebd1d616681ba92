"""Publishing: the next case follows the new version, what runs keeps its own, a bad draft changes nothing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.systems.world import World

from banjie.services import form_pages, process_pages, publish_form, publish_process, read_case, versions
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError

ADMIN = "admin"


def form_draft(world: World) -> tuple[dict[str, Any], int]:
    page = form_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.version is not None
    definition: dict[str, Any] = msgspec.to_builtins(page.version.form)
    return definition, page.head.draft_revision


def with_field(definition: dict[str, Any], **field: Any) -> dict[str, Any]:
    return {**definition, "fields": [*definition["fields"], field]}


def publish_new_field(world: World) -> int:
    definition, revision = form_draft(world)
    drafted = with_field(definition, code="urgent", label="加急", type="boolean")
    publish_form.save_draft(world.runtime, world.viewer(ADMIN), "note", drafted, revision)
    return publish_form.publish_draft(world.runtime, world.viewer(ADMIN), "note")


def process_steps(world: World) -> tuple[list[dict[str, Any]], int]:
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.version is not None
    steps = publish_process.steps_of(page.version.definition)
    assert steps is not None
    return steps, page.head.draft_revision


def test_a_new_field_reaches_the_next_case_and_not_the_running_one(world: World) -> None:
    running = world.start()

    assert publish_new_field(world) == 2
    following = world.start(urgent=True)

    before = read_case.read_case(world.runtime, world.viewer("wangli"), running)
    after = read_case.read_case(world.runtime, world.viewer("wangli"), following)
    assert (before.version.form.version, after.version.form.version) == (1, 2)
    assert "urgent" not in before.values
    assert after.values["urgent"] is True


def test_a_process_whose_start_range_cannot_be_read_is_not_published(world: World) -> None:
    _, revision = process_steps(world)
    drafted = {"start_range": [{"policy": "everybody"}]}
    publish_process.save_draft(world.runtime, world.viewer(ADMIN), "note", drafted, revision)

    with pytest.raises(InvalidError) as refused:
        publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note")

    assert "bad_start_range" in refused.value.errors[0].code


@pytest.mark.parametrize("who", ["viewers", "editors"])
def test_a_ledger_whose_readers_cannot_be_read_is_not_published(world: World, who: str) -> None:
    definition, revision = form_draft(world)
    drafted = {**definition, who: [{"kind": "role", "role": "admin"}, {"policy": "role", "role": "admin"}]}
    publish_form.save_draft(world.runtime, world.viewer(ADMIN), "note", drafted, revision)

    with pytest.raises(InvalidError) as refused:
        publish_form.publish_draft(world.runtime, world.viewer(ADMIN), "note")

    assert [error.field for error in refused.value.errors] == [f"{who}[1]"]
    assert form_pages.page(world.runtime, world.viewer("wangli"), "note").can_view is False


def test_a_running_case_is_still_decided_after_its_form_changed(world: World) -> None:
    running = world.start()
    publish_new_field(world)

    state = world.act("zhaomin", world.task(running, "zhaomin"), data={"remark": "好"})

    assert state.outcome == "approved"


def test_a_changed_amount_and_approver_hold_for_the_next_case(world: World) -> None:
    running = world.start(amount="600")
    steps, revision = process_steps(world)
    steps[1]["lanes"][0]["condition"] = "amount > 500"
    steps[1]["lanes"][0]["steps"][0]["node"]["assignment"]["policies"] = [{"kind": "role", "role": "legal"}]
    publish_process.save_draft(world.runtime, world.viewer(ADMIN), "note", {"steps": steps}, revision)
    assert publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note") == 2

    following = world.start(amount="600")
    for case in (running, following):
        world.act("zhaomin", world.task(case, "zhaomin"), data={"remark": "好"})

    assert world.state(running).outcome == "approved"
    assert world.state(following).outcome is None
    assert world.task(following, "zhoufa")


def test_a_draft_that_does_not_hold_is_refused_and_changes_nothing(world: World) -> None:
    definition, revision = form_draft(world)
    wrong = with_field(
        definition,
        code="sum",
        label="合计",
        type="formula",
        settings={"expression": "1 +", "result": "number"},
    )
    publish_form.save_draft(world.runtime, world.viewer(ADMIN), "note", wrong, revision)

    with pytest.raises(InvalidError) as refused:
        publish_form.publish_draft(world.runtime, world.viewer(ADMIN), "note")

    assert [error.field for error in refused.value.errors] == ["sum"]
    page = form_pages.page(world.runtime, world.viewer(ADMIN), "note")
    assert page.head.version == 1


def test_two_designers_do_not_overwrite_each_other(world: World) -> None:
    definition, revision = form_draft(world)
    publish_form.save_draft(world.runtime, world.viewer(ADMIN), "note", definition, revision)

    with pytest.raises(ConflictError):
        publish_form.save_draft(world.runtime, world.viewer(ADMIN), "note", definition, revision)


def test_only_administrators_design(world: World) -> None:
    definition, revision = form_draft(world)
    with pytest.raises(ForbiddenError):
        publish_form.save_draft(world.runtime, world.viewer("wangli"), "note", definition, revision)
    with pytest.raises(ForbiddenError):
        publish_process.publish_draft(world.runtime, world.viewer("wangli"), "note")


def test_a_definition_says_when_it_was_published(world: World) -> None:
    for page in (form_pages.page, process_pages.page):
        before = page(world.runtime, world.viewer(ADMIN), "note").head.published_at
        assert before is not None
        assert before <= world.runtime.clock()
    publish_new_field(world)
    after = form_pages.page(world.runtime, world.viewer(ADMIN), "note").head
    assert after.published_at is not None
    assert after.version == 2


def test_a_list_of_forms_says_how_many_records_each_has_to_those_who_may_see_them(world: World) -> None:
    world.start()
    world.start(send=False)
    for reader, expected in ((ADMIN, 1), ("wangli", None)):
        listed = form_pages.listed(world.runtime, world.viewer(reader))
        (note,) = (page for page in listed if page.head.code == "note")
        assert note.records == expected, reader


def test_an_older_version_is_read_as_it_was_published(world: World) -> None:
    steps, revision = process_steps(world)
    steps[0]["node"]["name"] = "初审"
    publish_process.save_draft(world.runtime, world.viewer(ADMIN), "note", {"steps": steps}, revision)
    assert publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "note") == 2

    names = [
        versions.process_at(world.runtime, world.viewer(ADMIN), "note", number).nodes[1].name
        for number in (1, 2)
    ]

    assert names == ["审核", "初审"]
    for missing in (0, 3):
        with pytest.raises(NotFoundError):
            versions.process_at(world.runtime, world.viewer(ADMIN), "note", missing)
    with pytest.raises(ForbiddenError):
        versions.process_at(world.runtime, world.viewer("wangli"), "note", 1)
