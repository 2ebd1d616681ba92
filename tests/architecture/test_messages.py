"""Every word a user reads is in the catalogue, in both languages, and every key that the code names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from banjie.messages import LOCALES, catalogue
from banjie.services.audit import GROUPS

SOURCE = Path(__file__).parents[2] / "src/banjie"
KEYS = catalogue("zh-CN")
ROOMS = "|".join(sorted({re.escape(key.split(".")[0]) for key in KEYS}))
KEY = re.compile(rf"({ROOMS})(\.[A-Za-z0-9_]+)+")
PREFIX = re.compile(rf"({ROOMS})\.[A-Za-z0-9_.]*")
HAN = re.compile(r"[\u3400-\u9fff]")

# Text that looks like a key and is none: file → text → what it is.
NOT_KEYS = {
    "services/payloads.py": {"case.approved": "an event's name for webhooks", "case.closed": "the same"},
    "forms/fields/text.py": {"form.not_": "the beginning of a key"},
    "services/imports/template.py": {"import.hint_": "the beginning of a key"},
    "services/imports/people.py": {
        "people_import.label_": "the beginning of a key",
        "people_import.hint_": "the beginning of a key",
    },
    "services/imports/people_plan.py": {"people_import.": "the beginning of a key"},
    "api/routes/people_imports.py": {"people_import.label_": "the beginning of a key"},
}
ACTIONS = frozenset(action for actions in GROUPS.values() for action in actions)
"""Codes of the audit: their words are `audit.act.<code>`."""
FILE_ENDINGS = (".json", ".pdf", ".xlsx", ".py", ".typ", ".yaml")
# Columns are written `table.column` there.
WITHOUT_KEYS = ("storage/tables.py", "storage/migrations/")
# Chinese that people type or that a standard fixes, not words that we say to somebody.
SPOKEN_BY_OTHERS = {
    "engine/opinions.py": "the stock phrases that say nothing",
    "feel/": "names of FEEL functions and units",
    "cli.py": "the names an empty company begins with, changed by options",
    "demo/": "the demo company",
    "templates/": "ready-made apps",
    "documents/": "numerals and the document's own grammar",
    "forms/fields/capital.py": "numerals",
    "forms/fields/cells.py": "what people write into a spreadsheet's cells",
    "services/imports/heads.py": "what people add to a column's name",
    "services/imports/people_plan.py": "what companies call the columns of such a list, and how they write none",
}


def files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the constants that are documentation: strings that stand alone as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_every_key(locale: str) -> None:
    assert sorted(KEYS.keys() ^ catalogue(locale).keys()) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_message_is_filled_with_the_same_parameters_in_every_locale(locale: str) -> None:
    other = catalogue(locale)

    assert [key for key in KEYS if key in other and fields(KEYS[key]) != fields(other[key])] == []


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    missing = [
        f"{name}:{node.lineno} {node.value}"
        for name, tree in files()
        if not name.startswith(WITHOUT_KEYS)
        for node in texts(tree)
        if KEY.fullmatch(node.value)
        and not node.value.endswith(FILE_ENDINGS)
        and node.value not in KEYS
        and node.value not in ACTIONS
        and node.value not in NOT_KEYS.get(name, ())
    ]

    assert missing == []


def test_every_action_of_the_audit_has_words() -> None:
    assert [action for action in sorted(ACTIONS) if f"audit.act.{action}" not in KEYS] == []


def test_every_key_that_the_code_composes_begins_like_one_of_the_catalogue() -> None:
    missing = [
        f"{name}:{node.lineno} {node.values[0].value}…"
        for name, tree in files()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and PREFIX.fullmatch(str(node.values[0].value))
        and not any(key.startswith(str(node.values[0].value)) for key in KEYS)
    ]

    assert missing == []


def test_chinese_words_stand_in_the_catalogue_not_in_the_code() -> None:
    found = []
    for name, tree in files():
        if name.startswith(tuple(SPOKEN_BY_OTHERS)):
            continue
        documentation = docstrings(tree)
        found += [
            f"{name}:{node.lineno} {node.value[:40]!r}"
            for node in texts(tree)
            if HAN.search(node.value) and id(node) not in documentation
        ]

    assert found == []
