"""A process's figures on the wire."""

from __future__ import annotations

from banjie.api.schemas.shape import Body


class StepInsight(Body):
    node: str
    name: str
    decided: int
    hours: float | None
    waiting: int


class CountedItem(Body):
    """How often a reason (`key` "": none was chosen) was given, or a field had to be changed."""

    key: str
    label: str
    count: int


class ProcessInsight(Body):
    """Cases sent within the last `days` days. `first_pass`: share (0–1) of decided cases never sent back.

    Hours are medians: sent → outcome, and outcome → closed of approved cases. `before` is how it went before, in
    its owner's words (from the rule sheet).
    """

    process: str
    name: str
    days: int
    cases: int
    running: int
    outcomes: dict[str, int]
    closed: int
    first_pass: float | None
    hours_to_outcome: float | None
    hours_to_closed: float | None
    steps: list[StepInsight]
    return_reasons: list[CountedItem]
    return_fields: list[CountedItem]
    before: str
