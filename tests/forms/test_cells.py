"""A spreadsheet's cells read back: what people write and what Excel shows, never a guess."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.forms.fields import cells
from banjie.forms.form import Field
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField, bind


def field(kind: str, **settings: Any) -> BoundField:
    return bind(Field(id=1, code="it", label="值", type=kind, settings=settings))


def bind_again(kind: str, value: Any) -> Any:
    bound = field(kind)
    return bound.normalise(bound.to_json(value))


def read(kind: str, text: str, **settings: Any) -> Any:
    bound = field(kind, **settings)
    return bound.normalise(bound.from_text(text))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("-¥3", "-3.00"),
        ("¥ 3", "3.00"),
        ("3元", "3.00"),
        ("(12)", "-12.00"),
        ("１２，", None),
        ("１，２３４．５", "1234.50"),
        (" 7 ", "7.00"),
        ("1,5", None),
        ("1,23,456", None),
        ("1e5", None),
        ("", None),
        ("约3", None),
        ("0.001", None),
    ],
)
def test_amounts(text: str, amount: str | None) -> None:
    if amount is None and text:
        with pytest.raises(Invalid):
            read("money", text)
    else:
        assert read("money", text) == (amount and Decimal(amount))


def test_a_unit_and_a_percent_sign_belong_to_the_number() -> None:
    assert read("number", "6 吨", unit="吨") == 6
    assert read("number", "15%", percent=True) == Decimal("0.15")
    assert read("number", "0.15", percent=True) == Decimal("0.15")
    with pytest.raises(Invalid):
        read("number", "15%")
    with pytest.raises(Invalid):
        read("number", "6 吨", unit="米")


@pytest.mark.parametrize(
    "text", ["2026-11-03", "2026-11-3", "2026/11/3", "2026.11.03", "2026年11月3日", "２０２６－１１－３"]
)
def test_days(text: str) -> None:
    assert read("date", text) == date(2026, 11, 3)


@pytest.mark.parametrize("text", ["11/3", "3/11/2026", "2026-13-01", "2026-02-30", "明天", "20261103"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read("date", text)


def test_moments_are_read_in_the_fields_zone() -> None:
    expected = datetime(2026, 11, 3, 1, 5, tzinfo=UTC)
    assert read("datetime", "2026/11/3 9:05") == expected
    assert read("datetime", "2026-11-03T01:05:00Z") == expected
    assert read("datetime", "2026-11-03 09:05:00", offset=480) == expected
    assert read("datetime", "2026年11月3日") == datetime(2026, 11, 2, 16, tzinfo=UTC)
    for text in ("2026-11-03 25:00", "2026-11-03 下午", "九点"):
        with pytest.raises(Invalid):
            read("datetime", text)


def test_choices_are_named_by_label_or_value() -> None:
    options = [{"value": "tool", "label": "工具"}, "原料", {"value": "old", "label": "旧", "archived": True}]
    assert read("select", "工具", options=options) == "tool"
    assert read("select", "tool", options=options) == "tool"
    assert read("multiselect", "工具、原料", options=options) == ["tool", "原料"]
    assert read("multiselect", "工具; 原料", options=options) == ["tool", "原料"]
    for text in ("旧", "没有"):
        with pytest.raises(Invalid):
            read("select", text, options=options)


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("TRUE", True), ("√", True), ("否", False), ("0", False)]
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert read("boolean", text) is value


@pytest.mark.parametrize("kind", ["attachment", "image", "subtable", "serial"])
def test_what_no_text_can_give_is_refused(kind: str) -> None:
    settings: dict[str, Any] = {"serial": {"pattern": "A{seq:4}"}}.get(kind, {})
    with pytest.raises(Invalid) as refused:
        field(kind, **settings).from_text("x")
    assert refused.value.code == "form.not_by_text"


@given(st.decimals(-(10**10), 10**10, places=2), st.booleans())
def test_an_amount_as_shown_reads_back(amount: Decimal, signed: bool) -> None:
    bound = field("money")
    shown = bound.format(amount, str) if signed else f"{amount:,}"
    assert bound.normalise(bound.from_text(shown)) == amount


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-12 * 60, 14 * 60))
def test_a_moment_as_shown_reads_back_to_the_minute(moment: datetime, offset: int) -> None:
    bound = field("datetime", offset=offset)
    at = moment.replace(year=1900 + moment.year % 200, day=min(moment.day, 28), second=0, microsecond=0)
    assert bound.normalise(bound.from_text(bound.format(at, str))) == at


@given(st.text(max_size=60), st.sampled_from(["text", "number", "money", "date", "datetime", "boolean"]))
def test_any_text_is_read_or_refused(text: str, kind: str) -> None:
    with suppress(Invalid):
        value = read(kind, text)
        assert value is None or bind_again(kind, value) == value


def test_long_lists_stay_lists() -> None:
    assert cells.several("甲、乙，丙;丁\n戊") == ["甲", "乙", "丙", "丁", "戊"]
