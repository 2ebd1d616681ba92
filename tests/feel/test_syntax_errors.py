"""Text that is no FEEL is refused with a code, a place and words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banjie.feel import (
    Expression,
    FeelError,
    FeelSyntaxError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "empty", 0),
        ("1 +", "unexpected_end", 3),
        ("1 2", "unexpected_token", 2),
        ('"open', "unterminated_string", 0),
        ("a # b", "unexpected_character", 2),
        ("金额，数量", "full_width_sign", 2),
        (r'"\uD83D"', "bad_escape", 1),
        ("f(1, a: 2)", "mixed_arguments", 1),
        ("1e99999", "number_too_large", 0),
        ("(" * 100, "too_deep", 80),
        ("1" * 10_001, "too_long", 10_000),
    ],
)
def test_each_fault_has_its_code_and_place(text: str, code: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert caught.value.message


def test_line_and_column_count_from_one() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 +\n  * 2")
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert caught.value.params == {"found": "*", "expected": ""}


FRAGMENTS = st.sampled_from(
    [*'()[]{}<>=!+-*/.,:@"\\?', "..", "**", " ", "\n", "if ", "then ", "else ", "for ", "in ", "return ", "some ",
     "every ", "satisfies ", "between ", "and ", "or ", "instance of ", "function(", "not(", "null", "true", "1",
     "2.5", "a", "金额", '"x"', "item", "partial", "date and time(", "sort(", "range(", "list<number>", "external ",
     '@"P1D"', "//", "/*", "*/", "\u3000", "，"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map("".join)))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    for compile_ in (compile_expression, compile_unary_tests):
        try:
            compiled = compile_(text)
        except FeelSyntaxError as error:
            position = error.position
        else:
            position = 0
            _evaluate_quietly(compiled)
        assert 0 <= position <= len(text)


def _evaluate_quietly(compiled: Expression | UnaryTests) -> None:
    """Whatever it is worth: only the room's own exception may come out."""
    with contextlib.suppress(FeelError):
        if isinstance(compiled, Expression):
            compiled.evaluate({"a": [1, "x", None, {"a": 2}]}, budget=2_000)
        else:
            compiled.matches(1, {"a": 2}, budget=2_000)
