"""The public conformance cases beside the checkout; the score reached once must not sink."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from banjie.feel.batch import evaluate_line

CASES = Path(__file__).parents[2].parent / "shared" / "conformance" / "dmn-tck" / "feel_cases.json"
NOW = datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC)
FLOOR = 886


def same(got: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Equal values; numbers to eight digits, as the kit compares them."""
    kinds = {got["t"], expected["t"]}
    if kinds <= {"decimal", "double"}:
        one, two = Decimal(got["v"]), Decimal(expected["v"])
        return abs(one - two) <= max(abs(one), abs(two)) * Decimal("1e-8")
    if len(kinds) > 1:
        return False
    one, two = got.get("v"), expected.get("v")
    if got["t"] == "list":
        return len(one) == len(two) and all(map(same, one, two))
    if got["t"] == "context":
        return one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    return bool(one == two)


@pytest.mark.skipif(not CASES.exists(), reason="the public cases do not lie beside this checkout")
def test_the_score_does_not_sink() -> None:
    cases = json.loads(CASES.read_text())
    failed = []
    for case in cases:
        request = {key: case[key] for key in ("expr", "context", "typeRef")} | {"typed": True}
        answer = evaluate_line(request, now=NOW)
        if not same(answer.get("value") or {"t": "null"}, case["expected"]):  # type: ignore[arg-type]
            failed.append(f"{case['suite']}: {case['expr']}")
        elif case["error"]:
            assert answer.keys() & {"warnings", "error"}, f"null without a reason: {case['expr']}"
    passed = len(cases) - len(failed)
    assert passed >= FLOOR, f"{passed} of {len(cases)}:\n" + "\n".join(failed)
