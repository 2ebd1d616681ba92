"""What goes into a case's archive: fields as read, the story with every opinion, the chain's head, all as data."""

from __future__ import annotations

from typing import Any

from banjie.engine import events as e
from banjie.engine.definition import ServiceTask, UserTask
from banjie.forms.compiled import compile_form
from banjie.messages import DEFAULT, words
from banjie.services import form_data
from banjie.services.case_work import CaseWork
from banjie.storage import event_log, files
from banjie.storage.sealing import unseal

Json = dict[str, Any]


def collect(work: CaseWork, node: ServiceTask) -> Json:
    """The data of an archive document, plain JSON. Settings: `locale`, `template` (a later form's own)."""
    locale = str(node.config.get("locale") or DEFAULT)
    form = work.version.form
    values, display = form_data.shown(
        work.runtime, work.connection, form, work.values, {}, locale, work.directory
    )
    applicant = work.person_context(work.applicant)
    return {
        "number": work.number,
        "locale": locale,
        "title": work.title,
        "process": work.version.definition.name,
        "process_code": work.version.definition.code,
        "version": work.version.version,
        "instance": work.instance,
        "outcome": words(locale, f"case.state.{work.state.outcome or 'running'}"),
        "applicant": applicant["name"],
        "department": applicant["department_name"] or "",
        "submitted_at": _time(work, work.state.submitted_at),
        "decided_at": _time(work, work.now),
        "fields": _fields(work, display),
        "timeline": _story(work, locale),
        "facts": [
            {
                "name": work.version.graph.nodes[fact.node].name if fact.node else name,
                "value": value,
                "source": fact.source,
                "at": _time(work, fact.at),
            }
            for name, value in work.facts(work.state).items()
            if (fact := work.state.facts[name]) is not None
        ],
        "head": work.head.hex(),
        "values": values,
        "at": work.now.isoformat(),
    }


def _time(work: CaseWork, moment: Any) -> str:
    return moment.astimezone(work.runtime.zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _fields(work: CaseWork, display: Json) -> list[Json]:
    """Fields in their order: label and text, or a table for a subtable."""
    compiled = compile_form(work.version.form.form)
    found: list[Json] = []
    for code, bound in compiled.fields.items():
        if code in compiled.columns:
            columns = compiled.columns[code]
            rows = work.values.get(code) or []
            found.append(
                {
                    "code": code,
                    "label": bound.field.label,
                    "type": "subtable",
                    "columns": [
                        {"label": column.field.label, "type": _kind(column)} for column in columns.values()
                    ],
                    "rows": [
                        [display.get(f"{code}[{index}].{inner}", "") for inner in columns]
                        for index in range(len(rows))
                    ],
                }
            )
        else:
            value = work.values.get(code)
            found.append(
                {
                    "code": code,
                    "label": bound.field.label,
                    "type": _kind(bound),
                    "text": display.get(code, ""),
                    "value": bound.to_json(value),
                }
            )
    return found


def _kind(bound: Any) -> str:
    result = getattr(bound.settings, "result", "")
    return "money" if bound.type.code == "money" or result == "money" else str(bound.type.code)


def _story(work: CaseWork, locale: str) -> list[Json]:
    """Every decision with its opinion, the submission and the outcome, oldest first."""
    log = event_log.read(work.connection, work.instance)
    opinions = [
        item.event.opinion.sealed.id
        for item in log
        if isinstance(item.event, (e.TaskDecided, e.TaskTransferred, e.Returned)) and item.event.opinion
    ]
    known = unseal(work.connection, opinions)
    signed = files.get_many(
        work.connection, [str(one["signature"]) for one in known.values() if one.get("signature")]
    )
    found: list[Json] = []
    for item in log:
        line = _line(work, item.event, locale, known, signed)
        if line is not None:
            found.append({"at": _time(work, item.at), **line})
    return found


def _line(work: CaseWork, event: e.AnyEvent, locale: str, known: Any, signed: Any) -> Json | None:
    name_of = work.directory.name_of
    if isinstance(event, e.Submitted):
        return {"who": name_of(event.by), "node": "", "what": words(locale, "event.Submitted"), "text": ""}
    if isinstance(event, e.TaskDecided):
        line = _opinion(
            work, event.task, event.by, f"event.TaskDecided.{event.decision}", event.opinion, locale, known
        )
        file = (
            signed.get((known.get(event.opinion.sealed.id) or {}).get("signature")) if event.opinion else None
        )
        return {**line, "signature": file.sha256} if file else line
    if isinstance(event, e.TaskTransferred):
        return _opinion(
            work,
            event.task,
            event.by,
            "event.TaskTransferred",
            event.opinion,
            locale,
            known,
            person=name_of(event.to),
        )
    if isinstance(event, e.OutcomeSet) and event.outcome:
        return {
            "who": name_of(event.by) if event.by else "",
            "node": "",
            "what": words(locale, f"event.OutcomeSet.{event.outcome}"),
            "text": "",
        }
    return None


def _opinion(
    work: CaseWork, task: str, by: str, key: str, opinion: Any, locale: str, known: Any, **params: str
) -> Json:
    node = work.version.graph.nodes[work.state.tasks[task].node]
    given = (known.get(opinion.sealed.id) or {}) if opinion else {}
    labels = {item.code: item.label for item in node.opinion.codes} if isinstance(node, UserTask) else {}
    code = opinion.reason_code if opinion else ""
    attached = _names_of(work, given.get("attachments") or [])
    names = words(
        locale, "case.opinion_files", {"names": words(locale, "case.name_separator").join(attached)}
    )
    parts = (labels.get(code, code), given.get("text", ""), names if attached else "")
    text = "；".join(part for part in parts if part)
    return {
        "who": work.directory.name_of(by),
        "node": node.name,
        "what": words(locale, key, params),
        "text": text,
    }


def _names_of(work: CaseWork, ids: list[str]) -> list[str]:
    known = files.get_many(work.connection, ids)
    return [known[key].name for key in ids if key in known]
