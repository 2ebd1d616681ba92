"""The import law of `.importlinter`, and what import-linter cannot say: the pure rooms' short list of modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/banjie"
PURE = ("engine", "forms", "org", "feel")
ALLOWED = {
    *(
        "__future__",
        "abc",
        "bisect",
        "calendar",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
    ),
    *(
        "decimal",
        "enum",
        "fractions",
        "functools",
        "graphlib",
        "hashlib",
        "heapq",
        "itertools",
        "json",
        "math",
    ),
    *("operator", "re", "string", "textwrap", "types", "typing", "unicodedata", "msgspec", "banjie"),
}
# Folder → module → why this room may have it.
EXCEPTIONS = {
    "feel": {
        "re2": "a pattern written by a user must not hang the process",
        "zoneinfo": "FEEL's times carry zones",
    },
    "forms": {"threading": "a lock around the cache of compiled forms"},
    "org": {"zoneinfo": "a working calendar is one of a place"},
    "feel/dmn": {"lxml": "reads DMN files, through one parser with entities and network off"},
    "engine/bpmn": {"lxml": "reads BPMN files, through one parser with entities and network off"},
}
CLOCK_CALLS = {"now", "utcnow", "today"}


def pure_files() -> Iterator[tuple[str, ast.Module]]:
    for room in PURE:
        for path in sorted((SOURCE / room).rglob("*.py")):
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, (node.module or "").split(".")[0]


def test_every_contract_of_the_import_law_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [str(ROOT / "src"), *sys.path])

    code = lint_imports(cache_dir=None)

    assert code == 0, capsys.readouterr().out


def test_pure_rooms_import_only_what_their_list_names() -> None:
    found = []
    for name, tree in pure_files():
        allowed = ALLOWED.union(
            *(modules for folder, modules in EXCEPTIONS.items() if name.startswith(f"{folder}/"))
        )
        found += [
            f"{name}:{line} imports {module}" for line, module in imported(tree) if module not in allowed
        ]

    assert found == []


def test_pure_rooms_ask_no_clock() -> None:
    """The time of a command is part of its context; replay would otherwise depend on the day it runs."""
    found = [
        f"{name}:{node.lineno} calls {ast.unparse(node)}"
        for name, tree in pure_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date", "dt")
    ]

    assert found == []
