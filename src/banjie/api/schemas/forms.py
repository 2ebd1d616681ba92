"""Forms and the live form state, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input, Values


class FormSummary(Body):
    code: str
    name: str
    kind: Literal["process", "ledger"]
    icon: str
    description: str
    version: int
    can_edit: bool
    can_view: bool
    records: int | None


class FormDetail(Body):
    """A form's published version (or its draft, for administrators): `definition` is `forms.form.Form`."""

    code: str
    version: int
    published_at: datetime | None
    definition: Values
    can_edit: bool
    draft: Values | None
    draft_revision: int


class DefinitionDraft(Input):
    """Save a draft of a form or process. `revision` is the draft's as read (0: none yet)."""

    definition: Values
    revision: int = 0


class Finding(Body):
    """What a check found: where, how grave, in words; `counter_example` in the form's own words."""

    code: str
    severity: Literal["error", "warning"]
    where: str
    message: str
    position: int | None = None


class ChangeItem(Body):
    kind: str
    where: str
    message: str


class CheckResult(Body):
    ok: bool
    findings: list[Finding]
    changes: list[ChangeItem]
    running: int


class Version(Body):
    version: int
    published_at: datetime
    published_by: str
    running: int


class EvaluateInput(Input):
    """Ask for the whole form state. `task`: as this open task sees the case; `instance`: a draft's.

    `changed` is the field that was just edited (fill-in from a chosen record happens for it alone).
    """

    values: Values
    changed: str | None = None
    task: str | None = None
    instance: str | None = None
    record: int | None = None
    process: str | None = None


class DraftInput(Input):
    """Try a draft: `definition` as it is being designed (null: as saved); `access`: as a step of a process has it."""

    values: Values
    changed: str | None = None
    definition: Values | None = None
    access: dict[str, Literal["hidden", "read", "edit", "required"]] | None = None


class ExpressionInput(Input):
    """Try an expression of a draft with sample values. `table`: the subtable in whose rows it stands."""

    expression: str
    table: str = ""
    values: Values = {}
    definition: Values | None = None


class ExpressionResult(Body):
    """`text` is the value as people read it, of the kind said; `message` with `position` where it cannot be read."""

    kind: Literal["null", "boolean", "text"]
    text: str
    message: str | None
    position: int | None


class FormState(Body):
    """Field paths are codes; inside a subtable `items[0].qty`. Lists hold the paths that are so."""

    values: Values
    visible: dict[str, bool]
    required: dict[str, bool]
    readonly: dict[str, bool]
    errors: list[FieldProblem]
    labels: dict[str, str]


class RecordRef(Body):
    """A linked record in short. Its form is the link field's setting."""

    id: int
    title: str
