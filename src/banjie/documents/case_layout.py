"""A case's data made ready for `case_template.typ`: words, amounts, tables with bounds. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from banjie.documents.rmb import rmb
from banjie.messages import words

Json = dict[str, Any]

MAX_ROWS = 2_000
MAX_CELLS = 20_000
_MAX_COLUMNS = 30
_MAX_STORY = 1_000
_RIGHT = frozenset({"money", "number", "decimal", "integer"})
_LABELS = (
    "archive", "number", "process", "version", "applicant", "department", "submitted_at", "decided_at", "outcome",
    "form", "capital", "story", "when", "node", "who", "decision", "opinion", "facts", "fact", "value", "source",
    "followups", "followups_note", "page", "chain_head", "attached", "signature",
)  # fmt: skip


def lay_out(data: Mapping[str, Any]) -> Json:
    """What the template reads, from an archive's payload (`fields`, `timeline`, `facts`, …); missing parts are empty."""
    locale = str(data.get("locale") or "zh-CN")
    heading = {key: str(data.get(key) or "") for key in ("title", "number", "process", "head")}
    facts = [
        {
            **{key: str(one.get(key) or "") for key in ("name", "source", "at")},
            "value": _plain(one.get("value")),
        }
        for one in list(data.get("facts") or ())[:_MAX_STORY]
    ]
    story = list(data.get("timeline") or ())
    return {
        **heading,
        "lang": "zh" if locale.startswith("zh") else "en",
        "words": {key: words(locale, f"document.{key}") for key in _LABELS},
        "summary": _summary(data, locale),
        "fields": [_field(one, locale) for one in data.get("fields") or ()],
        "story": [
            {
                **{key: str(line.get(key) or "") for key in ("at", "node", "who", "what", "text")},
                "signature": picture_name(str(line["signature"])) if line.get("signature") else "",
            }
            for line in story[:_MAX_STORY]
        ],
        "story_left_out": _left_out(len(story) - _MAX_STORY, locale),
        "facts": facts,
        "followups": [str(one) for one in list(data.get("followups") or ())[:_MAX_STORY]],
    }


def picture_name(digest: str) -> str:
    """The file of a signature beside the template; short, because long words are given places to break."""
    return f"{digest[:16]}.png"


def _summary(data: Mapping[str, Any], locale: str) -> list[list[str]]:
    """Pairs of label and text at the head of the page; empty ones are left out."""
    keys = (
        "number",
        "process",
        "version",
        "applicant",
        "department",
        "submitted_at",
        "decided_at",
        "outcome",
    )
    return [[words(locale, f"document.{key}"), str(data[key])] for key in keys if data.get(key)]


def _field(field: Mapping[str, Any], locale: str) -> Json:
    label = str(field.get("label") or field.get("code") or "")
    if "columns" in field:
        return {"label": label, **_table(field, locale)}
    text, capital = str(field.get("text") or ""), ""
    if field.get("type") == "money":
        amount = _amount(field.get("value") if field.get("value") is not None else text)
        if amount is not None:
            text, capital = money(amount), _capital(amount)
    return {"label": label, "text": text, "capital": capital}


def _table(field: Mapping[str, Any], locale: str) -> Json:
    columns = list(field.get("columns") or ())[:_MAX_COLUMNS]
    kinds = [str(column.get("type") or "") for column in columns]
    rows = list(field.get("rows") or ())
    kept = rows[: min(MAX_ROWS, MAX_CELLS // max(len(columns), 1))]
    return {
        "columns": [
            {"label": str(column.get("label") or ""), "right": kind in _RIGHT}
            for column, kind in zip(columns, kinds, strict=True)
        ],
        "rows": [[_cell(row, index, kind) for index, kind in enumerate(kinds)] for row in kept],
        "left_out": _left_out(len(rows) - len(kept), locale),
    }


def _cell(row: Any, index: int, kind: str) -> str:
    text = (
        str(row[index])
        if isinstance(row, list | tuple) and index < len(row) and row[index] is not None
        else ""
    )
    amount = _amount(text) if kind == "money" else None
    return text if amount is None else money(amount)


def money(amount: Decimal) -> str:
    """`¥12,345.60`; more than two decimals are kept."""
    exponent = amount.as_tuple().exponent
    shown = f"{abs(amount):,.2f}" if isinstance(exponent, int) and exponent >= -2 else f"{abs(amount):,f}"
    return f"{'-' if amount < 0 else ''}¥{shown}"


def _amount(value: Any) -> Decimal | None:
    """A decimal from JSON's text, or from a text as shown (`¥ 1,200.00`); None for anything else."""
    text = str(value).strip().lstrip("¥￥").replace(",", "").strip()
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 16 else None


def _capital(amount: Decimal) -> str:
    try:
        return rmb(amount)
    except ValueError:
        return ""


def _left_out(count: int, locale: str) -> str:
    return words(locale, "document.left_out", {"count": count}) if count > 0 else ""


def _plain(value: Any) -> str:
    """A looked-up fact in one line."""
    if isinstance(value, Mapping):
        return "；".join(f"{key}: {_plain(item)}" for key, item in list(value.items())[:50])
    if isinstance(value, list | tuple):
        return "，".join(_plain(item) for item in value[:50]) + ("…" if len(value) > 50 else "")
    return "" if value is None else str(value)
