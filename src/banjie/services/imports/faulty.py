"""What an import says of its rows: numbers, the first faults in words, the first rows as records; and the faulty
rows as a file of their own, each with the reason behind it, to be put right and brought in again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.forms.field_error import FieldError as FormError
from banjie.services import form_data
from banjie.services.imports import heads
from banjie.services.imports.heads import Head
from banjie.services.imports.judge import Judged
from banjie.services.imports.plan import Plan
from banjie.services.imports.told import Fault, Preview, Told
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion

SHOWN_ROWS = 20
SHOWN_FAULTS = 500


def tell(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    plan: Plan,
    head: Head,
    judged: Sequence[Judged],
) -> Told:
    """The numbers, the first faults, the first rows."""
    counts = Counter(one.state for one in judged)
    columns = {column.field: column.index for column in plan.columns}
    faults: list[Fault] = []
    for one in judged:
        if len(faults) >= SHOWN_FAULTS:
            break
        ordered = sorted(one.errors, key=lambda error: columns.get(_code(error), len(head.labels)))
        faults.extend(_fault(viewer, version, columns, one.row.number, error) for error in ordered)
    first = judged[:SHOWN_ROWS]
    links = form_data.links_for(runtime, connection, version.form, {}, *(one.values for one in first))
    names = form_data.Names(runtime.directory.get(connection), links, {}, viewer.locale)
    return Told(
        done=len(judged),
        total=len(head.rows),
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        faulty=counts["faulty"],
        faults=tuple(faults[:SHOWN_FAULTS]),
        rows=tuple(_preview(viewer, version, columns, names, one) for one in first),
    )


def write(target: Path, viewer: Viewer, head: Head, judged: Sequence[Judged]) -> None:
    """The faulty rows as they stood in the file, the reasons in a last column."""
    import xlsxwriter  # type: ignore[import-untyped]  # here: it would cost each start a twentieth

    book = xlsxwriter.Workbook(
        str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    red = book.add_format({"font_color": "#C0392B"})
    sheet.freeze_panes(1, 0)
    last = len(head.labels)
    sheet.set_column(0, last, 16)
    sheet.set_column(last, last, 60)
    for column, label in enumerate((*head.labels, viewer.words("import.reason"))):
        sheet.write_string(0, column, label, bold)
    line = 0
    for one in judged:
        if one.state != "faulty":
            continue
        line += 1
        for column, text in enumerate(one.row.cells):
            if text:
                sheet.write_string(line, column, text)
        said = "；".join(_message(viewer, error) for error in one.errors)
        sheet.write_string(
            line, last, viewer.words("import.row_reason", row=one.row.number, reason=said), red
        )
    book.close()


def _fault(
    viewer: Viewer, version: FormVersion, columns: Mapping[str, int], row: int, error: FormError
) -> Fault:
    code = _code(error)
    bound = compile_form(version.form).fields.get(code)
    column = heads.letter(columns[code]) if code in columns else ""
    return Fault(row, column, bound.field.label if bound else "", _message(viewer, error))


def _code(error: FormError) -> str:
    return error.field.partition("[")[0]


def _message(viewer: Viewer, error: FormError) -> str:
    return error.message or viewer.words(error.code, **error.params)


def _preview(
    viewer: Viewer,
    version: FormVersion,
    columns: Mapping[str, int],
    names: form_data.Names,
    one: Judged,
) -> Preview:
    wrong = {_code(error): _message(viewer, error) for error in reversed(one.errors)}
    cells: dict[str, str] = {}
    for code, bound in compile_form(version.form).fields.items():
        value: Any = one.values.get(code)
        if code in wrong and code in columns:
            cells[code] = one.row.cells[columns[code]]
        elif value is not None and bound.type.code != "subtable":
            cells[code] = names.text(bound, value)
    return Preview(one.row.number, one.state, cells, wrong)
