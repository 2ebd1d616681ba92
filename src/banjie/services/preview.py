"""Before sending: who would be asked and why, with the values as they are now. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.context import (
    Answer,
    AnyNeed,
    Fact,
    NeedCandidates,
    NeedConditions,
    NeedDecision,
    NeedLookup,
)
from banjie.engine.definition import SendTask, UserTask
from banjie.engine.simulate import Forecast, simulate
from banjie.engine.state import FactRef, State
from banjie.feel import FeelError, compile_expression
from banjie.forms.field_error import FieldError as FormError
from banjie.forms.state import FormState
from banjie.org.policies.applicant import ApplicantChoice
from banjie.org.policies.registry import PolicyError, decode, users_of
from banjie.services import access, form_data, pilots
from banjie.services.answers import answer_need, request_of
from banjie.services.case_work import CaseWork
from banjie.services.mapping import MappingError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import ProcessVersion

Json = dict[str, Any]
PREVIEW = "preview"


class Offer(msgspec.Struct, frozen=True):
    """A step whose people the applicant chooses: under which key of `choices`, out of whom (None: anybody).

    `needed`: nobody else would be asked there.
    """

    key: str
    users: tuple[str, ...] | None
    needed: bool


class Previewed(msgspec.Struct, frozen=True):
    """The steps to come, what is still missing in the form, and the definition for names."""

    title: str
    offers: Mapping[str, Offer]
    steps: tuple[Forecast, ...]
    form: FormState
    version: ProcessVersion
    case: State
    """The case with the facts that could be looked up."""

    @property
    def errors(self) -> tuple[FormError, ...]:
        return self.form.errors


def preview(runtime: Runtime, viewer: Viewer, process: str, data: Json, choices: Json) -> Previewed:
    """Forecast a case of `process` over unsent values. Raises UnknownDefinitionError, ForbiddenError."""
    with runtime.database.read() as connection:
        version = pilots.offered(runtime, connection, viewer, process)
        access.require_start(runtime, connection, viewer, version)
        return forecast(work_of(runtime, connection, viewer, version, choices), data)


def forecast(work: CaseWork, data: Json, changed: str | None = None) -> Previewed:
    """The way of a case that is not there yet, for its applicant's values; `work` keeps what was found."""
    version = work.version
    state = form_data.evaluate(
        work.runtime,
        work.connection,
        version.form,
        data,
        now=work.now,
        mode="submit",
        access=access.start_access(version),
        previous=None,
        changed=changed,
        user=work.person_context(work.applicant),
    )
    work.set_values(state.values)
    oracle = _Oracle(work)
    steps = simulate(version.graph, oracle, work.applicant)
    title = work.preview_title()
    offers = {step.node: offer for step in steps if (offer := _offer(work, step.node)) is not None}
    return Previewed(title, offers, steps, state, version, oracle.state)


def _offer(work: CaseWork, code: str) -> Offer | None:
    node = work.version.graph.nodes[code]
    if not isinstance(node, (UserTask, SendTask)):
        return None
    policies = node.assignment.policies
    try:
        chosen = next(
            (found for item in policies if isinstance(found := decode(item), ApplicantChoice)), None
        )
    except PolicyError:
        return None  # a draft's, that check finds
    if chosen is None:
        return None
    users: tuple[str, ...] | None = None
    if chosen.range:
        asked = users_of(chosen.range, work.directory, request_of(work, code, work.state))
        users = tuple(user for user in dict.fromkeys(asked) if work.directory.is_active(user))
    return Offer(chosen.node or code, users, len(policies) == 1)


def work_of(
    runtime: Runtime, connection: Connection, viewer: Viewer, version: ProcessVersion, choices: Json
) -> CaseWork:
    work = CaseWork(
        runtime=runtime,
        connection=connection,
        actor=viewer.actor(runtime.directory.get(connection)),
        now=runtime.clock(),
        version=version,
        instance=PREVIEW,
        row=None,
        state=State(instance=PREVIEW, applicant=viewer.username),
    )
    work.choices = {key: value for key, value in choices.items() if isinstance(value, list)}
    return work


class _Oracle:
    """Answers what can be known before sending; a condition over a fact not yet looked up is unknown."""

    def __init__(self, work: CaseWork) -> None:
        self._work = work
        self.state = work.state
        self._facts: dict[str, FactRef] = {}
        self._answers: dict[AnyNeed, Answer | None] = {}
        self._look_up()

    def __call__(self, need: AnyNeed) -> Answer | None:
        if need not in self._answers:
            self._answers[need] = self._answer(need)
        return self._answers[need]

    def _look_up(self) -> None:
        """Lookups in our own tables and decisions are made now; outside ones are not."""
        for code in self._work.version.graph.nodes:
            node = self._work.version.graph.nodes[code]
            kind = type(node).__name__
            if kind == "ServiceTask" and getattr(node, "timing", "") == "inline":
                self(NeedLookup(code))
            elif kind == "BusinessRuleTask":
                self(NeedDecision(code))

    def _answer(self, need: AnyNeed) -> Answer | None:
        if not isinstance(need, (NeedConditions, NeedCandidates, NeedLookup, NeedDecision)):
            return None
        try:
            if isinstance(need, NeedConditions) and self._unknown(need):
                return None
            answer = answer_need(self._work, need, self.state)
        except (MappingError, PolicyError, FeelError, LookupError):
            return None  # also what a draft has not filled in yet
        if isinstance(answer, Fact):
            name = getattr(self._work.version.graph.nodes[need.node], "result", None)
            if name:
                self._facts[name] = FactRef(name, answer.value, answer.source, answer.at, need.node)
                self.state = msgspec.structs.replace(self.state, facts=dict(self._facts))
        return answer

    def _unknown(self, need: NeedConditions) -> bool:
        """Whether a condition looks at an outside fact that only comes after sending."""
        graph = self._work.version.graph
        outside = {
            name
            for node in graph.nodes.values()
            if (name := getattr(node, "result", None)) and getattr(node, "timing", "inline") == "job"
        }
        for key in need.flows:
            references = compile_expression(graph.flows[key].condition or "true").references
            if references & outside or ("facts" in references and outside):
                return True
        return False
