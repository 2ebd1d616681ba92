"""The table of built-in functions, and how arguments meet their parameters (DMN 1.5, 10.3.2.12, 10.3.4).

A function declares each of its forms in one line, such as `"string: string, start position: number,
length: number?"`. Arguments of a wrong kind, or too many or too few of them, give null with a warning before
the function is reached, so the functions themselves only hold what they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from banjie.feel.scope import Run
from banjie.feel.values import FeelList, Function, kind_of

Body = Callable[..., object]
_F = TypeVar("_F", bound=Body)


@dataclass(frozen=True, slots=True)
class BuiltinParameter:
    """`kinds` is empty for any value; `rest` takes all further arguments."""

    name: str
    kinds: frozenset[str]
    optional: bool
    rest: bool
    values: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a function."""

    parameters: tuple[BuiltinParameter, ...]
    body: Body

    @property
    def least(self) -> int:
        """How many arguments are required."""
        return sum(not (one.optional or one.rest) for one in self.parameters)

    @property
    def most(self) -> int:
        """How many arguments are possible."""
        return 10_000 if self.parameters and self.parameters[-1].rest else len(self.parameters)


_REFUSED = object()
_LONG = 100


class Builtin:
    """A built-in function with its forms, tried in the order of declaration."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.forms: list[Form] = []

    def call(self, run: Run, arguments: Sequence[object]) -> object:
        """The value for arguments by position."""
        run.spend()
        fitting = [form for form in self.forms if form.least <= len(arguments) <= form.most]
        if not fitting:
            return run.warn("wrong_arguments", f"{self.name} does not take {len(arguments)} arguments")
        return self._first(run, fitting, arguments)

    def call_named(self, run: Run, arguments: Sequence[object], names: Sequence[str]) -> object:
        """The value for arguments by name."""
        run.spend()
        given = dict(zip(names, arguments, strict=True))
        for form in self.forms:
            known = {one.name for one in form.parameters}
            required = {one.name for one in form.parameters if not one.optional}
            if given.keys() <= known and required <= given.keys():
                last = (
                    max(index for index, one in enumerate(form.parameters) if one.name in given)
                    if given
                    else -1
                )
                ordered = [given.get(one.name) for one in form.parameters[: last + 1]]
                return self._first(run, [form], ordered)
        return run.warn("wrong_arguments", f"{self.name} has no parameters {', '.join(names)}")

    def _first(self, run: Run, forms: list[Form], arguments: Sequence[object]) -> object:
        for form in forms:
            bound = _bind(run, form, arguments)
            if bound is not None:
                return form.body(run, *bound)
        kinds = ", ".join(kind_of(one) for one in arguments)
        return run.warn("wrong_arguments", f"{self.name} does not take ({kinds})")

    def as_function(self, run: Run) -> Function:
        """The function as a value, as in `sort(list, f)`."""
        names = tuple(one.name for one in self.forms[0].parameters)
        return Function(self.name, names, (None,) * len(names), lambda arguments: self.call(run, arguments))


def _bind(run: Run, form: Form, arguments: Sequence[object]) -> list[object] | None:
    bound: list[object] = []
    for index, parameter in enumerate(form.parameters):
        if parameter.values:
            return _bind_values(bound, arguments[index:])
        taken = arguments[index:] if parameter.rest else arguments[index : index + 1]
        for argument in taken:
            value = _accept(parameter, argument)
            if value is _REFUSED:
                return None
            if type(value) is str and len(value) > _LONG:
                run.spend(len(value) // _LONG)
            bound.append(value)
    return bound


def _bind_values(bound: list[object], rest: Sequence[object]) -> list[object] | None:
    """Both `min([1, 2])` and `min(1, 2)` give the function one list."""
    if not rest or (len(rest) == 1 and rest[0] is None):
        return None
    if len(rest) == 1 and isinstance(rest[0], FeelList):
        return [*bound, rest[0]]
    return [*bound, FeelList(rest)]


def _accept(parameter: BuiltinParameter, value: object) -> object:
    kinds = parameter.kinds
    if not kinds:
        return value
    kind = kind_of(value)
    if kind in kinds:
        return value
    if kind == "list" and isinstance(value, FeelList) and len(value) == 1 and kind_of(value[0]) in kinds:
        return value[0]
    if kinds == {"list"} and value is not None:
        return FeelList([value])
    return _REFUSED


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, *forms: str) -> Callable[[_F], _F]:
    """Registers a function under a name, once for each of its forms.

    A form lists `name: kinds`; kinds are joined by `/` (`null` admits null), `any` admits all; `?` marks an
    optional parameter, a leading `*` one that takes all the rest; the kind `values` collects a list.
    """

    def register(body: _F) -> _F:
        entry = BUILTINS.setdefault(name, Builtin(name))
        for form in forms:
            entry.forms.append(
                Form(tuple(_parameter(part) for part in form.split(",") if part.strip()), body)
            )
        return body

    return register


def _parameter(text: str) -> BuiltinParameter:
    name, _, kinds = text.strip().partition(":")
    kinds = kinds.strip()
    optional = kinds.endswith("?")
    kinds = kinds.rstrip("?")
    rest = name.startswith("*")
    accepted = frozenset() if kinds in ("any", "values") else frozenset(kinds.split("/"))
    return BuiltinParameter(name.lstrip("*"), accepted, optional, rest, kinds == "values")
