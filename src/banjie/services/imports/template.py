"""An empty workbook to be filled in: a head per field, choices to choose from, a second sheet that explains."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from banjie.forms.compiled import compile_form
from banjie.forms.fields.options import ChoiceSettings, Option
from banjie.forms.registry import BoundField
from banjie.services import ledger
from banjie.services.imports import heads, plan
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion

ROWS = 5_000
"""Rows below the head that choices are offered in."""


def for_records(runtime: Runtime, viewer: Viewer, form: str) -> tuple[str, bytes]:
    """The ledger's name and its template. Raises ForbiddenError."""
    with runtime.database.read() as connection:
        version = ledger.editable(runtime, connection, viewer, form)
    fields = compile_form(version.form).fields
    columns = [
        (_label(one), _hint(viewer, fields[one.code]), _options(viewer, fields[one.code]))
        for one in plan.choices(version)
        if not one.closed
    ]
    return version.form.name, build(viewer, _sheet_name(version), columns)


def build(viewer: Viewer, name: str, columns: list[tuple[str, str, tuple[str, ...]]]) -> bytes:
    """A workbook with these columns: label (a star for what must be filled in), explanation, choices."""
    import xlsxwriter  # type: ignore[import-untyped]  # here: it would cost each start a twentieth

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    notes = book.add_worksheet(viewer.words("import.notes"))
    options = book.add_worksheet(viewer.words("import.options"))
    options.hide()
    sheet.freeze_panes(1, 0)
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 80)
    for column, word in enumerate(("import.notes_column", "import.notes_how")):
        notes.write_string(0, column, viewer.words(word), head)
    for column, (label, hint, choices) in enumerate(columns):
        sheet.set_column(column, column, max(12, min(40, len(label) * 2 + 4)))
        sheet.write_string(0, column, label, head)
        notes.write_string(column + 1, 0, label, wrapped)
        notes.write_string(column + 1, 1, hint, wrapped)
        if choices:
            for row, choice in enumerate(choices):
                options.write_string(row, column, choice)
            letter = heads.letter(column)
            source = f"='{options.name}'!${letter}$1:${letter}${len(choices)}"
            sheet.data_validation(
                1, column, ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
            )
    notes.write_string(len(columns) + 2, 0, viewer.words("import.notes_more"), head)
    notes.write_string(len(columns) + 2, 1, viewer.words("import.notes_text"), wrapped)
    book.close()
    return file.getvalue()


def _label(one: plan.Choice) -> str:
    return f"{one.label}*" if one.required else one.label


def _options(viewer: Viewer, bound: BoundField) -> tuple[str, ...]:
    if bound.type.code == "boolean":
        return viewer.words("form.yes"), viewer.words("form.no")
    settings = bound.settings
    if bound.type.code != "select" or not isinstance(settings, ChoiceSettings):
        return ()
    return tuple(
        one.label or one.value if isinstance(one, Option) else one
        for one in settings.options
        if not (isinstance(one, Option) and one.archived)
    )


def _hint(viewer: Viewer, bound: BoundField) -> str:
    settings: Any = bound.settings
    several = bool(getattr(settings, "multiple", False))
    kind = f"{bound.type.code}_many" if several else bound.type.code
    words = [viewer.words("import.hint_required")] if bound.field.required else []
    words.append(viewer.words(f"import.hint_{kind}"))
    if isinstance(settings, ChoiceSettings):
        shown = [one.label or one.value if isinstance(one, Option) else one for one in settings.options[:50]]
        words.append("、".join(shown))
    if bound.field.help:
        words.append(bound.field.help)
    return " ".join(word for word in words if word)


def _sheet_name(version: FormVersion) -> str:
    name = version.form.name
    return "".join("_" if character in "[]:*?/\\'" else character for character in name)[:31] or "1"
