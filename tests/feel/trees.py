"""Random syntax trees, for the laws that hold for every expression."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import strategies as st

from banjie.feel import ast

NAMES = st.sampled_from(["a", "b", "金额", "supplier", "x_1"])
LITERALS: st.SearchStrategy[ast.Node] = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=8, alphabet=st.characters(exclude_categories=["Cs"])),
    st.decimals(0, 10**9, places=3).map(Decimal.normalize).map(lambda n: n + 0),
    st.dates(),
    st.timedeltas(max_value=datetime.timedelta(999), min_value=datetime.timedelta()),
).map(ast.Literal)
TYPES = st.sampled_from(
    [
        ast.TypeName("number"),
        ast.TypeName("list", (ast.TypeName("date and time"),)),
        ast.TypeName("context", (ast.TypeName("string"),), ("a",)),
        ast.TypeName("function", (ast.TypeName("number"),), result=ast.TypeName("Any")),
    ]
)


def _compound(child: st.SearchStrategy[ast.Node]) -> st.SearchStrategy[ast.Node]:
    iterators = st.builds(ast.Iterator, NAMES, child, st.none() | child).map(lambda one: (one,))
    sign = st.sampled_from(["<", "<=", ">", ">="])
    return st.one_of(
        st.builds(ast.Path, child, NAMES),
        st.builds(ast.Unary, st.just("-"), child),
        st.builds(ast.Binary, st.sampled_from(["+", "-", "*", "/", "**"]), child, child),
        st.builds(ast.Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), child, child),
        st.builds(ast.And_, child, child),
        st.builds(ast.Or_, child, child),
        st.builds(ast.Between, child, child, child),
        st.builds(ast.In, child, st.lists(child, min_size=1, max_size=3).map(tuple)),
        st.builds(ast.RangeLiteral, child, child, st.booleans(), st.booleans()),
        st.builds(_signed, sign, child),
        st.builds(ast.If, child, child, child),
        st.builds(ast.For, iterators, child),
        st.builds(ast.Quantified, st.sampled_from(["some", "every"]), iterators, child),
        st.builds(ast.Filter, child, child),
        st.builds(ast.ListLiteral, st.lists(child, max_size=3).map(tuple)),
        st.builds(ast.ContextLiteral, st.lists(st.builds(ast.Entry, NAMES, child), max_size=3).map(tuple)),
        st.builds(ast.FunctionCall, child, st.lists(child, max_size=2).map(tuple)),
        st.builds(lambda f, a: ast.FunctionCall(f, (a,), ("list",)), child, child),
        st.builds(
            lambda n, t, b: ast.FunctionDefinition((ast.Parameter(n, t),), b), NAMES, st.none() | TYPES, child
        ),
        st.builds(ast.InstanceOf, child, TYPES),
    )


def _signed(sign: str, point: ast.Node) -> ast.RangeLiteral:
    low, high = (point, None) if sign[0] == ">" else (None, point)
    return ast.RangeLiteral(low, high, sign == ">=", sign == "<=", sign)


TREES = st.recursive(LITERALS | NAMES.map(ast.Name), _compound, max_leaves=12)
