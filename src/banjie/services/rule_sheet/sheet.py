"""The sheet as data: which decisions, what must be captured, what happens afterwards.

It is written by choosing, generates form and flow (`generate`), stays attached to every version of its process,
and says where they have left it (`departures`). For a process drawn without one it is read off (`derive`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from banjie.feel import FeelError, compile_expression

Json = dict[str, Any]
RESERVED = ("number", "title")
"""Codes of the fields that every generated form has: they are not captured, they are there."""
COMPUTED = frozenset({"formula", "lookup", "serial"})
"""Types that nobody types: they cannot be asked for."""
_KNOWN = frozenset({*RESERVED, "applicant"})


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every part of a sheet: immutable, and strict about unknown keys."""


class Capture(Part, frozen=True):
    """Something that must be captured: a field of the form, `rows` being the columns of a table of lines.

    `proof` marks what is asked for as evidence (a picture, a file): the printed sheet says so.
    """

    code: str
    label: str
    type: str
    required: bool = True
    proof: bool = False
    settings: Json = {}
    rows: tuple[Capture, ...] = ()


class Approval(Part, frozen=True):
    """Somebody who decides in any case: `who` are policies of assignment, `name` is the step's."""

    name: str
    who: tuple[Json, ...]


class Decision(Part, frozen=True):
    """Somebody who decides because of a value: where `condition` (FEEL over the captures) holds.

    `otherwise` stands instead of a condition for every other case: nobody else is asked because of a value.
    """

    name: str
    who: tuple[Json, ...]
    condition: str = ""
    otherwise: bool = False


class FollowUp(Part, frozen=True):
    """What happens once people have agreed: a step with this connector and its settings.

    `waits`: the case is closed only with its receipt.
    """

    name: str
    connector: str
    config: Json = {}
    waits: bool = True


class Sheet(Part, frozen=True):
    """The whole sheet. `usual`: who decides in any case, one after the other; `before`: how it goes today, in words."""

    name: str
    category: str = ""
    before: str = ""
    usual: tuple[Approval, ...] = ()
    decisions: tuple[Decision, ...] = ()
    captures: tuple[Capture, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def enough_elsewhere(self) -> bool:
        """Without a decision by rule and without a follow-up, an approval as WeCom has it is enough."""
        return not self.decisions and not self.follow_ups


def whole(sheet: Sheet) -> Sheet:
    """The sheet without what is still unfinished: what can be generated while somebody is writing it."""
    gaps = [flaw.where for flaw in flaws(sheet)]

    def done(part: str, index: int) -> bool:
        here = f"{part}[{index}]"
        return not any(gap == here or gap.startswith(f"{here}.") for gap in gaps)

    return msgspec.structs.replace(
        sheet,
        usual=tuple(one for index, one in enumerate(sheet.usual) if done("usual", index)),
        decisions=tuple(one for index, one in enumerate(sheet.decisions) if done("decisions", index)),
        captures=tuple(one for index, one in enumerate(sheet.captures) if done("captures", index)),
        follow_ups=tuple(one for index, one in enumerate(sheet.follow_ups) if done("follow_ups", index)),
    )


class Flaw(msgspec.Struct, frozen=True):
    """What keeps a sheet from being taken: `code` is a key of the catalogue, `where` a place in its JSON."""

    where: str
    code: str
    params: Json = {}


def flaws(sheet: Sheet) -> Iterator[Flaw]:
    """Gaps and contradictions within the sheet itself; what form and flow object to is theirs to say."""
    if not sheet.name.strip():
        yield Flaw("name", "sheet.flaw.name")
    yield from _of_captures(sheet.captures, "captures", set(RESERVED))
    for index, approval in enumerate(sheet.usual):
        yield from _of_approval(approval, f"usual[{index}]")
    known = _KNOWN | {capture.code for capture in sheet.captures}
    for index, decision in enumerate(sheet.decisions):
        where = f"decisions[{index}]"
        yield from _of_approval(decision, where)
        if not decision.otherwise:
            yield from _of_condition(decision.condition, f"{where}.condition", known)
    for decision in [one for one in sheet.decisions if one.otherwise][1:]:
        where = f"decisions[{sheet.decisions.index(decision)}].condition"
        yield Flaw(where, "sheet.flaw.otherwise_twice")
    for index, item in enumerate(sheet.follow_ups):
        if not item.name.strip():
            yield Flaw(f"follow_ups[{index}].name", "sheet.flaw.name")


def _of_approval(approval: Approval | Decision, where: str) -> Iterator[Flaw]:
    if not approval.name.strip():
        yield Flaw(f"{where}.name", "sheet.flaw.name")
    if not approval.who:
        yield Flaw(f"{where}.who", "sheet.flaw.who")


def _of_condition(condition: str, where: str, known: set[str] | frozenset[str]) -> Iterator[Flaw]:
    if not condition.strip():
        yield Flaw(where, "sheet.flaw.no_condition")
        return
    try:
        unknown = compile_expression(condition).references - known
    except FeelError as error:
        yield Flaw(where, "sheet.flaw.condition", {"detail": str(error)})
        return
    if unknown:
        yield Flaw(where, "sheet.flaw.unknown", {"name": ", ".join(sorted(unknown))})


def _of_captures(captures: tuple[Capture, ...], where: str, taken: set[str]) -> Iterator[Flaw]:
    for index, capture in enumerate(captures):
        here = f"{where}[{index}]"
        if not capture.label.strip():
            yield Flaw(f"{here}.label", "sheet.flaw.name")
        if capture.code in taken:
            yield Flaw(f"{here}.code", "sheet.flaw.twice", {"name": capture.label})
        taken.add(capture.code)
        yield from _of_captures(capture.rows, f"{here}.rows", set())
