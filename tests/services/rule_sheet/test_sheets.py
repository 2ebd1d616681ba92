"""The rule sheet: what it generates, what it finds missing in itself, where form and flow have left it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from banjie.engine.blocks import Branch, Inclusive, Parallel, StepNode
from banjie.engine.definition import ProcessDefinition, ServiceTask, UserTask
from banjie.forms.form import Form
from banjie.services.app_source import TEMPLATES, ready_made
from banjie.services.publish_process import check_with_form
from banjie.services.rule_sheet.departures import departures
from banjie.services.rule_sheet.derive import derive
from banjie.services.rule_sheet.generate import (
    attached,
    definition_of,
    form_of,
    is_as_drawn,
    redrawn,
    steps_of,
)
from banjie.services.rule_sheet.sheet import Sheet, flaws, whole

WORDS = {"number": "单号", "title": "标题", "otherwise": "其他情况"}
PEOPLE = {"kind": "department_members", "department": "service"}
READY = sorted(path.name for path in TEMPLATES.iterdir() if (path / "processes").is_dir())


def sheet(**changes: Any) -> Sheet:
    given: dict[str, Any] = {
        "name": "促销申请",
        "usual": [{"name": "部门负责人审批", "who": [{"kind": "department_head", "of": "applicant"}]}],
        "decisions": [
            {
                "name": "运营总监审批",
                "condition": "折扣率 > 0.15",
                "who": [{"kind": "role", "role": "operations_director"}],
            }
        ],
        "captures": [
            {
                "code": "折扣率",
                "label": "折扣率",
                "type": "number",
                "settings": {"percent": True, "scale": 4},
            },
            {"code": "竞品价格截图", "label": "竞品价格截图", "type": "image", "proof": True},
            {"code": "预计销量", "label": "预计销量", "type": "number"},
            {
                "code": "产品",
                "label": "产品",
                "type": "subtable",
                "rows": [{"code": "促销价", "label": "促销价", "type": "money"}],
            },
        ],
        "follow_ups": [
            {
                "name": "通知客服",
                "connector": "notice",
                "config": {"to": [PEOPLE], "text": '"促销 " + title'},
            },
            {"name": "归档", "connector": "document"},
        ],
    }
    return msgspec.convert({**given, **changes}, Sheet)


def made(one: Sheet) -> tuple[Form, ProcessDefinition]:
    form = form_of(one, "promo", WORDS)
    return form, attached(definition_of(one, "promo", "promo", WORDS), one)


def test_every_capture_becomes_a_field_of_its_kind() -> None:
    form, _ = made(sheet())

    assert [(field.code, field.type, field.required) for field in form.fields] == [
        ("number", "serial", False),
        ("title", "text", True),
        ("折扣率", "number", True),
        ("竞品价格截图", "image", True),
        ("预计销量", "number", True),
        ("产品", "subtable", True),
    ]
    assert [column.code for column in form.fields[-1].fields] == ["促销价"]
    assert form.columns == ("number", "title", "折扣率", "竞品价格截图", "预计销量")


def test_one_decision_is_a_branch_and_follow_ups_run_beside_each_other() -> None:
    usual, review, after = steps_of(sheet(), WORDS)

    assert isinstance(usual, StepNode)
    assert isinstance(review, Branch)
    assert [(lane.condition, lane.default) for lane in review.lanes] == [
        ("折扣率 > 0.15", False),
        (None, True),
    ]
    assert isinstance(after, Parallel)
    assert [len(lane.steps) for lane in after.lanes] == [1, 1]


def test_several_decisions_may_hold_at_once() -> None:
    two = sheet().decisions[0], msgspec.structs.replace(sheet().decisions[0], condition="预计销量 > 100")
    [_, review, *_] = steps_of(msgspec.structs.replace(sheet(), decisions=two), WORDS)

    assert isinstance(review, Inclusive)
    assert [lane.id for lane in review.lanes] == ["when_1", "when_2", "otherwise"]


def test_a_decision_for_every_other_case_stands_in_the_other_way() -> None:
    other = msgspec.structs.replace(sheet().decisions[0], name="经理审批", condition="", otherwise=True)
    [_, review, *_] = steps_of(msgspec.structs.replace(sheet(), decisions=(*sheet().decisions, other)), WORDS)

    assert isinstance(review, Branch)
    [step] = review.lanes[-1].steps
    assert isinstance(step, StepNode)
    assert isinstance(step.node, UserTask)
    assert step.node.name == "经理审批"


def test_what_is_generated_is_sound_and_keeps_its_sheet() -> None:
    form, definition = made(sheet())

    assert [one for one in check_with_form(definition, form) if one.severity == "error"] == []
    assert msgspec.convert(definition.sheet, Sheet) == sheet()
    assert departures(sheet(), form, definition) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": " "}, ("name", "sheet.flaw.name")),
        ({"decisions": [{"name": "总监", "condition": "折扣 > 1", "who": [PEOPLE]}]}, ("decisions[0].condition", "sheet.flaw.unknown")),
        ({"decisions": [{"name": "总监", "who": [PEOPLE]}]}, ("decisions[0].condition", "sheet.flaw.no_condition")),
        ({"decisions": [{"name": "总监", "condition": "折扣率 >", "who": [PEOPLE]}]}, ("decisions[0].condition", "sheet.flaw.condition")),
        ({"decisions": [{"name": "总监", "condition": "折扣率 > 1", "who": []}]}, ("decisions[0].who", "sheet.flaw.who")),
        ({"decisions": [{"name": one, "who": [PEOPLE], "otherwise": True} for one in "甲乙"]}, ("decisions[1].condition", "sheet.flaw.otherwise_twice")),
        ({"captures": [{"code": "title", "label": "主题", "type": "text"}], "decisions": []}, ("captures[0].code", "sheet.flaw.twice")),
        ({"follow_ups": [{"name": "", "connector": "document"}]}, ("follow_ups[0].name", "sheet.flaw.name")),
    ],
)  # fmt: skip
def test_a_gap_is_named_with_its_place(changes: dict[str, Any], found: tuple[str, str]) -> None:
    assert [(flaw.where, flaw.code) for flaw in flaws(sheet(**changes))] == [found]


def test_a_whole_sheet_has_no_flaw() -> None:
    assert list(flaws(sheet())) == []


@pytest.mark.parametrize(
    ("changes", "enough"),
    [
        ({}, False),
        ({"decisions": []}, False),
        ({"follow_ups": []}, False),
        ({"decisions": [], "follow_ups": []}, True),
    ],
)
def test_without_decision_and_follow_up_wecom_is_enough(changes: dict[str, Any], enough: bool) -> None:
    assert sheet(**changes).enough_elsewhere is enough


def without(form: Form, code: str) -> Form:
    return msgspec.structs.replace(form, fields=tuple(one for one in form.fields if one.code != code))


def with_field(form: Form, code: str, **changes: Any) -> Form:
    fields = [msgspec.structs.replace(one, **changes) if one.code == code else one for one in form.fields]
    return msgspec.structs.replace(form, fields=tuple(fields))


def with_node(definition: ProcessDefinition, code: str, **changes: Any) -> ProcessDefinition:
    nodes = [msgspec.structs.replace(one, **changes) if one.code == code else one for one in definition.nodes]
    return msgspec.structs.replace(definition, nodes=tuple(nodes))


def test_a_form_that_left_the_sheet_is_told_field_by_field() -> None:
    form, definition = made(sheet())
    changed = with_field(without(form, "预计销量"), "竞品价格截图", required=False)
    changed = with_field(changed, "折扣率", settings={"scale": 4})

    assert {(one.what, one.of, one.where) for one in departures(sheet(), changed, definition)} == {
        ("field_gone", "form", "预计销量"),
        ("no_longer_required", "form", "竞品价格截图"),
        ("settings_changed", "form", "折扣率"),
    }


def test_a_flow_that_left_the_sheet_is_told_step_by_step() -> None:
    form, definition = made(sheet())
    others = msgspec.convert({"policies": [PEOPLE]}, type(definition.nodes[1].assignment))  # type: ignore[union-attr]
    changed = with_node(definition, "decision_1", assignment=others)
    changed = with_node(changed, "follow_up_1", config={"to": [PEOPLE], "text": '"别的"'})
    changed = msgspec.structs.replace(
        changed,
        nodes=(*changed.nodes, ServiceTask(code="more", name="推送", connector="webhook")),
    )

    assert {(one.what, one.where) for one in departures(sheet(), form, changed)} == {
        ("others_decide", "decision_1"),
        ("approval_added", "decision_1"),
        ("follow_up_changed", "follow_up_1"),
        ("follow_up_added", "more"),
    }


def test_spacing_and_names_are_no_departure() -> None:
    form, definition = made(sheet())
    flows = [
        msgspec.structs.replace(flow, condition="折扣率>0.15", name="大折扣") if flow.condition else flow
        for flow in definition.flows
    ]
    renamed = msgspec.structs.replace(
        with_node(definition, "decision_1", name="老板看一眼"), flows=tuple(flows)
    )

    assert departures(sheet(), form, renamed) == ()


def test_generating_onto_a_form_keeps_numbers_and_what_was_added() -> None:
    form, _ = made(sheet())
    numbered = msgspec.structs.replace(
        form,
        fields=tuple(
            msgspec.structs.replace(one, id=at + 1, help="提示") for at, one in enumerate(form.fields)
        ),
    )
    more = with_field(numbered, "折扣率", required=False)
    captures = (
        *sheet().captures,
        msgspec.convert({"code": "理由", "label": "理由", "type": "longtext"}, type(sheet().captures[0])),
    )

    again = form_of(msgspec.structs.replace(sheet(), captures=captures), "promo", WORDS, more)

    rate = next(field for field in again.fields if field.code == "折扣率")
    assert (rate.id, rate.required, rate.help) == (3, True, "提示")
    assert [field.code for field in again.fields] == [field.code for field in form.fields] + ["理由"]


def test_what_is_unfinished_is_left_out_until_it_is_whole() -> None:
    half = msgspec.structs.replace(sheet().decisions[0], who=())
    writing = msgspec.structs.replace(sheet(), decisions=(*sheet().decisions, half))

    assert whole(writing) == sheet()
    assert whole(sheet()) == sheet()


def test_a_form_nobody_worked_on_follows_its_sheet_in_everything() -> None:
    form, definition = made(sheet())
    published = msgspec.structs.replace(
        form,
        fields=tuple(msgspec.structs.replace(one, id=at + 1) for at, one in enumerate(form.fields)),
        next_field_id=9,
    )
    shorter = msgspec.structs.replace(sheet(), captures=sheet().captures[1:])

    followed = redrawn(shorter, sheet(), published, WORDS)
    assert [(field.code, field.id) for field in followed.fields] == [
        ("number", 1), ("title", 2), ("竞品价格截图", 4), ("预计销量", 5), ("产品", 6),
    ]  # fmt: skip
    assert followed.next_field_id == 9
    worked_on = with_field(published, "预计销量", help="按箱")
    kept = redrawn(shorter, sheet(), worked_on, WORDS)
    assert [field.code for field in kept.fields] == [field.code for field in form.fields]
    assert is_as_drawn(definition, sheet(), WORDS)
    assert not is_as_drawn(with_node(definition, "decision_1", name="老板"), sheet(), WORDS)


@pytest.mark.parametrize("code", READY)
def test_a_sheet_read_off_a_ready_made_app_is_what_the_app_follows(code: str) -> None:
    app = ready_made(code)
    for definition in app.processes.values():
        form = app.forms[definition.form]
        derived = derive(form, definition)

        assert departures(derived, form, definition) == ()
        assert [flaw for flaw in flaws(derived) if flaw.code != "sheet.flaw.unknown"] == []
        assert derived.follow_ups
        assert not derived.enough_elsewhere
