"""Writing a tree and reading it again gives the same tree."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings

from banjie.feel import ast, compile_expression, compile_unary_tests, unparse

_spec = importlib.util.spec_from_file_location("feel_trees", Path(__file__).with_name("trees.py"))
assert _spec is not None
assert _spec.loader is not None
trees = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(trees)


@settings(max_examples=400, deadline=None)
@given(trees.TREES)
def test_a_tree_survives_being_written_and_read(tree: ast.Node) -> None:
    assert compile_expression(unparse(tree)).ast == tree


@pytest.mark.parametrize(
    "text",
    [
        "a + b * (c - d)",
        "(a or b) and not(c)",
        "amount between 1 and 10",
        'x in ("a", < 5, [1..3))',
        '@"2026-11-22T10:00:00+08:00"',
        '@"nonsense"',
        "some i in items satisfies i.price > 10",
        '{a: 1, "b c": 2}',
        "f(a: 1, start position: 2)",
        "for i in 1..n return i ** 2",
        "function(a: number, b) external {c: a}",
        "sort(list: items[qty > 1], precedes: function(x, y) x < y)",
    ],
)
def test_canonical_text_is_kept_as_it_is(text: str) -> None:
    assert unparse(compile_expression(text).ast) == text


@pytest.mark.parametrize("text", ["-", "< 5, [10..20]", 'not("a", "b")', "? > 5 and ? < x"])
def test_unary_tests_are_kept_too(text: str) -> None:
    assert unparse(compile_unary_tests(text).ast) == text


def test_positions_point_into_the_text() -> None:
    tree = compile_expression("a + 金额").ast
    assert isinstance(tree, ast.Binary)
    assert (tree.position, tree.left.position, tree.right.position) == (2, 0, 4)
