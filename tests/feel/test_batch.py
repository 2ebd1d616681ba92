"""The batch line of the command: the outside contract, key by key."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.feel.batch import evaluate_line

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


def test_a_value_is_json() -> None:
    assert evaluate_line({"expr": "a + 1", "context": {"a": 1}}) == {"value": 2}
    assert evaluate_line({"expr": "[0.5, now()]"}, now=NOW) == {"value": [0.5, "2026-11-22T00:00:00Z"]}


def test_null_says_why() -> None:
    answer = evaluate_line({"expr": "1 / 0"})
    assert answer["value"] is None
    assert answer["warnings"] == [{"code": "no_operation", "message": "number / number has no result"}]


def test_only_text_that_does_not_parse_is_an_error() -> None:
    answer = evaluate_line({"expr": "1 +"})
    assert answer.keys() == {"error"}
    assert evaluate_line({}).keys() == {"error"}


def test_unary_mode_tests_the_input() -> None:
    assert evaluate_line({"expr": "< 5", "mode": "unary", "input": 4}) == {"value": True}
    assert evaluate_line({"expr": "[a..9]", "mode": "unary", "input": 4, "context": {"a": 5}}) == {
        "value": False
    }


def test_typed_values_keep_their_type() -> None:
    context = {"Full Name": {"t": "string", "v": "王丽"}, "d": {"t": "date", "v": "2026-11-22"}}
    assert evaluate_line({"expr": "Full Name", "context": context, "typed": True}) == {
        "value": {"t": "string", "v": "王丽"}
    }
    answer = evaluate_line({"expr": '{x: d + @"P1D", n: [1.50]}', "context": context, "typed": True})
    assert answer == {
        "value": {
            "t": "context",
            "v": {
                "x": {"t": "date", "v": "2026-11-23"},
                "n": {"t": "list", "v": [{"t": "decimal", "v": "1.5"}]},
            },
        }
    }


@pytest.mark.parametrize(
    ("text", "type_ref", "expected"),
    [
        ('["a"]', "string", "a"),
        ("1", "list<number>", [1]),
        ('"a"', "number", None),
        ("[1, 2]", "number", None),
        ('@"2026-11-22"', "dateTime", "2026-11-22T00:00:00Z"),
        ("1", "tUnknown", 1),
    ],
)
def test_a_type_reference_coerces(text: str, type_ref: str, expected: object) -> None:
    assert evaluate_line({"expr": text, "typeRef": type_ref})["value"] == expected


def test_too_much_work_is_null_with_a_warning() -> None:
    answer = evaluate_line({"expr": "for i in 1..1000000000 return i"})
    assert (answer["value"], answer["warnings"][0]["code"]) == (None, "budget_exceeded")  # type: ignore[index]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "v", "a b", "x"]), inner)
    ),
    max_leaves=8,
)


@given(JSON, st.booleans(), st.sampled_from(["x", "a b", "[x, x]", "string(x)", "x = x"]))
def test_any_context_gives_an_answer_that_json_can_hold(context: object, typed: bool, text: str) -> None:
    json.dumps(evaluate_line({"expr": text, "context": {"x": context, "a b": context}, "typed": typed}))
