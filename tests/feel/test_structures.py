"""Names, paths, filters, loops, contexts and functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from banjie.feel import compile_expression


def value(text: str, context: Mapping[str, object] | None = None, names: tuple[str, ...] = ()) -> object:
    return compile_expression(text, names).evaluate(context or {})


PURCHASE = {
    "金额": 6000,
    "supplier": {"credit": "A", "name": "宏达"},
    "items": [{"qty": 2, "price": 10.5}, {"qty": 1, "price": Decimal("3.25")}],
}


def test_chinese_names_are_names() -> None:
    assert value("金额 >= 5000", PURCHASE) is True


def test_names_with_spaces_need_to_be_known() -> None:
    context = {"Monthly Salary": 100, "a-b": 1, "合计（元）": 5, "loan": {"credit score": 7}}
    names = (*context, "credit score")
    assert value("12 * Monthly  Salary", context, names) == 1200
    assert value("a-b + 1", context, names) == 2
    assert value("合计（元） + loan.credit score", context, names) == 12
    assert value("{foo bar: 1, r: foo bar + 1}.r") == 2
    assert value("for each one in [1, 2] return each one * 2") == [2, 4]


def test_a_missing_name_is_null_with_a_warning() -> None:
    result = compile_expression("unknown + 1").run({})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["unknown_name", "no_operation"]


def test_paths_go_through_lists() -> None:
    assert value("supplier.credit", PURCHASE) == "A"
    assert value("items.qty", PURCHASE) == [2, 1]
    assert value("sum(for i in items return i.qty * i.price)", PURCHASE) == Decimal("24.25")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[10, 20, 30][1]", 10),
        ("[10, 20, 30][-1]", 30),
        ("[10, 20, 30][4]", None),
        ("[10, 20, 30][item > 15]", [20, 30]),
        ("[{a: 1}, {a: 2}][a > 1]", [{"a": 2}]),
        ("[{item: 1}, {item: 2}][item > 1]", [{"item": 2}]),
        ("7[1]", 7),
        ("7[item > 8]", []),
        ("[1, 2, 3][count([1, 2])]", 2),
    ],
)
def test_filters(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for x in [1, 2], y in [x, 10] return x * y", [1, 10, 4, 20]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("if null then 1 else 2", 2),
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
        ("{a: 1, a: 2}", None),
        ("(function(x: number) x + 1)(2)", 3),
        ('(function(x: number) x + 1)("2")', None),
        ("{sub: function(a, b) a - b, r: sub(b: 1, a: 5)}.r", 4),
        ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(20)}.r", 2432902008176640000),
        ("{n: 10, add: function(x) x + n, r: (function(n) add(n))(1)}.r", 11),
    ],
)
def test_loops_contexts_and_functions(text: str, expected: object) -> None:
    assert value(text) == expected


class Untouchable(Mapping[str, object]):
    """A context that fails the test when more is read of it than was asked for."""

    def __getitem__(self, key: str) -> object:
        assert key == "wanted"
        return [1, 2, 3]

    def __contains__(self, key: object) -> bool:
        return key == "wanted"

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the context was copied")

    def __len__(self) -> int:
        return 1_000_000

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        return self[key]


def test_the_context_is_read_lazily() -> None:
    assert value("sum(wanted)", Untouchable()) == 6


def test_python_values_come_back_as_the_same_values() -> None:
    import datetime
    from zoneinfo import ZoneInfo

    moment = datetime.datetime(2026, 11, 22, 10, 30, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    for given in (
        moment,
        moment.replace(tzinfo=None),
        moment.date(),
        moment.time(),
        datetime.timedelta(1, 2, 3),
    ):
        assert value("x", {"x": given}) == given
    assert value("x", {"x": 0.1}) == Decimal("0.1")
    assert value("x", {"x": (1, {"y": 2.5})}) == [1, {"y": Decimal("2.5")}]
    assert value("x", {"x": float("nan")}) is None
