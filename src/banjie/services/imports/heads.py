"""Where a table's head is, and which of its columns mean which fields.

Above the head there may be titles and notes, the head itself may have two rows under merged cells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import msgspec

from banjie.services.imports.sheet import Row, Sheet

SEARCHED = 30
SAMPLES = 3


class Head(msgspec.Struct, frozen=True):
    """`number`: the (last) head row's; `labels`: what each column is called; `rows`: what stands below."""

    number: int
    labels: tuple[str, ...]
    rows: tuple[Row, ...]


class Target(msgspec.Struct, frozen=True):
    """Something that a column may mean, and the names by which it is found."""

    code: str
    names: tuple[str, ...]


def plain(label: str) -> str:
    """A label without what people add to it: full-width letters, spaces, a star for required, a colon."""
    text = "".join(unicodedata.normalize("NFKC", label).split()).casefold()
    for sign in ("(必填)", "(选填)", "(required)", "[必填]"):
        text = text.replace(sign, "")
    return text.strip("*:#")


def find(sheet: Sheet, targets: Iterable[Target], number: int | None = None) -> Head:
    """The head that names most of the targets; the first one that looks like a head where none does."""
    known = {plain(name) for target in targets for name in target.names}
    rows = sheet.rows
    if number is not None:
        at = next((at for at, row in enumerate(rows) if row.number == number), 0)
        return max(
            (_head(sheet, at, depth) for depth in _depths(sheet, at)), key=lambda one: _known(one, known)
        )
    best, most = None, 0
    for at in range(min(len(rows), SEARCHED)):
        for depth in _depths(sheet, at):
            head = _head(sheet, at, depth)
            count = _known(head, known)
            if count > most:
                best, most = head, count
    return best or _looks_like(sheet)


def match(labels: Iterable[str], targets: Iterable[Target]) -> dict[int, str]:
    """Column → target, each target once: the first column of its name."""
    by_name: dict[str, str] = {}
    for target in targets:
        for name in target.names:
            by_name.setdefault(plain(name), target.code)
    found: dict[int, str] = {}
    for column, label in enumerate(labels):
        code = by_name.get(plain(label)) or by_name.get(plain(label.rpartition(" ")[2]))
        if code is not None and code not in found.values():
            found[column] = code
    return found


def letter(column: int) -> str:
    """A column's name in spreadsheets: 0 is A, 26 is AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def samples(head: Head, column: int) -> list[str]:
    """The first few different things that a column says."""
    found: dict[str, None] = {}
    for row in head.rows:
        if row.cells[column]:
            found[row.cells[column][:60]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def texts(row: Row, columns: Mapping[int, str]) -> dict[str, str]:
    """A row's texts by what its columns mean."""
    return {code: row.cells[column] for column, code in columns.items()}


def _depths(sheet: Sheet, at: int) -> tuple[int, ...]:
    if len(set(filter(None, sheet.rows[at].cells))) < 2:
        return (1,)  # a title
    two = at + 1 < len(sheet.rows) and sheet.rows[at].number in sheet.merged
    return (1, 2) if two and sheet.rows[at + 1].number == sheet.rows[at].number + 1 else (1,)


def _head(sheet: Sheet, at: int, depth: int) -> Head:
    upper, lower = sheet.rows[at], sheet.rows[at + depth - 1]
    labels = []
    for above, below in zip(upper.cells, lower.cells, strict=True):
        labels.append(
            f"{above} {below}" if depth == 2 and above and below and above != below else below or above
        )
    return Head(lower.number, tuple(" ".join(label.split()) for label in labels), sheet.rows[at + depth :])


def _known(head: Head, known: set[str]) -> int:
    return len({plain(label) for label in _said(head)} & known) + len(
        {plain(label.rpartition(" ")[2]) for label in _said(head) if " " in label} & known
    )


def _said(head: Head) -> list[str]:
    return [label for label in head.labels if label]


def _looks_like(sheet: Sheet) -> Head:
    """The first row that says several different things and is as wide as most of what follows."""
    for at, row in enumerate(sheet.rows[:SEARCHED]):
        if len({cell for cell in row.cells if cell}) > 1 or sheet.width == 1:
            return _head(sheet, at, 1)
    return _head(sheet, 0, 1)
