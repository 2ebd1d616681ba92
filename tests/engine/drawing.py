"""Processes in one line: `process("start > a > x", "x >[big] b > end", "x >[*] end", a=task())`.

`>[text]` puts a condition on the flow, `>[*]` makes it the default, `>[!]` the rejected flow. A node that
is not given is guessed by its code: `start`, `end…`, `x…` exclusive, `p…` parallel, `o…` inclusive,
`s…` service, everything else an approval.
"""

from __future__ import annotations

import re
from typing import Any

from banjie.engine import definition as d


def task(**settings: Any) -> dict[str, Any]:
    """Settings of a user task; those of its assignment are sorted out by name."""
    return settings


ASSIGNMENT = set(d.Assignment.__struct_fields__)


def user_task(code: str, **settings: Any) -> d.UserTask:
    assignment = {key: value for key, value in settings.items() if key in ASSIGNMENT}
    rest = {key: value for key, value in settings.items() if key not in ASSIGNMENT}
    rest.setdefault("opinion", d.OpinionRule(required=False))
    return d.UserTask(
        code=code,
        name=code.upper(),
        assignment=d.Assignment(**{"policies": ({"kind": "named", "users": [code]},)} | assignment),
        **rest,
    )


def guess(code: str) -> d.Node:
    if code == "start":
        return d.StartEvent(code=code)
    if code.startswith("end"):
        return d.EndEvent(code=code)
    kinds: dict[str, type[d.Gateway]] = {
        "x": d.ExclusiveGateway,
        "p": d.ParallelGateway,
        "o": d.InclusiveGateway,
    }
    if code[0] in kinds:
        return kinds[code[0]](code=code)
    if code[0] == "s":
        return d.ServiceTask(code=code, name=code, connector="test")
    return user_task(code)


def process(*lines: str, **given: Any) -> d.ProcessDefinition:
    """A definition from lines of flows; flow ids are `source>target`."""
    nodes: dict[str, d.Node] = {}
    flows: list[d.SequenceFlow] = []

    def node(code: str) -> None:
        if code not in nodes:
            what = given.get(code)
            nodes[code] = guess(code) if what is None else what
            if isinstance(what, dict):
                nodes[code] = user_task(code, **what)

    for line in lines:
        parts = re.split(r"\s*>(?:\[(.*?)\])?\s*", line.strip())
        for source, mark, target in zip(parts[0:-2:2], parts[1:-1:2], parts[2::2], strict=True):
            node(source)
            node(target)
            flows.append(
                d.SequenceFlow(
                    id=f"{source}>{target}" + (f"[{mark}]" if mark == "!" else ""),
                    source=source,
                    target=target,
                    condition=mark if mark not in (None, "*", "!") else None,
                    default=mark == "*",
                    on="rejected" if mark == "!" else "completed",
                )
            )
    return d.ProcessDefinition(
        code="test", name="Test", form="form", nodes=tuple(nodes.values()), flows=tuple(flows)
    )
