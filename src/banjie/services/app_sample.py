"""A sample request of an app: for a picture of its form, and to begin a trial with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from banjie.forms import state as form_state
from banjie.forms.wire import values_to_json
from banjie.org.directory import Directory
from banjie.services import form_data, mapping
from banjie.services.app_bundle import Bundle
from banjie.services.app_install import resolve, titled
from banjie.services.runtime import Runtime

Json = dict[str, Any]


def values(sample: Json, user: Json, now: datetime) -> Json:
    """The sample with each `=…` worked out; `@form/title` stays. Raises MappingError."""

    def worked(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("="):
            return mapping.plain(value[1:], {"user": user}, now)
        if isinstance(value, list):
            return [worked(item) for item in value]
        if isinstance(value, dict):
            return {key: worked(item) for key, item in value.items()}
        return value

    found: Json = worked(sample)
    return found


def draft(runtime: Runtime, connection: Connection, sample: Json, user: Json) -> Json:
    """What a trial's form begins with, links to records of this company; what is not there is left out."""
    found: Json = {}
    for code, value in values(sample, user, runtime.clock().astimezone(runtime.zone)).items():
        try:
            found[code] = resolve(value, lambda reference: titled(runtime, connection, reference))
        except LookupError:
            continue
    return found


def picture(
    bundle: Bundle, directory: Directory, user: Json, now: datetime, locale: str
) -> tuple[Json, Json]:
    """The process form filled with the sample, as values and display texts, without any table: links lead to
    the app's own sample records.
    """
    form = bundle.forms[next(iter(bundle.source.processes.values())).form]
    numbers, links = _numbered(bundle)

    def find(reference: str) -> int:
        return numbers.get(reference.removeprefix("@"), 0)

    given = resolve(values(bundle.source.sample, user, now), find)
    state = form_state.evaluate(form, given, now=now, links=links, user=user)
    names = form_data.Names(directory, links, {}, locale)
    return values_to_json(form, state.values), form_data.display_of(form, state.values, names)


def _numbered(bundle: Bundle) -> tuple[dict[str, int], dict[tuple[str, int], Json]]:
    """The sample records under numbers of their own, found by key and by title."""
    numbers: dict[str, int] = {}
    links: dict[tuple[str, int], Json] = {}

    def find(reference: str) -> int:
        return numbers.get(reference.removeprefix("@"), 0)

    for code, rows in bundle.data.items():
        for number, row in enumerate(rows, start=1):
            record = resolve(row["values"], find)
            title = form_data.title_of(bundle.forms[code], record)
            numbers[f"{code}/{row.get('key', number)}"] = numbers[f"{code}/{title}"] = number
            links[code, number] = {**record, "id": number, "title": title}
    return numbers, links
