"""Three-valued logic keeps its laws, whatever stands for "unknown"."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from banjie.feel import compile_expression

TRUTHS = st.sampled_from(["true", "false", "null", "1", '"true"'])


def value(text: str) -> object:
    return compile_expression(text).evaluate({})


@given(TRUTHS, TRUTHS)
def test_and_and_or_commute(a: str, b: str) -> None:
    assert value(f"{a} and {b}") is value(f"{b} and {a}")
    assert value(f"{a} or {b}") is value(f"{b} or {a}")


@given(TRUTHS, TRUTHS, TRUTHS)
def test_and_and_or_associate(a: str, b: str, c: str) -> None:
    assert value(f"({a} and {b}) and {c}") is value(f"{a} and ({b} and {c})")
    assert value(f"({a} or {b}) or {c}") is value(f"{a} or ({b} or {c})")


@given(TRUTHS, TRUTHS)
def test_de_morgan(a: str, b: str) -> None:
    assert value(f"not({a} and {b})") is value(f"not({a}) or not({b})")


@given(TRUTHS)
def test_false_and_true_decide(a: str) -> None:
    assert value(f"{a} and false") is False
    assert value(f"{a} or true") is True


@given(st.lists(TRUTHS, max_size=4))
def test_quantifiers_are_junctions_over_a_list(items: list[str]) -> None:
    listed = f"[{', '.join(items)}]"
    assert value(f"some x in {listed} satisfies x") is value(" or ".join([*items, "false"]))
    assert value(f"every x in {listed} satisfies x") is value(" and ".join([*items, "true"]))
