"""Summaries of a ledger: for those who may see it whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.services import form_data, form_pages, ledger
from banjie.services.problems import BadRequestError, ForbiddenError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion
from banjie.storage.records.aggregate import BadAggregateError, Group, Measure, aggregate

Json = dict[str, Any]
MAX_BY = 3
MAX_MEASURES = 10


class Summary(msgspec.Struct, frozen=True):
    """Groups with their keys as text, and the totals over everything selected."""

    groups: list[Group]
    display: list[dict[str, str]]
    totals: Group


def opened(runtime: Runtime, connection: sa.Connection, viewer: Viewer, code: str) -> FormVersion:
    """The form whose ledger the reader may see whole. Raises ForbiddenError."""
    version = runtime.definitions.form(connection, code)
    if not form_pages.can_view(runtime, connection, viewer, version):
        raise ForbiddenError("forbidden")
    return version


def summarise(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    by: Sequence[str],
    sums: Sequence[str],
    text: str,
    search: str = "",
) -> Summary:
    """Group a filtered ledger and sum fields. Raises ForbiddenError, BadRequestError."""
    measures = [Measure("sum", field) for field in sums[:MAX_MEASURES]]
    with runtime.database.read() as connection, ledger.translated(viewer):
        version = opened(runtime, connection, viewer, code)
        tables = form_data.tables_of(runtime, connection, version)
        selected = ledger.selection(runtime, connection, viewer, tables, text, search)
        try:
            groups = aggregate(connection, tables, selected, by=by[:MAX_BY], measures=measures) if by else []
            totals = aggregate(connection, tables, selected, measures=measures)[0]
        except BadAggregateError as error:
            raise BadRequestError("bad_sort", field=error.field) from None
        display = _display(runtime, connection, viewer, version, groups)
    return Summary(groups, display, totals)


def _display(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, version: FormVersion, groups: list[Group]
) -> list[dict[str, str]]:
    """Group keys as people read them: names, titles, option labels."""
    fields = compile_form(version.form).fields
    values = [{key: value for key, value in group.keys.items() if key in fields} for group in groups]
    links = form_data.links_for(runtime, connection, version.form, {}, *values)
    names = form_data.Names(runtime.directory.get(connection), links, {}, viewer.locale)
    return [
        {
            key: "" if value is None else (names.text(fields[key], value) if key in fields else str(value))
            for key, value in group.keys.items()
        }
        for group in groups
    ]
