"""The built-in functions of DMN 1.5, 10.3.4, one module per family; importing this registers them all."""

from __future__ import annotations

from banjie.feel.builtins import (
    aggregates,
    contexts,
    conversions,
    dates,
    intervals,
    lists,
    numeric,
    regex,
    strings,
)

FAMILIES = (aggregates, contexts, conversions, dates, intervals, lists, numeric, regex, strings)
