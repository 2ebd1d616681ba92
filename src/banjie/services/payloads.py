"""What a job will send, worked out once from the case and kept with the job: every retry sends the same.

Only expressions over the receiver's answer (`success`, `answer`, `found`) stay text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from banjie.engine.definition import ServiceTask
from banjie.org.policies.registry import users_of
from banjie.services import archive_data, form_data, mapping
from banjie.services.answers import request_of
from banjie.services.case_work import CaseWork

Json = dict[str, Any]
_LATER = ("success", "answer")


def build_payload(work: CaseWork, node: ServiceTask, job: str) -> Json:
    """The payload of one job. Raises MappingError for settings that cannot be filled from this case."""
    build = _BUILDERS.get(node.connector)
    if build is None:
        raise mapping.MappingError("connector", f"unknown: {node.connector}")
    return build(work, node, work.expression_context(work.state) | {"job": {"id": job}})


def _records(work: CaseWork, node: ServiceTask, context: Mapping[str, object]) -> Json:
    config = node.config
    if "each" in config:
        return {"form": str(config["form"]), "match": {}, "each": _each(work, config, context)}
    values = mapping.map_values(config.get("values") or {}, context, work.local_now, "values")
    for subtable, rule in dict(config.get("rows") or {}).items():
        rows = mapping.evaluate(str(rule["each"]), context, work.local_now, f"rows.{subtable}")
        values[subtable] = [
            mapping.map_values(rule["values"], {**context, "row": row}, work.local_now, f"rows.{subtable}")
            for row in (rows if isinstance(rows, list) else [])
        ]
    match = mapping.map_values(config.get("match") or {}, context, work.local_now, "match")
    return {"form": str(config["form"]), "match": match, "values": values}


def _each(work: CaseWork, config: Json, context: Mapping[str, object]) -> list[Json]:
    """One record's values per item of the list `each`, which the expressions see as `row`."""
    rows = mapping.evaluate(str(config["each"]), context, work.local_now, "each")
    if not isinstance(rows, list):
        raise mapping.MappingError("each", "not a list")
    return [
        mapping.map_values(config.get("values") or {}, {**context, "row": row}, work.local_now, "values")
        for row in rows
    ]


def _email(work: CaseWork, node: ServiceTask, context: Mapping[str, object]) -> Json:
    config = node.config
    filled: Json = {
        key: mapping.plain(str(config[key]), context, work.local_now, key)
        for key in ("to", "subject", "text")
        if key in config
    }
    recipients = filled.get("to")
    if not recipients:
        raise mapping.MappingError("to", "no address")
    filled["to"] = recipients if isinstance(recipients, list) else [recipients]
    return filled


def _webhook(work: CaseWork, node: ServiceTask, context: Mapping[str, object]) -> Json:
    config = node.config
    given = config.get("data")
    data = mapping.map_values(given, context, work.local_now, "data") if given else _case_data(work)
    return {
        "type": str(config.get("type") or "case.approved"),
        "timestamp": work.now.isoformat(),
        "data": data,
    }


def _case_data(work: CaseWork) -> Json:
    definition = work.version.definition
    return {
        "instance": work.instance,
        "number": work.number,
        "process": definition.code,
        "title": work.title,
        "applicant": work.applicant,
        "outcome": work.state.outcome,
        "values": form_data.to_json(work.version.form, work.values),
    }


def _http(work: CaseWork, node: ServiceTask, context: Mapping[str, object]) -> Json:
    config = dict(node.config)
    if node.connector == "http":
        config.pop("connection", None)
    filled = _request(config, context, work, "")
    if isinstance(config.get("look"), Mapping):
        filled["look"] = _request(dict(config["look"]), context, work, "look.")
    return filled


def _request(config: Json, context: Mapping[str, object], work: CaseWork, where: str) -> Json:
    filled: Json = {}
    for key, value in config.items():
        if key == "path":
            filled[key] = mapping.fill(str(value), context, work.local_now, f"{where}path")
        elif key in ("body", "query", "headers"):
            filled[key] = mapping.map_values(value, context, work.local_now, f"{where}{key}")
        elif key != "look":
            filled[key] = value
    return filled


def _notice(work: CaseWork, node: ServiceTask, context: Mapping[str, object]) -> Json:
    config = node.config
    request = request_of(work, node.code, work.state)
    users = list(
        dict.fromkeys(users_of(config.get("to") or [{"kind": "applicant"}], work.directory, request))
    )
    return {
        "to": users,
        "text": mapping.plain(str(config.get("text", '""')), context, work.local_now, "text") or "",
    }


def _document(work: CaseWork, node: ServiceTask, _context: Mapping[str, object]) -> Json:
    return archive_data.collect(work, node)


_BUILDERS: dict[str, Callable[[CaseWork, ServiceTask, Mapping[str, object]], Json]] = {
    "record_create": _records,
    "record_update": _records,
    "record_upsert": _records,
    "email": _email,
    "webhook": _webhook,
    "http": _http,
    "http_lookup": _http,
    "notice": _notice,
    "document": _document,
}
