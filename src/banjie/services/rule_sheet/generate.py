"""Form and flow from a sheet: the first draft that its owner goes on from.

Every capture becomes a field, every decision a branch, every follow-up a step behind the last approval. One
decision is a branch with its other way; several stand in an inclusive gateway, since several may hold at once.
Follow-ups run beside each other: none waits for another's system.
"""

from __future__ import annotations

from typing import Any

import msgspec

from banjie.engine.blocks import Branch, Inclusive, Lane, Parallel, Step, StepNode, from_steps
from banjie.engine.definition import Assignment, ProcessDefinition, ServiceTask, UserTask
from banjie.forms.form import Field, Form
from banjie.services.rule_sheet.sheet import COMPUTED, Capture, Decision, FollowUp, Sheet

REVIEW = "review"
AFTERWARDS = "afterwards"
_COLUMNS = 6
Words = dict[str, str]
"""What the sheet itself does not name: `number` and `title` (fields), `otherwise` (a lane)."""


def form_of(sheet: Sheet, code: str, words: Words, base: Form | None = None) -> Form:
    """The sheet's form. A `base` keeps its numbers, its layout and what was added to it: only what the sheet
    says is written over it, and what is missing is added at the end.
    """
    if base is not None:
        return _onto(sheet, base)
    own = (
        Field(
            code="number", label=words["number"], type="serial", settings={"pattern": "{yyyy}{MM}-{seq:4}"}
        ),
        Field(code="title", label=words["title"], type="text", required=True),
    )
    fields = (*own, *(_field(capture, None) for capture in sheet.captures))
    columns = tuple(field.code for field in fields if field.type not in ("subtable", "longtext"))[:_COLUMNS]
    return Form(code=code, name=sheet.name, fields=fields, title="title", columns=columns)


def redrawn(sheet: Sheet, before: Sheet, form: Form, words: Words) -> Form:
    """The form after its sheet changed. One that is still as `before` made it follows in everything, so that what
    was struck out goes; one that was worked on is completed only.
    """
    if _bare(form_of(before, form.code, words)) != _bare(form):
        return _onto(sheet, form)
    ids = {(table, field.code): field.id for table, field in _everything(form)}
    fresh = form_of(sheet, form.code, words)
    fields = tuple(_numbered(field, "", ids) for field in fresh.fields)
    return msgspec.structs.replace(fresh, fields=fields, next_field_id=form.next_field_id)


def _everything(form: Form) -> list[tuple[str, Field]]:
    own = [("", field) for field in form.fields]
    return own + [(field.code, column) for field in form.fields for column in field.fields]


def _numbered(field: Field, table: str, ids: dict[tuple[str, str], int]) -> Field:
    columns = tuple(_numbered(column, field.code, ids) for column in field.fields)
    return msgspec.structs.replace(field, id=ids.get((table, field.code), 0), fields=columns)


def _bare(form: Form) -> Form:
    """The form without the numbers that publishing gives."""
    fields = tuple(_numbered(field, "", {}) for field in form.fields)
    return msgspec.structs.replace(form, fields=fields, next_field_id=1)


def is_as_drawn(definition: ProcessDefinition, sheet: Sheet, words: Words) -> bool:
    """Whether the flow is still exactly what this sheet generates: then it may follow the sheet."""
    drawn = from_steps(steps_of(sheet, words))
    return drawn == (definition.nodes, definition.flows)


def _onto(sheet: Sheet, base: Form) -> Form:
    return msgspec.structs.replace(base, fields=_merged(sheet.captures, base.fields))


def _merged(captures: tuple[Capture, ...], fields: tuple[Field, ...]) -> tuple[Field, ...]:
    wanted = {capture.code: capture for capture in captures}
    known = {field.code for field in fields}
    kept = tuple(_field(wanted[field.code], field) if field.code in wanted else field for field in fields)
    return (*kept, *(_field(capture, None) for capture in captures if capture.code not in known))


def _field(capture: Capture, base: Field | None) -> Field:
    """The capture's field; `base` is the field of that code as it is, None for a new one.

    A field whose type stays keeps its number and what was set up beside the sheet.
    """
    required = capture.required and capture.type not in COMPUTED
    if base is None or base.type != capture.type:
        return Field(
            code=capture.code,
            label=capture.label,
            type=capture.type,
            id=base.id if base else 0,
            required=required,
            settings=capture.settings,
            fields=tuple(_field(column, None) for column in capture.rows),
        )
    return msgspec.structs.replace(
        base,
        label=capture.label,
        required=required,
        settings={**base.settings, **capture.settings},
        fields=_merged(capture.rows, base.fields),
    )


def steps_of(sheet: Sheet, words: Words) -> tuple[Step, ...]:
    """The sheet's flow as a tree of steps."""
    steps: list[Step] = [
        _approval(usual_code(number), one.name, one.who) for number, one in enumerate(sheet.usual, 1)
    ]
    if sheet.decisions:
        steps.append(_review(sheet.decisions, words))
    after = [StepNode(node=_service(number, one)) for number, one in enumerate(sheet.follow_ups, 1)]
    if len(after) > 1:
        beside = tuple(Lane(id=f"after_{number}", steps=(step,)) for number, step in enumerate(after, 1))
        steps.append(Parallel(code=AFTERWARDS, lanes=beside))
    else:
        steps += after
    return tuple(steps)


def _review(decisions: tuple[Decision, ...], words: Words) -> Step:
    """A lane per decision and one, the last, for every other case."""
    lanes: list[Lane] = []
    otherwise: tuple[Step, ...] = ()
    for number, one in enumerate(decisions, 1):
        step = _approval(decision_code(number), one.name, one.who)
        if not one.otherwise:
            lanes.append(Lane(id=f"when_{number}", condition=one.condition, steps=(step,)))
        else:
            otherwise = (step,)
    last = Lane(id="otherwise", name=words["otherwise"], default=True, steps=otherwise)
    block = Branch if len(lanes) == 1 else Inclusive
    return block(code=REVIEW, lanes=(*lanes, last))


def definition_of(
    sheet: Sheet, code: str, form: str, words: Words, base: ProcessDefinition | None = None
) -> ProcessDefinition:
    """The sheet's process. A `base` keeps what the sheet says nothing about (who may
    start, description, icon); its flow is drawn anew.
    """
    nodes, flows = from_steps(steps_of(sheet, words))
    made = base or ProcessDefinition(code=code, name=sheet.name, form=form, nodes=(), flows=(), title="title")
    return msgspec.structs.replace(made, name=sheet.name, category=sheet.category, nodes=nodes, flows=flows)


def attached(definition: ProcessDefinition, sheet: Sheet) -> ProcessDefinition:
    """The process with its sheet beside it."""
    kept: dict[str, Any] = msgspec.to_builtins(sheet)
    return msgspec.structs.replace(definition, sheet=kept)


def usual_code(number: int) -> str:
    """The code of the step in which the `number`-th (from 1) of those decides who always do."""
    return f"usual_{number}"


def decision_code(number: int) -> str:
    """The code of the step that the sheet's `number`-th decision (from 1) makes."""
    return f"decision_{number}"


def follow_up_code(number: int) -> str:
    """The code of the step that the sheet's `number`-th follow-up (from 1) makes."""
    return f"follow_up_{number}"


def _approval(code: str, name: str, who: tuple[dict[str, Any], ...]) -> StepNode:
    return StepNode(node=UserTask(code=code, name=name, assignment=Assignment(policies=who)))


def _service(number: int, item: FollowUp) -> ServiceTask:
    return ServiceTask(
        code=follow_up_code(number),
        name=item.name,
        connector=item.connector,
        config=item.config,
        holds_open=item.waits,
    )
