"""A bare 同意 is refused: a decision needs a reason code of its node or words that say something."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from story import opinion

from banjie.engine.definition import OpinionRule, ReasonCode
from banjie.engine.opinions import STOCK_PHRASES, check_opinion, is_stock_phrase
from banjie.engine.rejections import Rejected

RULE = OpinionRule(
    codes=(ReasonCode("ok_price", "价格合理"), ReasonCode("budget", "超预算", on=("reject", "return")))
)


def refusal(rule: OpinionRule, decision: str, text: str = "", code: str = "") -> tuple[str, str | None]:
    with pytest.raises(Rejected) as refused:
        check_opinion(rule, decision, opinion(text, code))  # type: ignore[arg-type]
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    "text",
    ["同意", " 同意。", "同意同意", "好的，同意！", "ＯＫ", "ok.", "O K", "OKOK", "已阅", "好", "可以", "通过", "批准", "Agree",
     "approved!!", "yes", "1", "１１１", "123", "无", "...", "👍", "👍👍 ok", "。。。", "是的是的", "aaaa", "同 意"],
)  # fmt: skip
def test_stock_phrases_in_any_dress(text: str) -> None:
    assert is_stock_phrase(text)
    assert refusal(RULE, "approve", text) == ("opinion_stock_phrase", "opinion.text")


@pytest.mark.parametrize(
    "text",
    [
        "同意，按合同价执行",
        "价格低于上季度",
        "ok for Q3 budget",
        "不同意超支部分",
        "3月前付清",
        "见附件",
        "已电话核实",
    ],
)
def test_words_that_say_something(text: str) -> None:
    assert not is_stock_phrase(text)
    check_opinion(RULE, "approve", opinion(text))


@given(
    st.lists(st.sampled_from(sorted(STOCK_PHRASES)), min_size=1, max_size=5),
    st.sampled_from(["", " ", "，", "!"]),
)
def test_stringing_phrases_together_says_no_more(phrases: list[str], between: str) -> None:
    assert is_stock_phrase(between.join(phrases))


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_stock_phrase(text) in (True, False)


def test_nothing_said() -> None:
    assert refusal(RULE, "approve", "  ") == ("opinion_required", "opinion.text")


def test_a_code_of_the_node_is_enough() -> None:
    assert check_opinion(RULE, "approve", opinion("", "ok_price")).reason_code == "ok_price"


@pytest.mark.parametrize(
    ("decision", "code"), [("approve", "nonsense"), ("approve", "budget"), ("transfer", "budget")]
)
def test_a_code_must_be_known_and_fit_the_decision(decision: str, code: str) -> None:
    assert refusal(RULE, decision, "价格低于上季度", code) == ("unknown_reason_code", "opinion.reason_code")


def test_switched_off_nothing_is_needed_but_a_code_must_still_be_known() -> None:
    rule = OpinionRule(required=False, codes=RULE.codes)
    check_opinion(rule, "approve", opinion("同意"))
    assert refusal(rule, "approve", "", "nonsense") == ("unknown_reason_code", "opinion.reason_code")


@pytest.mark.parametrize("decision", ["approve", "complete"])
def test_who_agrees_signs_where_the_node_asks_for_it(decision: str) -> None:
    rule = OpinionRule(signature=True)
    assert refusal(rule, decision, "条款无误，可以执行") == ("signature_required", "opinion.signature")
    signed = msgspec.structs.replace(opinion("条款无误，可以执行"), signed=True)
    check_opinion(rule, decision, signed)  # type: ignore[arg-type]


@pytest.mark.parametrize("decision", ["reject", "return", "transfer"])
def test_refusing_needs_words_and_no_hand(decision: str) -> None:
    check_opinion(OpinionRule(signature=True), decision, opinion("条款有法律风险"))  # type: ignore[arg-type]
