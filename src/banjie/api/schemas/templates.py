"""The gallery of ready-made apps, and apps as files, on the wire."""

from __future__ import annotations

from typing import Literal

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input, Values


class TemplateSummary(Body):
    """`breaks`: what it mends, 1 the form, 2 the route, 3 the data. `steps`: people's; `followups`: what lands."""

    code: str
    name: str
    icon: str
    category: str
    description: str
    breaks: list[int]
    fields: int
    steps: int
    followups: int
    state: Literal["available", "trial", "installed"]


class TemplatePiece(Body):
    """A form or process that the app needs: it will be made, is there already, or something else has its code."""

    kind: Literal["form", "process"]
    code: str
    name: str
    state: Literal["new", "reused", "blocked"]
    missing: list[str]


class TemplateRole(Body):
    """A role that its steps ask: who holds it here, and who could."""

    code: str
    name: str
    holders: list[str]
    suggested: list[str]
    steps: list[str]


class TemplateFollowup(Body):
    code: str
    name: str
    connector: str
    text: str


class TemplateConnection(Body):
    name: str
    ready: bool


class TemplateDetail(TemplateSummary):
    """`form` is the request's form with `values` and `display` of a sample; `flow` the steps as a tree."""

    process: str
    form: Values
    values: Values
    display: Values
    flow: list[Values] | None
    pieces: list[TemplatePiece]
    roles: list[TemplateRole]
    effects: list[TemplateFollowup]
    connections: list[TemplateConnection]


class AdoptInput(Input):
    """`roles`: who holds each role from now on, by code; those left out and held by nobody get the suggestion."""

    roles: dict[str, list[str]] = {}
    leave_out: bool = True


class AdoptResult(Body):
    """`left_out`: steps whose connection is not set up. `data`: what a trial's first request begins with."""

    code: str
    process: str
    pieces: list[TemplatePiece]
    left_out: list[str]
    data: Values


class AppReport(Body):
    """What an uploaded app makes (or would make) here; `errors` where it cannot be taken."""

    code: str
    name: str
    description: str
    pieces: list[TemplatePiece]
    roles: list[TemplateRole]
    connections: list[TemplateConnection]
    errors: list[FieldProblem]
    done: bool
