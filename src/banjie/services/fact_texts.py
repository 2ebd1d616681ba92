"""Facts as people read them: field labels and formatted values for what was looked up in our own tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from banjie.engine.definition import ServiceTask
from banjie.engine.state import State
from banjie.forms.compiled import compile_form
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField
from banjie.messages import words
from banjie.services.runtime import Runtime
from banjie.storage.definitions import ProcessVersion, UnknownDefinitionError

MAX_SHOWN = 20


def fact_texts(
    runtime: Runtime,
    connection: Connection,
    version: ProcessVersion,
    state: State,
    sealed: Mapping[str, Any],
    locale: str,
) -> dict[str, str]:
    """One line per fact by name; facts that were erased say so."""
    return {
        name: text_of(sealed.get(fact.value.id), _fields(runtime, connection, version, fact.node), locale)
        for name, fact in state.facts.items()
    }


def _fields(
    runtime: Runtime, connection: Connection, version: ProcessVersion, node: str
) -> Mapping[str, BoundField]:
    """The fields of the form that a lookup read; none for other facts."""
    found = version.graph.nodes.get(node)
    if not isinstance(found, ServiceTask) or found.connector != "record_lookup":
        return {}
    try:
        form = runtime.definitions.form(connection, str(found.config.get("form", "")))
    except UnknownDefinitionError:
        return {}
    return compile_form(form.form).fields


def text_of(value: Any, fields: Mapping[str, BoundField], locale: str) -> str:
    """A value in one line: lists item by item, objects as label and text."""
    separator, colon = words(locale, "case.list_separator"), words(locale, "case.colon")
    if isinstance(value, list):
        shown = [text_of(item, fields, locale) for item in value[:MAX_SHOWN]]
        return words(locale, "case.item_separator").join(shown) or words(locale, "case.nothing")
    if isinstance(value, dict):
        parts = [
            f"{fields[key].field.label if key in fields else key}{colon}{_plain(item, fields.get(key), locale)}"
            for key, item in value.items()
            if key != "id"
        ]
        return separator.join(parts)
    return _plain(value, None, locale)


def _plain(value: Any, bound: BoundField | None, locale: str) -> str:
    if value is None:
        return words(locale, "case.nothing")
    if isinstance(value, bool):
        return words(locale, "case.yes" if value else "case.no")
    if bound is not None and bound.type.code != "link":
        try:
            return bound.format(bound.normalise(value), lambda key: words(locale, key))
        except Invalid:
            return str(value)
    return str(value)
