"""Forms and processes as designers and lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from banjie.api.schemas import (
    ChangeItem,
    CheckResult,
    FieldProblem,
    Finding,
    FormDetail,
    FormState,
    FormSummary,
    LookedAt,
    Pilot,
    Preview,
    PreviewChoice,
    PreviewPerson,
    PreviewStep,
    ProcessDetail,
    ProcessSummary,
    ProcessVersionDetail,
    SimulatedLane,
    Simulation,
    Version,
)
from banjie.engine.definition import (
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
    ProcessDefinition,
    StartEvent,
    UserTask,
)
from banjie.forms.check import Finding as FormFinding
from banjie.forms.field_error import FieldError as FormError
from banjie.messages import has
from banjie.org.directory import Directory
from banjie.services.form_pages import Evaluated, FormPage
from banjie.services.preview import Offer, Previewed
from banjie.services.process_pages import ProcessPage
from banjie.services.publish_form import FormCheck
from banjie.services.publish_process import ProcessCheck, steps_of
from banjie.services.simulate_draft import Trial
from banjie.services.versions import PublishedVersion
from banjie.services.viewer import Viewer


def form_summary(page: FormPage) -> FormSummary:
    definition = page.version.form if page.version else None
    return FormSummary(
        code=page.head.code,
        name=page.head.name,
        kind="ledger" if page.head.kind == "ledger" else "process",
        icon=definition.icon if definition else "",
        description=definition.description if definition else "",
        version=page.head.version,
        can_edit=page.can_edit,
        can_view=page.can_view,
        records=page.records,
    )


def form_detail(page: FormPage) -> FormDetail:
    return FormDetail(
        code=page.head.code,
        version=page.head.version,
        published_at=page.head.published_at,
        definition=msgspec.to_builtins(page.version.form) if page.version else {},
        can_edit=page.can_edit,
        draft=page.head.draft if page.administrator else None,
        draft_revision=page.head.draft_revision,
    )


def form_state(found: Evaluated, viewer: Viewer) -> FormState:
    state = found.state
    return FormState(
        values=found.values,
        visible=state.visible,
        required=state.required,
        readonly=state.readonly,
        errors=field_problems(state.errors, viewer),
        labels=found.display,
    )


def field_problems(errors: Iterable[FormError], viewer: Viewer) -> list[FieldProblem]:
    return [
        FieldProblem(
            field=item.field, code=item.code, message=item.message or viewer.words(item.code, **item.params)
        )
        for item in errors
    ]


def form_check(found: FormCheck, viewer: Viewer) -> CheckResult:
    return CheckResult(
        ok=found.ok,
        findings=[
            Finding(
                code=item.code,
                severity=item.severity,
                where=item.where,
                message=_said(item, viewer),
                position=item.position,
            )
            for item in found.findings
        ],
        changes=[
            ChangeItem(
                kind=item.kind,
                where=item.where,
                message=viewer.words(f"form.change.{item.kind}", **item.params),
            )
            for item in found.changes
        ],
        running=0,
    )


def _said(item: FormFinding, viewer: Viewer) -> str:
    """A finding in words; why an expression cannot be read is said in the reader's language too."""
    params = item.params
    if reason := params.get("reason"):
        params = {**params, "detail": viewer.words(f"form.syntax.{reason}", **params)}
    return viewer.words(item.code, **params)


_OF_CONDITIONS = {"flow_without_condition", "bad_expression", "unknown_name"}
"""What is found at one of a gateway's flows: the designer shows it at that flow's lane."""


def process_check(found: ProcessCheck, viewer: Viewer) -> CheckResult:
    return CheckResult(
        ok=found.ok,
        findings=[
            Finding(
                code=item.code,
                severity="error" if item.severity == "error" else "warning",
                where=item.params["flow"]
                if item.code in _OF_CONDITIONS and "flow" in item.params
                else item.node,
                message=_words(viewer, item.code, item.params),
            )
            for item in found.findings
        ],
        changes=[],
        running=found.running,
    )


def _words(viewer: Viewer, code: str, params: dict[str, Any]) -> str:
    key = f"finding.{code}"
    return viewer.words(key, **params) if has(key) else f"{code} {params or ''}".strip()


def process_summary(page: ProcessPage) -> ProcessSummary:
    definition = page.definition
    return ProcessSummary(
        code=page.head.code,
        name=page.head.name,
        icon=definition.icon if definition else "",
        category=definition.category if definition else "",
        description=definition.description if definition else "",
        form=definition.form if definition else "",
        version=page.head.version,
        can_start=page.can_start,
        can_edit=page.administrator,
        pilot=_pilot(page),
    )


def _pilot(page: ProcessPage) -> Pilot | None:
    head = page.head
    if not (head.pilot_version and page.administrator):
        return None
    return Pilot(version=head.pilot_version, range=list(head.pilot_range))


def process_detail(page: ProcessPage) -> ProcessDetail:
    published = page.version
    draft = page.draft if page.administrator else None
    return ProcessDetail(
        code=page.head.code,
        version=page.head.version,
        published_at=page.head.published_at,
        definition=msgspec.to_builtins(published.definition) if published else {},
        steps=steps_of(published.definition) if published else None,
        form=msgspec.to_builtins(page.form) if page.form else {"code": "", "name": "", "fields": []},
        can_edit=page.administrator,
        draft=msgspec.to_builtins(draft) if draft else None,
        draft_steps=steps_of(draft) if draft else None,
        draft_revision=page.head.draft_revision,
        pilot=_pilot(page),
    )


def process_version(number: int, definition: ProcessDefinition) -> ProcessVersionDetail:
    return ProcessVersionDetail(
        version=number, definition=msgspec.to_builtins(definition), steps=steps_of(definition)
    )


def versions(found: list[PublishedVersion]) -> list[Version]:
    return [
        Version(
            version=item.version,
            published_at=item.published_at,
            published_by=item.published_by,
            running=item.running,
        )
        for item in found
    ]


_SILENT = (StartEvent, ExclusiveGateway, InclusiveGateway, ParallelGateway)


def preview_view(found: Previewed, viewer: Viewer, directory: Directory) -> Preview:
    """Who would be asked and why; gateways and the start are left out."""
    nodes = found.version.graph.nodes
    steps = []
    for item in found.steps:
        node = nodes[item.node]
        if isinstance(node, _SILENT) or item.kind == "endEvent":
            continue
        steps.append(
            PreviewStep(
                node=item.node,
                name=item.name or viewer.words(f"node.{item.kind}"),
                kind=item.kind,
                certain=item.certain,
                why="；".join(viewer.reason(reason.rule, reason.params) for reason in item.reasons),
                people=[
                    PreviewPerson(
                        username=person.user,
                        name=directory.name_of(person.user),
                        reason=viewer.reason(person.reason.rule, person.reason.params),
                    )
                    for person in item.candidates
                ],
                mode=node.completion if isinstance(node, UserTask) else "",
                stage=item.stage,
                choose=_choice(found.offers.get(item.node), directory),
            )
        )
    return Preview(title=found.title, steps=steps, errors=field_problems(found.errors, viewer))


def simulation(found: Trial, viewer: Viewer, directory: Directory) -> Simulation:
    way = preview_view(found.found, viewer, directory)
    return Simulation(
        title=way.title,
        steps=way.steps,
        lanes=[
            SimulatedLane(
                lane=lane.flow,
                taken=lane.taken,
                holds=lane.holds,
                looked_at=[LookedAt(name=one.name, label=one.label, text=one.text) for one in lane.looked],
            )
            for lane in found.lanes
        ],
        form=form_state(found.form, viewer),
    )


def _choice(offer: Offer | None, directory: Directory) -> PreviewChoice | None:
    if offer is None:
        return None
    people = None
    if offer.users is not None:
        people = [
            PreviewPerson(username=user, name=directory.name_of(user), reason=_post(directory, user))
            for user in offer.users
        ]
    return PreviewChoice(key=offer.key, people=people, needed=offer.needed)


def _post(directory: Directory, user: str) -> str:
    person = directory.person(user)
    return (person.post if person else None) or ""
