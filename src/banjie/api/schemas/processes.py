"""Processes and previews, on the wire."""

from __future__ import annotations

from datetime import datetime

from banjie.api.schemas.forms import FormState
from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input, Values


class Pilot(Body):
    """A version open to `range` (policies) alone while the others start in the published one."""

    version: int
    range: list[Values]


class PilotInput(Input):
    """Whom the draft is published for: people, departments, roles, as policies."""

    range: list[Values]


class ProcessSummary(Body):
    code: str
    name: str
    icon: str
    category: str
    description: str
    form: str
    version: int
    can_start: bool
    can_edit: bool
    pilot: Pilot | None = None


class ProcessDetail(Body):
    """`pilot` is told to administrators. `definition` is `engine.definition.ProcessDefinition`; `steps` the same as a tree of steps for the
    designer (None when not block-structured)."""

    code: str
    version: int
    published_at: datetime | None
    definition: Values
    steps: list[Values] | None
    form: Values
    can_edit: bool
    draft: Values | None
    draft_steps: list[Values] | None
    draft_revision: int
    pilot: Pilot | None = None


class ProcessVersionDetail(Body):
    """A process as it was published; `definition` and `steps` as in `ProcessDetail`."""

    version: int
    definition: Values
    steps: list[Values] | None


class ProcessDraft(Input):
    """Save a process draft, by steps (block-structured) or by a whole definition."""

    steps: list[Values] | None = None
    definition: Values | None = None
    name: str | None = None
    title: str | None = None
    description: str | None = None
    start_range: list[Values] | None = None
    administrators: list[str] | None = None
    category: str | None = None
    revision: int = 0


class ProcessCopy(Input):
    """The copy's own code and name."""

    code: str
    name: str


class PreviewInput(Input):
    data: Values
    choices: Values = {}


class PreviewPerson(Body):
    username: str
    name: str
    reason: str


class PreviewChoice(Body):
    """The applicant chooses whom this step asks: sent back as `choices[key]`. `people` null: anybody.

    `needed`: without a choice nobody in particular would be asked.
    """

    key: str
    people: list[PreviewPerson] | None
    needed: bool


class PreviewStep(Body):
    """One step the case would take. `certain` False: depends on what is not known yet (see `why`).

    Tasks of one `stage` that are certain are asked beside each other.
    """

    node: str
    name: str
    kind: str
    certain: bool
    why: str
    people: list[PreviewPerson]
    mode: str
    stage: int
    choose: PreviewChoice | None = None


class Preview(Body):
    title: str
    steps: list[PreviewStep]
    errors: list[FieldProblem]


class SimulateInput(Input):
    """Try the draft as `applicant` with these values. `changed`: the field just edited, as for a form."""

    applicant: str
    values: Values
    choices: Values = {}
    changed: str | None = None


class LookedAt(Body):
    """What a condition looked at, as people read it; `text` empty where nothing is there."""

    name: str
    label: str
    text: str


class SimulatedLane(Body):
    """A way out of a branch, by the id of its lane. `taken` null: not known before sending."""

    lane: str
    taken: bool | None
    holds: bool | None
    looked_at: list[LookedAt]


class Simulation(Body):
    """The way that a case would take through the draft, and its form as the applicant would see it."""

    title: str
    steps: list[PreviewStep]
    lanes: list[SimulatedLane]
    form: FormState
