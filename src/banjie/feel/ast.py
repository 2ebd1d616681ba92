"""The syntax tree of FEEL: one frozen class per construct.

Other rooms read it (a filter becomes SQL, a condition is proved complete), so its shape is an interface:
every node knows its `position` in the text, which takes no part in equality. Literal values are plain
Python (`Decimal`, `str`, `datetime.date`, …) wherever Python can hold them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any node; `position` is the 0-based offset of its first character, or of its operator."""

    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """`5`, `"text"`, `true`, `null`, `@"2026-11-22"`: the value itself."""

    value: object


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"…"` whose text is no date, time or duration; it evaluates to null with a warning."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable; `?` is the value under test in unary tests, `item` the element in a filter."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`: a member, or a property; over a list, that of each element."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """Arithmetic negation; `op` is always `-`."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic: `op` is one of `+ - * / **`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`op` is one of `= != < <= > >=`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And_(Node):  # noqa: N801 - `And` and `Or` read as verbs; the underscore keeps them apart
    """Three-valued conjunction."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or_(Node):  # noqa: N801
    """Three-valued disjunction."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, test)`: true when one test holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[low..high]`, open ends as `(` or `]`. With `op` set it was written `< 5`: see `low` or `high`.

    `< x` and `<= x` fill `high`; `> x` and `>= x` fill `low`; `= x` and `!= x` fill both with the same node.
    """

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool
    op: str | None = None


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then then otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """`name in source`, or `name in source..end`, of a `for` or a quantified expression."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`; `partial` in the body is the list of results so far."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every iterators satisfies condition`; `kind` is `some` or `every`."""

    kind: str
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`: by position when the condition is a number, else by truth."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b, c]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """`key: value` of a context."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FunctionCall(Node):
    """`function(arguments)`; `names` is empty for positional arguments, else one name for each."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type: `number`, or with parts `list<number>`, `context<a: number>`, `function<number> -> string`."""

    name: str
    parameters: tuple[TypeName, ...] = ()
    members: tuple[str, ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter, with its type where one is given."""

    name: str
    type: TypeName | None = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """`function(parameters) body`; an `external` one is never executed and yields null."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class UnaryTestsNode(Node):
    """The root of unary tests: `-` (no tests, anything passes), tests, or `not(tests)`."""

    tests: tuple[Node, ...]
    negated: bool = False
