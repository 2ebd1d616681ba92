"""Rule sheets in use: saved with a draft, generated, published whole or not at all, kept by every version."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.services.rule_sheet.test_sheets import sheet
from tests.systems.world import World

from banjie.services import form_pages, known_calls, process_pages, publish_process
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError
from banjie.services.rule_sheet import pages
from banjie.services.rule_sheet.pages import SheetPage

ADMIN = "admin"


def written(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(sheet(**changes))
    return document


def save(
    world: World, code: str, document: dict[str, Any], revision: int = 0, generate: bool = False
) -> SheetPage:
    return pages.save(world.runtime, world.viewer(ADMIN), code, document, revision, generate=generate)


def page(world: World, code: str, version: int | None = None) -> SheetPage:
    return pages.page(world.runtime, world.viewer(ADMIN), code, version)


def publish(world: World, code: str) -> int:
    return pages.publish(world.runtime, world.viewer(ADMIN), code)


def test_a_new_sheet_makes_drafts_of_form_and_process(world: World) -> None:
    found = save(world, "promo", written())

    assert (found.version, found.derived, found.departures) == (0, False, ())
    drawn = process_pages.page(world.runtime, world.viewer(ADMIN), "promo")
    assert drawn.version is None
    assert drawn.form is not None
    assert [field.code for field in drawn.form.fields][2:] == ["折扣率", "竞品价格截图", "预计销量", "产品"]


def test_form_and_process_are_published_together(world: World) -> None:
    save(world, "promo", written())

    assert publish(world, "promo") == 1
    form = form_pages.page(world.runtime, world.viewer(ADMIN), "promo")
    assert (form.head.version, form.head.draft) == (1, None)
    assert page(world, "promo").departures == ()


def test_what_cannot_be_published_leaves_the_form_unpublished_too(world: World) -> None:
    [first, *others] = sheet().follow_ups
    wrong = msgspec.structs.replace(first, config={"to": first.config["to"], "text": "没有的字段"})
    save(world, "promo", written(follow_ups=[msgspec.to_builtins(one) for one in (wrong, *others)]))

    with pytest.raises(InvalidError) as refused:
        publish(world, "promo")

    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("follow_up_1", "finding.unknown_name")
    ]
    assert form_pages.page(world.runtime, world.viewer(ADMIN), "promo").head.version == 0


def test_what_is_unfinished_is_kept_told_and_not_published(world: World) -> None:
    half = {"name": "总监", "condition": "没有 > 1", "who": [{"kind": "applicant"}]}
    found = save(world, "promo", written(decisions=[half]))

    assert [(one.where, one.code) for one in found.flaws] == [
        ("decisions[0].condition", "sheet.flaw.unknown")
    ]
    assert found.departures == ()
    with pytest.raises(InvalidError) as refused:
        publish(world, "promo")
    assert [one.field for one in refused.value.errors] == ["sheet.decisions[0].condition"]


def test_what_is_no_sheet_is_refused_and_changes_nothing(world: World) -> None:
    for wrong in (
        {"name": " "},
        {"name": "促销", "decision": []},
        {"name": "促销", "captures": [{"label": "x"}]},
    ):
        with pytest.raises(InvalidError):
            save(world, "promo", wrong)
    with pytest.raises(NotFoundError):
        page(world, "promo")


def test_form_and_flow_follow_the_sheet_until_somebody_works_on_them(world: World) -> None:
    first = save(world, "promo", written())
    fewer = written(captures=[msgspec.to_builtins(one) for one in sheet().captures[:2]], follow_ups=[])
    second = save(world, "promo", fewer, first.revision)
    drawn = process_pages.page(world.runtime, world.viewer(ADMIN), "promo")
    assert drawn.form is not None
    assert drawn.draft is not None
    assert [field.code for field in drawn.form.fields][2:] == ["折扣率", "竞品价格截图"]
    assert second.departures == ()

    steps = publish_process.steps_of(drawn.draft)
    assert steps is not None
    publish_process.save_draft(
        world.runtime, world.viewer(ADMIN), "promo", {"steps": steps[:1]}, second.revision
    )
    third = save(world, "promo", fewer, second.revision + 1)
    assert [one.what for one in third.departures] == ["decision_gone"]
    again = save(world, "promo", fewer, third.revision, generate=True)
    assert again.departures == ()


def test_a_sheet_does_not_take_another_forms_code(world: World) -> None:
    ledger = next(
        one.head.code
        for one in form_pages.listed(world.runtime, world.viewer(ADMIN))
        if one.head.kind == "ledger"
    )

    with pytest.raises(ConflictError):
        save(world, ledger, written())


def test_a_process_drawn_by_hand_has_its_sheet_read_off(world: World) -> None:
    found = page(world, "note")

    assert found.derived
    assert found.departures == ()
    assert {capture.code for capture in found.sheet.captures}


def test_a_sheet_attached_later_says_what_the_flow_lacks(world: World) -> None:
    before = page(world, "note")
    more = msgspec.to_builtins(
        msgspec.structs.replace(before.sheet, follow_ups=(*before.sheet.follow_ups, *sheet().follow_ups[1:]))
    )

    found = save(world, "note", more, before.revision)

    assert [(one.what, one.params["name"]) for one in found.departures] == [("follow_up_gone", "归档")]
    checked = publish_process.check_draft(world.runtime, world.viewer(ADMIN), "note")
    assert [(one.code, one.severity) for one in checked.findings] == [("sheet.follow_up_gone", "warning")]
    assert checked.ok

    drawn = save(world, "note", more, found.revision, generate=True)
    assert drawn.departures == ()


def test_each_version_keeps_the_sheet_it_was_published_with(world: World) -> None:
    save(world, "promo", written())
    publish(world, "promo")
    first = page(world, "promo")
    save(world, "promo", written(before="以前靠微信"), first.revision)
    publish(world, "promo")

    assert (page(world, "promo", 1).sheet.before, page(world, "promo", 2).sheet.before) == ("", "以前靠微信")
    with pytest.raises(NotFoundError):
        page(world, "promo", 3)


def test_two_at_once_do_not_overwrite_each_other(world: World) -> None:
    save(world, "promo", written())
    now = page(world, "promo").revision
    save(world, "promo", written(before="先来"), now)

    with pytest.raises(ConflictError):
        save(world, "promo", written(before="后到"), now)


def test_a_draft_with_a_sheet_that_cannot_be_read_is_refused(world: World) -> None:
    revision = page(world, "note").revision

    with pytest.raises(InvalidError):
        publish_process.save_draft(
            world.runtime, world.viewer(ADMIN), "note", {"definition": {"sheet": {"nam": 1}}}, revision
        )


def test_others_neither_read_nor_write_it(world: World) -> None:
    with pytest.raises(ForbiddenError):
        pages.page(world.runtime, world.viewer("wangli"), "note")
    with pytest.raises(ForbiddenError):
        pages.save(world.runtime, world.viewer("wangli"), "promo", written(), 0, generate=True)


def test_calls_that_apps_make_over_a_connection_are_known_once_each(world: World) -> None:
    found = known_calls.of_connection(world.runtime, world.viewer(ADMIN), "erp")

    kinds = [(one.config["method"], one.config["path"]) for one in found]
    assert ("POST", "/price-sync") in kinds
    assert len(kinds) == len(set(kinds))
    assert known_calls.of_connection(world.runtime, world.viewer(ADMIN), "nowhere") == []
