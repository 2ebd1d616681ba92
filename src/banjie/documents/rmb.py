"""Amounts in Chinese capital numerals (人民币大写), as cheques and contracts want them.

Rounded half up to the fen, never truncated. `整` closes an amount without fen.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_LIMIT = Decimal(10) ** 16


def rmb(amount: Decimal) -> str:
    """`12005.30` as `壹万贰仟零伍元叁角整`. Raises ValueError from ten quadrillion (10^16) on."""
    if not amount.is_finite() or abs(amount) >= _LIMIT:
        raise ValueError("an amount below 10^16 is needed")
    with localcontext() as context:
        context.prec = 40
        fen_total = int((abs(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if fen_total >= int(_LIMIT) * 100:
        raise ValueError("an amount below 10^16 is needed")
    yuan, rest = divmod(fen_total, 100)
    jiao, fen = divmod(rest, 10)
    words = "负" if amount < 0 and fen_total else ""
    if yuan or not rest:
        words += (_integer(yuan) or "零") + "元"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif fen and yuan:
        words += "零"
    return words + (_DIGITS[fen] + "分" if fen else "整")


def _integer(number: int) -> str:
    """A whole number in sections of four digits, one 零 for each gap between digits that count."""
    sections: list[int] = []
    while number:
        number, section = divmod(number, 10_000)
        sections.append(section)
    words = ""
    gap = False
    for place in range(len(sections) - 1, -1, -1):
        section = sections[place]
        if section == 0:
            gap = bool(words)
        else:
            if words and (gap or section < 1000):
                words += "零"
            words += _section(section)
            gap = False
        words += _section_unit(place, section, sections)
    return words


def _section_unit(place: int, section: int, sections: list[int]) -> str:
    """万, 亿 or 万 of 亿; 亿 is also said when its own section is empty below a 万亿."""
    if place == 3:
        return "万"
    if place == 2 and (section or len(sections) > 3):
        return "亿"
    return "万" if place == 1 and section else ""


def _section(section: int) -> str:
    words = ""
    gap = False
    for place in range(3, -1, -1):
        digit = section // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return words
