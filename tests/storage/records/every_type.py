"""One value of every field type, its edges, and how it must come back: the conformance suite's data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from banjie.forms.form import Field

EXAMPLES: dict[str, tuple[dict[str, Any], list[tuple[Any, Any]]]] = {
    "text": ({}, [("标题", "标题"), (" a\nb ", "a b"), ("😀" * 200, "😀" * 200)]),
    "longtext": ({}, [("一\r\n二", "一\n二")]),
    "number": (
        {},
        [
            ("0.1", Decimal("0.1")),
            (-5, -5),
            (1.5, Decimal("1.5")),
            ("9223372036854.775807", Decimal("9223372036854.775807")),
        ],
    ),
    "money": (
        {},
        [
            ("5000", 5000),
            ("-0.01", Decimal("-0.01")),
            ("92233720368547758.07", Decimal("92233720368547758.07")),
        ],
    ),
    "date": (
        {},
        [
            ("2026-11-22", date(2026, 11, 22)),
            ("0001-01-01", date(1, 1, 1)),
            ("9999-12-31", date(9999, 12, 31)),
        ],
    ),
    "datetime": (
        {},
        [("2026-11-22T10:30:00.000001+08:00", datetime(2026, 11, 22, 2, 30, 0, 1, tzinfo=UTC))],
    ),
    "boolean": ({}, [(True, True), (False, False), ("true", True)]),
    "select": ({"options": ["甲", {"value": "b", "label": "乙"}]}, [("甲", "甲"), ("b", "b")]),
    "multiselect": ({"options": ["甲", "乙"]}, [(["乙", "甲", "乙"], ["乙", "甲"]), ("甲", ["甲"])]),
    "person": ({"multiple": True}, [(["wangli", "zhoufa"], ["wangli", "zhoufa"])]),
    "department": ({}, [("purchasing", "purchasing")]),
    "link": ({"form": "target"}, [(1, 1), ("1", 1), ({"id": 1, "name": "x"}, 1)]),
    "lookup": ({"link": "link", "field": "price", "result": "money"}, [("3.145", Decimal("3.15"))]),
    "formula": ({"expression": "1", "result": "number", "scale": 0}, [(Decimal("2.5"), 3)]),
    "image": ({}, [(["f1"], ["f1"])]),
    "attachment": ({}, [(["f1", "f2"], ["f1", "f2"])]),
    "subtable": ({}, [([{"qty": 1}], [{"qty": 1}])]),
    "serial": ({"pattern": "CG{yyyy}-{seq:4}"}, [("CG2026-0001", "CG2026-0001")]),
}


def field(kind: str, code: str | None = None) -> Field:
    """A field of a type, with the settings of its examples."""
    inner = (Field("qty", "数量", "number"),) if kind == "subtable" else ()
    return Field(code or kind, f"栏{kind}", kind, settings=EXAMPLES[kind][0], fields=inner)
