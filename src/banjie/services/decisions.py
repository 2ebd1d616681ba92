"""Business rule tasks: a FEEL expression, or a DMN decision table, over the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from banjie.feel import json_value
from banjie.feel.decision_table import DecisionTable
from banjie.feel.decision_table import evaluate as evaluate_table
from banjie.services import mapping

# msgspec works out a struct's fields at its first use and crashes where two threads do so at once: do it here.
msgspec.json.Decoder(DecisionTable)


def evaluate_decision(decision: dict[str, Any], context: Mapping[str, object], now: datetime) -> Any:
    """The answer as JSON. `{"expression": FEEL}` or `{"table": {inputs, outputs, rules, hit_policy}}`.

    Raises MappingError for a decision that cannot be evaluated.
    """
    if "expression" in decision:
        return mapping.plain(str(decision["expression"]), context, now, "decision")
    try:
        table = msgspec.convert(decision.get("table"), DecisionTable)
    except msgspec.ValidationError as error:
        raise mapping.MappingError("decision", str(error)) from error
    return json_value(evaluate_table(table, context).value)
