"""What an app's parts lean on: linked forms, forms and connections of steps, roles that are asked. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from banjie.engine.blocks import Block, Lane, Parallel, Step, StepNode, from_steps, to_steps
from banjie.engine.definition import ProcessDefinition, SendTask, ServiceTask, UserTask
from banjie.forms.form import Field, Form
from banjie.storage import connections

Json = dict[str, Any]


def with_links(roots: Iterable[str], forms: Mapping[str, Form]) -> list[str]:
    """The forms with those that they link to, these first where there is no circle."""
    ordered: list[str] = []
    seen: set[str] = set()

    def visit(code: str) -> None:
        if code in seen or code not in forms:
            return
        seen.add(code)
        for target in sorted(linked(forms[code])):
            visit(target)
        ordered.append(code)

    for root in roots:
        visit(root)
    return ordered


def linked(form: Form) -> set[str]:
    """Codes of the forms that this one links to."""
    return {str(field.settings["form"]) for field in every_field(form.fields) if field.settings.get("form")}


def every_field(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every_field(field.fields)


def services(definition: ProcessDefinition) -> Iterator[ServiceTask]:
    return (node for node in definition.nodes if isinstance(node, ServiceTask))


def connection_of(node: ServiceTask) -> str:
    """The connection that a step uses; empty for one that stays inside."""
    return connections.name_for(node.connector, node.config)


def connections_of(definitions: Iterable[ProcessDefinition]) -> list[str]:
    names = (connection_of(node) for one in definitions for node in services(one))
    return [name for name in dict.fromkeys(names) if name]


def forms_of_steps(definition: ProcessDefinition) -> list[str]:
    return [str(node.config["form"]) for node in services(definition) if "form" in node.config]


def fields_touched(forms: Iterable[Form], definitions: Iterable[ProcessDefinition]) -> dict[str, set[str]]:
    """By form the fields of it that these forms look up or fill in from, and these processes read or write."""
    found: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        for scope in (form.fields, *(field.fields for field in form.fields if field.fields)):
            targets = {
                field.code: str(field.settings.get("form", "")) for field in scope if field.type == "link"
            }
            for field in scope:
                if field.type == "link":
                    found[targets[field.code]] |= set(dict(field.settings.get("fill") or {}).values())
                elif field.type == "lookup":
                    found[targets.get(str(field.settings.get("link")), "")].add(str(field.settings["field"]))
    for definition in definitions:
        for node in services(definition):
            if node.connector.startswith("record_") and "form" in node.config:
                config = node.config
                values = config.get("values") or {}
                found[str(config["form"])] |= {
                    *values,
                    *(config.get("match") or {}),
                    *(config.get("rows") or {}),
                }
    return {code: {name for name in names if name != "id"} for code, names in found.items() if code}


def roles_asked(form: Form | ProcessDefinition) -> dict[str, list[str]]:
    """Roles by code, each with the names of the steps that ask it (of a form: none)."""
    found: dict[str, list[str]] = {}
    if isinstance(form, Form):
        for policy in (*form.viewers, *form.editors):
            for code in _roles(policy):
                found.setdefault(code, [])
        return found
    for policy in form.start_range:
        for code in _roles(policy):
            found.setdefault(code, [])
    for node in form.nodes:
        parts: list[Any] = []
        if isinstance(node, (UserTask, SendTask)):
            parts = [msgspec.to_builtins(node.assignment)]
        elif isinstance(node, ServiceTask) and node.connector == "notice":
            parts = [node.config.get("to")]
        for code in (code for part in parts for code in _roles(part)):
            names = found.setdefault(code, [])
            if node.name not in names:
                names.append(node.name)
    return found


def _roles(value: Any) -> Iterator[str]:
    """Role codes anywhere inside policies."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in ("role", "to_role") and isinstance(item, str):
                yield item
            else:
                yield from _roles(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _roles(item)


def without_connections(
    definition: ProcessDefinition, missing: set[str]
) -> tuple[ProcessDefinition, list[str]]:
    """The process without the steps that would use these connections, and those steps' names.

    A step whose answer later steps read stays; so does all of a process that is not made of blocks.
    """
    steps = to_steps(definition)
    left_out: list[str] = []
    if steps is None or not missing:
        return definition, left_out

    def keep(given: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(one for step in given for one in prune(step))

    def prune(step: Step) -> tuple[Step, ...]:
        if isinstance(step, StepNode):
            node = step.node
            if isinstance(node, ServiceTask) and not node.result and connection_of(node) in missing:
                left_out.append(node.name)
                return ()
            return (step,)
        return _pruned(
            step, tuple(msgspec.structs.replace(lane, steps=keep(lane.steps)) for lane in step.lanes)
        )

    nodes, flows = from_steps(keep(steps))
    return msgspec.structs.replace(definition, nodes=nodes, flows=flows), left_out


def _pruned(block: Block, lanes: tuple[Lane, ...]) -> tuple[Step, ...]:
    """A block whose lanes may have become empty: nothing, its only lane's steps, or the block."""
    if not any(lane.steps for lane in lanes):
        return ()
    if isinstance(block, Parallel):
        lanes = tuple(lane for lane in lanes if lane.steps)
        if len(lanes) == 1:
            return lanes[0].steps
    return (msgspec.structs.replace(block, lanes=lanes),)  # type: ignore[return-value]
