"""`banjie feel`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from banjie.feel.batch import evaluate_line


def run(expression: str | None, context: str, *, batch: bool) -> int:
    """Evaluate one expression, or one per line of stdin. Returns the exit code."""
    if batch:
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(_line(line), ensure_ascii=False), flush=True)  # noqa: T201
        return 0
    if expression is None:
        print("banjie feel EXPRESSION | --batch", file=sys.stderr)  # noqa: T201
        return 2
    try:
        variables = json.loads(context)
    except ValueError as error:
        print(f"--context: {error}", file=sys.stderr)  # noqa: T201
        return 2
    answer = evaluate_line({"expr": expression, "context": variables}, now=datetime.now(UTC))
    print(json.dumps(answer, ensure_ascii=False))  # noqa: T201
    return 1 if "error" in answer else 0


def _line(text: str) -> dict[str, object]:
    try:
        request = json.loads(text)
    except ValueError as error:
        return {"error": str(error)}
    if not isinstance(request, dict):
        return {"error": "not an object"}
    return evaluate_line(request, now=datetime.now(UTC))
