"""Processes as definitions: drafts by steps or graph, proof, and publishing a version that running cases keep out of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.blocks import Step, from_steps, to_steps
from banjie.engine.definition import BusinessRuleTask, ProcessDefinition, SendTask, ServiceTask, UserTask
from banjie.engine.findings import Finding
from banjie.engine.proof.soundness import soundness
from banjie.engine.validate import validate
from banjie.feel import FeelError, compile_expression
from banjie.forms.form import Form
from banjie.org import assignment
from banjie.org.calendar import parse_span
from banjie.org.policies import registry as policies
from banjie.org.policies.registry import PolicyError
from banjie.services import audit
from banjie.services.problems import ConflictError, FieldError, InvalidError
from banjie.services.rule_sheet.departures import of_flow
from banjie.services.rule_sheet.sheet import Sheet, whole
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import cases, definitions
from banjie.storage.definitions import Head, UnknownDefinitionError

Json = dict[str, Any]
# Worked out here, before threads meet (see `storage.definitions`).
msgspec.json.Decoder(tuple[Step, ...])


class ProcessCheck(msgspec.Struct, frozen=True):
    """What publishing would find, and how many cases run on earlier versions (they keep theirs)."""

    findings: tuple[Finding, ...]
    running: int

    @property
    def ok(self) -> bool:
        return not any(item.severity == "error" for item in self.findings)


def decode(document: Json) -> ProcessDefinition:
    """A definition from JSON: `nodes` and `flows`, or `steps`. Raises InvalidError with the place."""
    try:
        given = dict(document)
        if "steps" in given:
            steps = msgspec.convert(given.pop("steps"), tuple[Step, ...])
            nodes, flows = from_steps(steps)
            given["nodes"], given["flows"] = msgspec.to_builtins(nodes), msgspec.to_builtins(flows)
        found = msgspec.convert(given, ProcessDefinition)
        if found.sheet:
            msgspec.convert(found.sheet, Sheet)
        return found
    except (msgspec.ValidationError, ValueError) as error:
        raise InvalidError(
            "invalid_body",
            (FieldError("definition", "problem.invalid_body", {"detail": str(error)}),),
            detail=str(error),
        ) from None


def save_draft(runtime: Runtime, viewer: Viewer, code: str, changes: Json, revision: int) -> int:
    """Keep a draft: `changes` replace parts of the last draft or version. Returns the draft's revision."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        base = _base(runtime, connection, head)
        if "steps" in changes or "definition" in changes:
            base.pop("nodes", None)
            base.pop("flows", None)
        given = {**base, **(changes.pop("definition", None) or {}), **changes, "code": code}
        definition = decode(given)
        process_id = head.id if head else definitions.create_process(connection, code, definition.name)
        if not definitions.save_process_draft(
            connection, process_id, msgspec.to_builtins(definition), revision
        ):
            raise ConflictError("draft_conflict")
    return revision + 1


def check_draft(runtime: Runtime, viewer: Viewer, code: str) -> ProcessCheck:
    """What publishing the saved draft (or the version, without a draft) would find."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head = _head(connection, code)
        definition = drafted(runtime, connection, head)
        findings = (*check_definition(runtime, connection, definition), *_left_sheet(definition))
        return ProcessCheck(findings, cases.count_running(connection, head.id))


def publish_draft(runtime: Runtime, viewer: Viewer, code: str, pilot: tuple[Json, ...] = ()) -> int:
    """Publish the draft as the next version, for everybody or for a pilot group (policies) alone.

    Running cases keep theirs; a pilot that ran before is over. Raises InvalidError.
    """
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        head = _head(connection, code)
        definition = drafted(runtime, connection, head)
        findings = check_definition(runtime, connection, definition)
        if problems := problems_of(findings):
            raise InvalidError("definition_invalid", problems, count=len(problems))
        version = publish_definition(runtime, connection, head.id, definition, viewer.username, pilot)
        noted(runtime, connection, viewer, definition, version, "pilot_started" if pilot else "published")
    return version


def noted(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    definition: ProcessDefinition,
    version: int,
    what: str = "published",
) -> None:
    """That somebody published it, in the audit."""
    audit.note(
        runtime,
        connection,
        viewer,
        f"process.{what}",
        "process",
        definition.code,
        definition.name,
        version=version,
    )


def problems_of(findings: Iterable[Finding]) -> tuple[FieldError, ...]:
    """Errors as field problems, each at its node."""
    return tuple(
        FieldError(item.node, f"finding.{item.code}", item.params)
        for item in findings
        if item.severity == "error"
    )


def _left_sheet(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """Where the flow has left the rule sheet attached to it, as warnings."""
    if not definition.sheet:
        return ()
    sheet = whole(msgspec.convert(definition.sheet, Sheet))
    return tuple(
        Finding(f"sheet.{one.what}", one.where, one.params, severity="warning")
        for one in of_flow(sheet, definition)
    )


def draft_of(runtime: Runtime, connection: Connection, code: str) -> ProcessDefinition:
    """The draft as saved, else the published version. Raises UnknownDefinitionError, InvalidError."""
    return drafted(runtime, connection, _head(connection, code))


def publish_definition(
    runtime: Runtime,
    connection: Connection,
    process_id: int,
    definition: ProcessDefinition,
    by: str,
    pilot: tuple[Json, ...] = (),
) -> int:
    """Store a definition's next version, bound to its form's published version."""
    form = runtime.definitions.form(connection, definition.form)
    return definitions.add_process_version(
        connection, process_id, definition, form.version, by, runtime.clock(), pilot
    )


def check_definition(
    runtime: Runtime, connection: Connection, definition: ProcessDefinition
) -> tuple[Finding, ...]:
    """Structure, expressions and policies: everything that can be known before a case runs."""
    try:
        form = runtime.definitions.form(connection, definition.form).form
    except UnknownDefinitionError:
        form = None
    return check_with_form(definition, form)


def check_with_form(definition: ProcessDefinition, form: Form | None) -> tuple[Finding, ...]:
    """The same for a given form; None: there is none of that code."""
    found = list(validate(definition))
    if not any(item.severity == "error" for item in found):
        found += soundness(definition)
    if form is not None:
        found += check_against_form(definition, form)
    else:
        found.append(Finding("unknown_form", "", {"form": definition.form}))
    return (*found, *check_parts(definition))


def check_parts(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """What is still empty, policies that cannot be read, expressions that do not parse; needs no database."""
    found: list[Finding] = []
    for policy in definition.start_range:
        if policies.unfilled(policy):
            found.append(Finding("start_range_unset", ""))
            continue
        try:
            policies.check(policy)
        except PolicyError as error:
            found.append(Finding("bad_start_range", "", {"detail": str(error)}))
    for node in definition.nodes:
        if isinstance(node, ServiceTask) and node.connector not in CONNECTORS:
            found.append(Finding("unknown_connector", node.code, {"connector": node.connector}))
        if isinstance(node, (UserTask, SendTask)):
            try:
                assignment.check(msgspec.to_builtins(node.assignment))
            except PolicyError as error:
                found.append(Finding("bad_policy", node.code, {"detail": str(error)}))
            if any(policies.unfilled(policy) for policy in node.assignment.policies):
                found.append(Finding("policy_unset", node.code))
    steps = [node for node in definition.nodes if isinstance(node, ServiceTask)]
    blank = {node.code for node in steps if "" in (node.config.get("form"), node.config.get("connection"))}
    found += [Finding("setting_unset", code) for code in sorted(blank)]
    # Without anything to match every record would be meant.
    found += [
        Finding("match_unset", node.code)
        for node in steps
        if node.connector in _MATCHING and not node.config.get("match") and node.code not in blank
    ]
    for where, text, flow in _expressions(definition):
        try:
            if text.strip():
                compile_expression(text)
            elif where not in blank:
                blank.add(where)
                found.append(Finding("setting_unset", where))
        except FeelError as error:
            found.append(Finding("bad_expression", where, {"expression": text, "detail": str(error)} | flow))
    return tuple(found)


_MATCHING = frozenset({"record_update", "record_upsert", "record_lookup"})


CONNECTORS = frozenset(
    {
        "record_create", "record_update", "record_upsert", "record_lookup",
        "document", "email", "webhook", "http", "http_lookup", "notice",
    }
)  # fmt: skip
_ALWAYS_KNOWN = frozenset(
    {
        "applicant",
        "case",
        "facts",
        "number",
        "outcome",
        "record",
        "title_text",
        "row",
        "job",
        "item",
        "partial",
    }
)
_ANSWERED_LATER = frozenset({"success", "answer", "found"})
_FEEL_KEYS = frozenset(
    {"to", "subject", "text", "values", "match", "rows", "body", "query", "headers", "data"}
)


def check_against_form(definition: ProcessDefinition, form: Form) -> list[Finding]:
    """Names that no expression can find, and access for fields that the form does not have."""
    codes = {field.code for field in form.fields}
    results = {name for node in definition.nodes if (name := getattr(node, "result", None))}
    known = codes | results | _ALWAYS_KNOWN
    found: list[Finding] = []
    for where, text, flow in _expressions(definition):
        try:
            unknown = compile_expression(text).references - known
        except FeelError:
            continue  # reported as an expression that does not parse
        found += [
            Finding("unknown_name", where, {"name": name, "expression": text} | flow)
            for name in sorted(unknown)
        ]
    columns = {f"{field.code}.{column.code}" for field in form.fields for column in field.fields}
    tasks = {node.code for node in definition.nodes if isinstance(node, UserTask)}
    for node in definition.nodes:
        if isinstance(node, UserTask):
            missing = sorted(set(node.fields) - codes - columns)
            found += [Finding("unknown_field", node.code, {"field": code}) for code in missing]
        if isinstance(node, (UserTask, SendTask)):
            for policy in node.assignment.policies:
                found += _astray(node.code, policy, codes, tasks)
    return found


def _astray(where: str, policy: Json, fields: set[str], tasks: set[str]) -> list[Finding]:
    """A policy that names a field (or something behind one) or a step which is not there would find nobody."""
    of = policy.get("of")
    field = policy.get("field") or (of.get("field") if isinstance(of, dict) else None)
    if isinstance(field, str) and field and field.split(".")[0] not in fields:
        return [Finding("policy_unknown_field", where, {"field": field})]
    node = policy.get("node") if policy.get("kind") in ("handler_of", "leader_of_handler") else None
    return [Finding("policy_unknown_step", where, {"step": node})] if node and node not in tasks else []


def _expressions(definition: ProcessDefinition) -> list[tuple[str, str, Json]]:
    """Every FEEL text of a definition with the node it belongs to, and the flow where it is a condition."""
    conditions = [
        (flow.source, flow.condition, {"flow": flow.id}) for flow in definition.flows if flow.condition
    ]
    return conditions + [(where, text, {}) for where, text in _texts(definition)]


def _texts(definition: ProcessDefinition) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if definition.title:
        found.append(("", definition.title))
    for node in definition.nodes:
        if isinstance(node, BusinessRuleTask) and "expression" in node.decision:
            found.append((node.code, str(node.decision["expression"])))
        due = getattr(node, "due", None)
        if due and not (due.startswith("P") and due.isascii()) and not parse_span(due):
            found.append((node.code, due))
        if isinstance(node, ServiceTask):
            found += [(node.code, text) for text in _of_settings(node.connector, node.config)]
    return found


def _of_settings(connector: str, config: Json) -> list[str]:
    """FEEL in a connector's settings; templates in paths count with what stands in their braces."""
    found: list[str] = []
    for key, value in config.items():
        if key == "to" and connector == "notice":
            continue  # policies, not FEEL
        if key == "values" and connector == "record_lookup":
            continue  # field codes of the other form
        if key == "path":
            found += re.findall(r"\{([^{}]*)\}", str(value))
        elif key == "look" and isinstance(value, dict):
            found += _of_settings(connector, value)
        elif key == "each":
            found.append(str(value))
        elif key in _FEEL_KEYS and key not in _ANSWERED_LATER:
            found += _leaves(value)
    return found


def _leaves(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _leaves(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in _leaves(item)]
    return []


def steps_of(definition: ProcessDefinition) -> list[Json] | None:
    """The definition as a tree of steps, None where it is not block-structured."""
    steps = to_steps(definition)
    return None if steps is None else msgspec.to_builtins(steps)


def drafted(runtime: Runtime, connection: Connection, head: Head) -> ProcessDefinition:
    """The process as its designer sees it: the saved draft, or the published version where there is none."""
    return decode(_base(runtime, connection, head))


def _head(connection: Connection, code: str) -> Head:
    head = definitions.process_head(connection, code)
    if head is None:
        raise UnknownDefinitionError("process", code)
    return head


def _base(runtime: Runtime, connection: Connection, head: Head | None) -> Json:
    """The draft as saved, else the latest version (a pilot's before the published one), else nothing."""
    if head is None:
        return {}
    if head.draft is not None:
        return dict(head.draft)
    if head.latest == 0:
        return {}
    version = runtime.definitions.process_version(connection, head.id, head.latest)
    found: Json = msgspec.to_builtins(version.definition)
    return found
