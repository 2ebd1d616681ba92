"""A process used again: form and flow under a new name, nothing of the cases, nothing of the old numbers."""

from __future__ import annotations

import pytest
from tests.systems.world import World

from banjie.services import copy_process, form_pages, process_pages, publish_form, publish_process
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError

ADMIN = "admin"


def copied(world: World, code: str = "again", name: str = "再来一份", of: str = "note") -> None:
    copy_process.copy(world.runtime, world.viewer(ADMIN), of, code, name)


def test_the_copy_is_published_by_itself_and_runs(world: World) -> None:
    copied(world)
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "again")
    assert (page.head.name, page.head.version) == ("再来一份", 0)
    assert page.draft is not None
    assert page.draft.form == "again"
    assert page.form is not None
    assert {field.id for field in page.form.fields} == {0}

    publish_form.publish_draft(world.runtime, world.viewer(ADMIN), "again")
    publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "again")
    case = world.start("again")
    world.act("zhaomin", world.task(case, "zhaomin"), data={"remark": "好"})

    assert world.state(case).outcome == "approved"
    mine = form_pages.page(world.runtime, world.viewer(ADMIN), "again")
    assert (mine.head.version, mine.head.name) == (1, "再来一份")


def test_the_draft_is_what_is_copied(world: World) -> None:
    page = process_pages.page(world.runtime, world.viewer(ADMIN), "note")
    publish_process.save_draft(
        world.runtime,
        world.viewer(ADMIN),
        "note",
        {"description": "新的说法"},
        page.head.draft_revision,
    )
    copied(world)

    draft = process_pages.page(world.runtime, world.viewer(ADMIN), "again").draft
    assert draft is not None
    assert draft.description == "新的说法"


def test_a_code_that_is_taken_and_an_empty_name_are_refused(world: World) -> None:
    with pytest.raises(ConflictError):
        copied(world, code="entries")
    with pytest.raises(ConflictError):
        copied(world, code="note")
    with pytest.raises(InvalidError):
        copied(world, name=" ")
    with pytest.raises(NotFoundError):
        copied(world, of="nothing")
    with pytest.raises(ForbiddenError):
        copy_process.copy(world.runtime, world.viewer("wangli"), "note", "again", "再来一份")
