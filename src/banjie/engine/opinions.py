"""A decision needs a reason: a code that its node offers, or a text that says something.

`同意` and `OK` say nothing that the decision does not say by itself. The rule is the same on page, card
and API, because it is here.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from banjie.engine.definition import OpinionRule
from banjie.engine.rejections import Rejected
from banjie.engine.values import Opinion, OpinionRef

Decision = Literal["approve", "reject", "return", "complete", "transfer"]
SIGNED: frozenset[Decision] = frozenset({"approve", "complete"})
"""Decisions that carry a handwritten signature where their node asks for one."""

STOCK_PHRASES = frozenset(
    """
    同意 同意了 我同意 已同意 均同意 通过 予以通过 审批通过 批准 准 准了 已批 已批准 核准 审核通过 已审 已审核
    已阅 阅 知悉 已知悉 知道 知道了 收到 已收到 了解 好 好的 好滴 好吧 可 可以 可以的 行 行的 没问题 没意见 无意见 无异议
    是 是的 对 对的 嗯 哦 无 没有 暂无 略 不同意 驳回 拒绝 退回 不行 不可以 完成 已完成 已办 已办理 办结 已处理 处理完毕 转交 转办
    ok okay okk k kk yes y yep yeah no n agree agreed iagree approve approved approval accept accepted pass passed
    done finished complete completed fine good sure noted seen read confirmed reject rejected return returned
    transfer transferred na none nil null test lgtm
    """.split()  # noqa: SIM905 (a list of phrases reads best as text)
)


def check_opinion(rule: OpinionRule, decision: Decision, opinion: Opinion) -> OpinionRef:
    """What the event keeps of a valid opinion.

    Raises `Rejected` with `unknown_reason_code`, `opinion_required`, `opinion_stock_phrase` or
    `signature_required`.
    """
    code = opinion.reason_code
    if code and not any(known.code == code and decision in known.on for known in rule.codes):
        raise Rejected("unknown_reason_code", field="opinion.reason_code", reason_code=code)
    if rule.required and not code:
        require_text(opinion)
    if rule.signature and decision in SIGNED and not opinion.signed:
        raise Rejected("signature_required", field="opinion.signature")
    return OpinionRef(sealed=opinion.sealed, reason_code=code)


def require_text(opinion: Opinion) -> OpinionRef:
    """Where no code can stand for the reason, words must."""
    if not opinion.text.strip():
        raise Rejected("opinion_required", field="opinion.text")
    if is_stock_phrase(opinion.text):
        raise Rejected("opinion_stock_phrase", field="opinion.text")
    return OpinionRef(sealed=opinion.sealed, reason_code=opinion.reason_code)


def is_stock_phrase(text: str) -> bool:
    """Whether a text is empty words: nothing but signs, one character, or a known phrase, even repeated."""
    said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    if said == said[:1] * len(said) or said.isdigit():
        return True
    return said[0] in _BY_FIRST_SIGN and _consists_of_phrases(said)


_BY_FIRST_SIGN = {
    sign: tuple(phrase for phrase in STOCK_PHRASES if phrase[0] == sign)
    for sign in {phrase[0] for phrase in STOCK_PHRASES}
}


def _consists_of_phrases(said: str) -> bool:
    """Whether the whole text can be cut into known phrases (同意同意, okok, 好的同意).

    Follows only what phrases can reach, so a real reason is known by its first words.
    """
    reached, starts = {0}, [0]
    while starts:
        start = starts.pop()
        for phrase in _BY_FIRST_SIGN.get(said[start : start + 1], ()):
            end = start + len(phrase)
            if end not in reached and said.startswith(phrase, start):
                reached.add(end)
                starts.append(end)
    return len(said) in reached
