"""What becomes of the rules that matched: the hit policies of DMN 1.5, 8.2.8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banjie.feel.builtins import aggregates
from banjie.feel.comparison import same
from banjie.feel.convert import to_feel
from banjie.feel.limits import DEFAULT_BUDGET
from banjie.feel.scope import Run, Warning_
from banjie.feel.values import FeelList

HIT_POLICIES = ("U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#")
_COLLECT = {"C+": aggregates.total, "C<": aggregates.minimum, "C>": aggregates.maximum}

_Priorities = Sequence[tuple[str, Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, by its position, with its output."""

    rule: int
    value: object


def settle(policy: str, hits: Sequence[Hit], priorities: _Priorities, warnings: list[Warning_]) -> object:
    """The table's value. A breach of the policy is null with a warning."""
    values = [hit.value for hit in hits]
    if policy in ("R", "C"):
        return values
    if policy == "O":
        return _ranked(values, priorities)
    if policy.startswith("C"):
        return _aggregate(policy, values)
    if not values:
        return None
    if policy == "U" and len(values) > 1:
        rules = ", ".join(str(hit.rule + 1) for hit in hits)
        warnings.append(Warning_("not_unique", f"only one rule may match, but rules {rules} do"))
        return None
    if policy == "A" and not _all_equal(values):
        warnings.append(Warning_("not_same", "the matching rules have different outputs"))
        return None
    return _ranked(values, priorities)[0] if policy == "P" else values[0]


def _run() -> Run:
    return Run({}, None, DEFAULT_BUDGET)


def _all_equal(values: Sequence[object]) -> bool:
    run = _run()
    first = to_feel(values[0])
    return all(same(run, first, to_feel(value)) for value in values[1:])


def _aggregate(policy: str, values: list[object]) -> object:
    if policy == "C#":
        run = _run()
        distinct: list[object] = []
        for value in map(to_feel, values):
            if not any(same(run, value, other) for other in distinct):
                distinct.append(value)
        return len(distinct)
    if not values:
        return None
    return _COLLECT[policy](_run(), FeelList(to_feel(value) for value in values))


def _ranked(values: list[object], priorities: _Priorities) -> list[object]:
    """By the order of the output values, column by column; what is not listed comes last."""
    run = _run()

    def place(listed: Sequence[object], value: object) -> int:
        for index, one in enumerate(listed):
            if same(run, to_feel(one), to_feel(value)):
                return index
        return len(listed)

    def rank(value: object) -> tuple[int, ...]:
        if isinstance(value, Mapping):
            return tuple(place(listed, value.get(name)) for name, listed in priorities)
        return tuple(place(listed, value) for _, listed in priorities)

    return sorted(values, key=rank)
