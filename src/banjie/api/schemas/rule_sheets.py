"""Rule sheets on the wire."""

from __future__ import annotations

from typing import Literal

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input, Values


class SheetDeparture(Body):
    """Where form or flow have left the sheet. `where` is a field's path or a node's code, empty where it is gone."""

    what: str
    of: Literal["form", "flow"]
    where: str
    message: str


class RuleSheet(Body):
    """`sheet` is `services.rule_sheet.sheet.Sheet`. `derived`: read off form and flow, nobody wrote it.

    `enough_elsewhere`: no decision by rule and no follow-up, so an approval as WeCom has it would do.
    `flaws`: what is unfinished, at its place in the sheet. `revision` is the process draft's.
    """

    process: str
    form: str
    version: int
    revision: int
    sheet: Values
    derived: bool
    enough_elsewhere: bool
    flaws: list[FieldProblem]
    departures: list[SheetDeparture]


class RuleSheetInput(Input):
    """Form and flow follow the sheet while nobody worked on them by hand; `generate`: in any case."""

    sheet: Values
    revision: int = 0
    generate: bool = False


class KnownCall(Body):
    """A call over a connection that the process of this name makes: a start for another one."""

    name: str
    process: str
    connector: str
    config: Values
