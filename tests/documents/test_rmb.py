"""人民币大写: the banks' rules, and a law that reads the words back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.documents.rmb import rmb


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.05", "壹元零伍分"),
        ("1.50", "壹元伍角整"),
        ("10", "壹拾元整"),
        ("15", "壹拾伍元整"),
        ("105", "壹佰零伍元整"),
        ("1005.30", "壹仟零伍元叁角整"),
        ("10005", "壹万零伍元整"),
        ("12000", "壹万贰仟元整"),
        ("100000", "壹拾万元整"),
        ("105000", "壹拾万伍仟元整"),
        ("100050", "壹拾万零伍拾元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000005", "壹万零壹亿零伍元整"),
        ("99.999", "壹佰元整"),
        ("99.995", "壹佰元整"),
        ("99.994", "玖拾玖元玖角玖分"),
        ("-3.2", "负叁元贰角整"),
        ("-0.001", "零元整"),
        ("1E+3", "壹仟元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts(amount: str, words: str) -> None:
    assert rmb(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["1E+16", "NaN", "Infinity", "9999999999999999.999"])
def test_what_has_no_words_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="10"):
        rmb(Decimal(amount))


@given(st.integers(0, 10**18 - 1))
def test_the_words_read_back_give_the_amount(fen: int) -> None:
    words = rmb(Decimal(fen) / 100)
    assert _read(words) == fen
    assert "零零" not in words


def _read(words: str) -> int:
    yuan, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    total = _number(yuan) * 100
    for unit, worth in (("角", 10), ("分", 1)):
        before, found, after = rest.partition(unit)
        if found:
            total += "零壹贰叁肆伍陆柒捌玖".index(before[-1]) * worth
            rest = after
    return total


def _number(words: str) -> int:
    for unit, worth in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        before, found, after = words.rpartition(unit) if worth > 10**4 else words.partition(unit)
        if found:
            return _number(before) * worth + _number(after)
    words = words.strip("零")
    return "零壹贰叁肆伍陆柒捌玖".index(words) if words else 0
