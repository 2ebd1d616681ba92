"""YAML as people expect it: only true and false are booleans, dates stay text (YAML 1.2's core schema)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """SafeLoader without YAML 1.1's surprises (`on`, `yes`, sexagesimals, dates)."""


_SURPRISING = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _SURPRISING]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class _PlainLoader(_Loader):
    """Also without aliases: a few lines of them can stand for more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(None, None, "aliases are not read")
        return super().compose_node(parent, index)


def read_yaml(path: Path) -> Any:
    """A file's data. Raises yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader


def parse_yaml(text: str) -> Any:
    """The data of a text that somebody sent. Raises yaml.YAMLError, also for aliases and endless nesting."""
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except RecursionError:
        raise yaml.YAMLError("nested too deeply") from None


class _Dumper(yaml.SafeDumper):
    """What `_Loader` reads back the same: short things on one line, longer ones one under another."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_WIDTH = 120
_Dumper.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


class _Whole(dict[str, Any]):
    """A document: always one entry under another."""


def _mapping(dumper: _Dumper, data: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", data)
    node.flow_style = not isinstance(data, _Whole) and _is_short(data)
    return node


def _sequence(dumper: _Dumper, data: list[Any] | tuple[Any, ...]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=_is_short(data))


def _text(dumper: _Dumper, data: str) -> yaml.Node:
    style = None if data.isprintable() else "|" if _reads_as_lines(data) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


def _reads_as_lines(data: str) -> bool:
    """Whether it may stand as a block of lines: nothing in it that YAML would fold, strip or break at."""
    lines = data.removesuffix("\n").split("\n")
    return (
        "\n" in data and all(line.isprintable() and line == line.strip() for line in lines) and bool(lines[0])
    )


def _is_short(data: Any) -> bool:
    """Whether it fits on a line; wide characters count twice, and a text of several lines never does."""
    text = json.dumps(data, ensure_ascii=False)
    return "\\n" not in text and sum(2 if ord(char) > 0x2E7F else 1 for char in text) <= _WIDTH


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(_Whole, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(tuple, _sequence)
_Dumper.add_representer(str, _text)


def to_yaml(data: Any) -> str:
    """JSON as text that `read_yaml` reads back the same; keys keep their order."""
    whole = _Whole(data) if isinstance(data, dict) else data
    return yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
