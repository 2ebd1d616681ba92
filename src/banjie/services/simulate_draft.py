"""Trying a draft: the way a case of somebody else's would take over given values, and why. Nothing is written.

For whoever designs the process: the draft is walked as if it had been published with the form as it is now,
and each way out of a branch is told with what its condition looked at.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import Gateway, Graph, ProcessDefinition, is_conditional
from banjie.engine.simulate import Forecast
from banjie.engine.validate import validate
from banjie.feel import FeelError, compile_expression
from banjie.services import form_data, preview, publish_process
from banjie.services.fact_texts import fact_texts
from banjie.services.form_pages import Evaluated
from banjie.services.preview import Previewed
from banjie.services.problems import InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage.definitions import ProcessVersion

Json = dict[str, Any]


class Looked(msgspec.Struct, frozen=True):
    """One thing that a condition looked at, as people read it; "" where it is empty."""

    name: str
    label: str
    text: str


class Lane(msgspec.Struct, frozen=True):
    """One way out of a branch. `taken` None: not known before something comes from outside."""

    flow: str
    taken: bool | None
    holds: bool | None
    looked: tuple[Looked, ...]


class Trial(msgspec.Struct, frozen=True):
    """The steps to come, the lanes of the branches on the way, and the form as the applicant would see it."""

    found: Previewed
    lanes: tuple[Lane, ...]
    form: Evaluated


def simulate_draft(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    applicant: str,
    values: Json,
    choices: Json,
    changed: str | None,
) -> Trial:
    """Walk the draft (the version, where there is none). Raises InvalidError for what cannot be walked."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        directory = runtime.directory.get(connection)
        if not directory.is_active(applicant):
            raise NotFoundError("unknown_person", user=applicant)
        version = _version(runtime, connection, publish_process.draft_of(runtime, connection, code))
        asking = Viewer(applicant, viewer.locale)
        work = preview.work_of(runtime, connection, asking, version, choices)
        found = preview.forecast(work, values, changed)
        shown, display = form_data.shown(
            runtime,
            connection,
            version.form,
            found.form.values,
            dict.fromkeys(found.form.hidden, "hidden"),
            viewer.locale,
            directory,
        )
        sealed = {fact.value.id: work.sealer.peek(fact.value) for fact in found.case.facts.values()}
        texts = {**fact_texts(runtime, connection, version, found.case, sealed, viewer.locale), **display}
        lanes = tuple(lane for step in found.steps for lane in _lanes(version, step, texts))
    return Trial(found, lanes, Evaluated(found.form, shown, display))


def _version(runtime: Runtime, connection: Connection, definition: ProcessDefinition) -> ProcessVersion:
    """The draft as a version of its own. Gaps are no hindrance, a graph that cannot be walked is."""
    broken = [
        item for item in validate(definition) if item.severity == "error" and item.code not in _WALKABLE
    ]
    if broken:
        raise InvalidError("definition_invalid", publish_process.problems_of(broken), count=len(broken))
    return ProcessVersion(0, 0, Graph(definition), runtime.definitions.form(connection, definition.form))


_WALKABLE = {"flow_without_condition", "nobody_assigned", "fallback_missing", "reason_code_not_unique"}


def _lanes(version: ProcessVersion, step: Forecast, texts: Json) -> tuple[Lane, ...]:
    """What each way out of a gateway comes to; a flow that meets again has nothing to tell."""
    node = version.graph.nodes[step.node]
    flows = version.graph.completed[step.node]
    if not isinstance(node, Gateway) or len(flows) < 2:
        return ()
    unsure = None in step.conditions.values() and len(step.flows) == len(flows)
    return tuple(
        Lane(
            flow=flow.id,
            taken=None if unsure else flow.id in step.flows,
            holds=step.conditions.get(flow.id),
            looked=_looked(version, flow.condition if is_conditional(flow) else None, texts),
        )
        for flow in flows
    )


def _looked(version: ProcessVersion, condition: str | None, texts: Json) -> tuple[Looked, ...]:
    if not condition:
        return ()
    try:
        names = compile_expression(condition).references
    except FeelError:
        return ()
    labels = {field.code: field.label for field in version.form.form.fields}
    facts = {name: node.name for node in version.definition.nodes if (name := getattr(node, "result", None))}
    known = labels | facts
    return tuple(
        Looked(name, known[name], str(texts.get(name, ""))) for name in sorted(names) if name in known
    )
