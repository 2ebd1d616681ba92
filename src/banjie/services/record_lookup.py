"""Lookups in Banjie's own tables while routing: `{form, match, values, many}` read in the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from banjie.engine.definition import ServiceTask
from banjie.engine.state import State
from banjie.forms.registry import BoundField
from banjie.services import form_data, mapping
from banjie.services.case_work import CaseWork
from banjie.services.runtime import Runtime
from banjie.storage.definitions import FormVersion
from banjie.storage.records import read
from banjie.storage.records.record import Record

MAX_FOUND = 200


def look_up(work: CaseWork, node: ServiceTask, state: State) -> Any:
    """What a `record_lookup` node finds, as JSON: one object (null when there is none), or a list.

    Raises MappingError for settings that do not fit, UnknownDefinitionError for an unknown form.
    """
    config = node.config
    version = work.runtime.definitions.form(work.connection, str(config.get("form", "")))
    context = work.expression_context(state)
    match = {
        field: mapping.evaluate(expression, context, work.local_now, f"match.{field}")
        for field, expression in dict(config.get("match") or {}).items()
    }
    found = find(work.runtime, work.connection, version, match)
    codes = [str(code) for code in config.get("values") or form_data.codes(version.form)]
    shown = [_shown(work, version, record, codes) for record in found]
    if config.get("many"):
        return shown
    return shown[0] if shown else None


def find(
    runtime: Runtime, connection: sa.Connection, version: FormVersion, match: Mapping[str, object]
) -> list[Record]:
    """Records whose fields equal the given values (a list: any of them), at most 200, latest first.

    Raises MappingError for a field that the form does not have, and where nothing is given to match: every record
    would be meant. A null never matches.
    """
    if not match:
        raise mapping.MappingError("match", "nothing to match")
    tables = form_data.tables_of(runtime, connection, version)
    main = tables.main.table
    query = sa.select(main.c.id).where(main.c.case_status != "draft")
    for field, wanted in match.items():
        column = tables.main.columns.get(field)
        if column is None and field != "id":
            raise mapping.MappingError(f"match.{field}", "no such field")
        target = main.c.id if column is None else column.column
        values = [_plain(column.bound if column else None, item) for item in _items(wanted)]
        query = query.where(target.in_([value for value in values if value is not None]))
    ids = list(connection.execute(query.order_by(main.c.id.desc()).limit(MAX_FOUND)).scalars())
    records = read.get_many(connection, tables, ids, children=False)
    return [records[identifier] for identifier in ids if identifier in records]


def _items(wanted: object) -> list[object]:
    return list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]


def _plain(bound: BoundField | None, value: object) -> Any:
    """A FEEL value as the column holds it: a linked record by its id."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if value is None:
        return None
    if bound is None:
        return int(str(value))
    try:
        return bound.normalise(value if not hasattr(value, "as_tuple") else str(value))
    except ValueError:
        return None


def _shown(work: CaseWork, version: FormVersion, record: Record, codes: list[str]) -> dict[str, Any]:
    values, display = form_data.shown(
        work.runtime,
        work.connection,
        version,
        {code: record.values.get(code) for code in codes},
        {},
        "zh-CN",
        work.directory,
    )
    linked = {code for code in codes if code in display and isinstance(values.get(code), int)}
    shown = {code: display[code] if code in linked else values.get(code) for code in codes}
    return {"id": record.id, **shown}
