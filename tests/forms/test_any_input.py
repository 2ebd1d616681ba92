"""Whatever is sent, evaluating answers with a state, never with an exception; and its result is stable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from banjie.forms.feel_values import feel_context, linked_ids
from banjie.forms.form import Field, Form
from banjie.forms.registry import TYPES
from banjie.forms.state import evaluate
from banjie.forms.wire import values_from_json, values_to_json

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETTINGS: dict[str, dict[str, Any]] = {
    "link": {"form": "x", "fill": {"text": "name"}},
    "lookup": {"link": "link", "field": "name"},
    "formula": {"expression": "number * money", "result": "money"},
    "select": {"options": ["a", "b"]},
    "multiselect": {"options": ["a", "b"]},
    "person": {"multiple": True},
}
INNER = tuple(
    Field(kind, kind, kind, settings=SETTINGS.get(kind, {}))
    for kind in TYPES
    if kind not in ("subtable", "serial")
)
FORM = Form(
    "f",
    "表",
    (*INNER, Field("serial", "serial", "serial"), Field("subtable", "subtable", "subtable", fields=INNER)),
)
LINKS = {("x", 1): {"name": "名"}}
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from([10**400, -1, 0, 1, 2**63, -(2**63)]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [
            "2026-11-22",
            "0000-00-00",
            "2026-11-22T10:00:00Z",
            "0001-01-01T00:00:00+08:00",
            "1e5",
            "١",
            "\x00",
            "\ud800",
            "a",
            "true",
            "9" * 40,
        ]
    ),
)
json = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TYPES, "id", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
values = st.dictionaries(st.sampled_from([*TYPES, "id", "zzz"]), json, max_size=8)
row_values = st.dictionaries(st.sampled_from([*TYPES, "id", "zzz"]), json, max_size=4)
sent = st.one_of(
    values,
    st.builds(lambda given, rows: {**given, "subtable": rows}, values, st.lists(row_values, max_size=3)),
)


@given(
    raw=sent,
    before=st.none() | sent,
    mode=st.sampled_from(["draft", "submit"]),
    changed=st.sampled_from([None, "link", "subtable[0].link"]),
)
@settings(max_examples=100, deadline=None)
def test_evaluating_never_raises_and_is_stable(raw: Any, before: Any, mode: Any, changed: Any) -> None:
    previous = None if before is None else evaluate(FORM, before, now=NOW, links=LINKS).values
    linked_ids(FORM, raw)
    found = evaluate(FORM, raw, now=NOW, mode=mode, links=LINKS, previous=previous, changed=changed)
    again = evaluate(FORM, found.values, now=NOW, mode=mode, links=LINKS, previous=found.values)
    assert again.values == found.values
    feel_context(FORM, found.values, LINKS)
    travelled = msgspec.json.decode(msgspec.json.encode(values_to_json(FORM, found.values)))
    assert values_from_json(FORM, travelled) == found.values


def test_an_integer_too_large_to_write_down_is_refused_like_any_other() -> None:
    raw = dict.fromkeys(TYPES, 10**5000)
    codes = {error.field: error.code for error in evaluate(FORM, raw, now=NOW).errors}
    assert codes["text"] == codes["number"] == "form.number_out_of_bounds"
