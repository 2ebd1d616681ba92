"""What all parts of the parser share: looking at the next token, taking it, and refusing it.

Holds the position, the names declared so far and the nesting bound. Knows no construct of the language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from banjie.feel.ast import Node
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.lexer import Lexer, Token
from banjie.feel.limits import MAX_NESTING, MAX_TEXT, MAX_TREE
from banjie.feel.names import KnownNames
from banjie.feel.phrases import FUNCTION_PHRASES

_FUNCTIONS = KnownNames(FUNCTION_PHRASES)


class ParserBase:
    """A cursor over the tokens of one text."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        if len(text) > MAX_TEXT:
            message = f"longer than {MAX_TEXT} characters"
            raise FeelSyntaxError("too_long", message, text, MAX_TEXT, limit=str(MAX_TEXT))
        self.text = text
        self.in_range_end = False
        self._known = KnownNames(names)
        self._lexer = Lexer(text, self._known, _FUNCTIONS)
        self._position = 0
        self._token: Token | None = None
        self._depth = 0

    def expression(self, level: int = 0) -> Node:
        """See `Parser`; declared here for the parts that call it."""
        raise NotImplementedError

    def nested(self) -> Node:
        """An expression inside brackets, where an outer range's closing bracket is out of sight."""
        outer, self.in_range_end = self.in_range_end, False
        node = self.expression()
        self.in_range_end = outer
        return node

    def peek(self) -> Token:
        """The next token, not taken."""
        if self._token is None:
            self._token = self._lexer.token(self._position)
        return self._token

    def peek_after(self, token: Token) -> Token:
        """The token after one that has been peeked at."""
        return self._lexer.token(token.end)

    def take(self) -> Token:
        """The next token; the cursor moves behind it."""
        token = self.peek()
        self.jump(token.end)
        return token

    def jump(self, position: int) -> None:
        """Continues at a position of the text."""
        self._position = position
        self._token = None

    def rewind(self, token: Token) -> None:
        """Continues at a token taken before."""
        self.jump(token.start)

    def at(self, text: str) -> bool:
        """Whether the next token is this operator or keyword."""
        token = self.peek()
        return token.text == text and token.kind in ("operator", "keyword")

    def skip(self, text: str) -> bool:
        """Takes this operator or keyword if it comes next."""
        if self.at(text):
            self.take()
            return True
        return False

    def expect(self, text: str) -> Token:
        """Takes this operator or keyword, or refuses the text."""
        return self.take() if self.at(text) else self.unexpected(text)

    def expect_word(self, word: str) -> None:
        """Takes this word, keyword or not."""
        token = self.peek()
        if token.text != word or token.kind not in ("name", "keyword"):
            self.unexpected(word)
        self.take()

    def expect_end(self) -> None:
        """Refuses anything left over."""
        if self.peek().kind != "end":
            self.unexpected("")

    def unexpected(self, expected: str) -> NoReturn:
        """Refuses the next token."""
        token = self.peek()
        if token.kind == "end":
            message = f"the text ends where {expected or 'an expression'!r} was expected"
            raise FeelSyntaxError("unexpected_end", message, self.text, token.start, expected=expected)
        found = self.text[token.start : token.end]
        message = f"unexpected {found!r}" + (f", expected {expected!r}" if expected else "")
        raise FeelSyntaxError(
            "unexpected_token", message, self.text, token.start, found=found, expected=expected
        )

    def declare(self, name: str) -> None:
        """Makes a name with spaces readable in the text that follows."""
        if self._known.add(name):
            self._token = None

    def enter(self) -> None:
        """One construct deeper."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._too_deep(MAX_NESTING)

    def leave(self) -> None:
        """And out again."""
        self._depth -= 1

    def lengthen(self, links: int) -> None:
        """One more link in a chain such as `a + b + c`, which deepens the tree but not the parser."""
        if self._depth + links > MAX_TREE:
            self._too_deep(MAX_TREE)

    def _too_deep(self, limit: int) -> NoReturn:
        message = f"nested more than {limit} deep"
        raise FeelSyntaxError("too_deep", message, self.text, self._position, limit=str(limit))
