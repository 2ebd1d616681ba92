"""Text to tokens, on demand.

The parser asks token by token, because which words form one name depends on the names declared so far.
The lexer knows no grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from banjie.feel.errors import FeelSyntaxError
from banjie.feel.names import KEYWORDS, SPACE, WORD, KnownNames

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_OPERATOR = re.compile(r"\.\.|\*\*|->|<=|>=|!=|[-+*/=<>()\[\]{},.:@]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))|[\ud800-\udfff]", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_FULL_WIDTH = {
    "，": ",", "。": ".", "（": "(", "）": ")", "＝": "=", "＜": "<", "＞": ">", "＋": "+", "－": "-", "＊": "*",
    "／": "/", "：": ":", "“": '"', "”": '"', "［": "[", "］": "]", "｛": "{", "｝": "}", "【": "[", "】": "]",
    "、": ",", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, string, name, keyword, operator or end; `text` is the value of a string or name."""

    kind: str
    text: str
    start: int
    end: int


def skip_space(text: str, position: int) -> int:
    """The position after white space and comments."""
    match = SPACE.match(text, position)
    return position if match is None else match.end()


class Lexer:
    """Reads the token at a position; `known` are the user's names, `phrases` the language's own."""

    def __init__(self, text: str, known: KnownNames, phrases: KnownNames) -> None:
        self.text = text
        self.known = known
        self._phrases = phrases

    def token(self, position: int) -> Token:
        """The token at or after this position. Raises FeelSyntaxError for what is none."""
        text = self.text
        start = skip_space(text, position)
        if start >= len(text):
            return Token("end", "", start, start)
        found = self.known.match(text, start)
        if found is not None:
            return Token("name", found[0], start, found[1])
        phrase = self._phrase(start)
        if phrase is not None:
            return phrase
        word = WORD.match(text, start)
        if word is not None:
            return Token("keyword" if word.group() in KEYWORDS else "name", word.group(), start, word.end())
        number = _NUMBER.match(text, start)
        if number is not None:
            return Token("number", number.group(), start, number.end())
        operator = _OPERATOR.match(text, start)
        if operator is not None:
            return Token("operator", operator.group(), start, operator.end())
        if text[start] == '"':
            return self._string(start)
        raise self._stray(start)

    def _phrase(self, start: int) -> Token | None:
        # `date and time` is a name only where it is called; elsewhere it may be `date` and `time`.
        found = self._phrases.match(self.text, start)
        if found is None:
            return None
        name, end = found
        called = self.text.startswith("(", skip_space(self.text, end))
        return Token("name", name, start, end) if called else None

    def _string(self, start: int) -> Token:
        match = _STRING.match(self.text, start)
        if match is None:
            raise FeelSyntaxError("unterminated_string", "this text has no closing quote", self.text, start)
        return Token("string", self._unescape(match.group(1), start + 1), start, match.end())

    def _unescape(self, raw: str, start: int) -> str:
        if "\\" not in raw:
            return raw
        # Two \u escapes may form one character, as in JSON; unknown escapes stay for regular expressions.
        joined = _ESCAPE.sub(_character, raw)
        try:
            return joined.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise FeelSyntaxError("bad_escape", "half of a surrogate pair", self.text, start) from None

    def _stray(self, start: int) -> FeelSyntaxError:
        character = self.text[start]
        plain = _FULL_WIDTH.get(character)
        if plain is not None:
            message = f"{character!r} is a full-width sign, write {plain!r}"
            return FeelSyntaxError("full_width_sign", message, self.text, start, found=character, use=plain)
        message = f"unexpected character {character!r}"
        return FeelSyntaxError("unexpected_character", message, self.text, start, found=character)


def _character(match: re.Match[str]) -> str:
    short, long, single = match.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return match.group() if single is None else _SIMPLE.get(single, match.group())
