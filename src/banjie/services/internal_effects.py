"""Follow-ups in Banjie's own tables: they happen in the transaction that lands their job, exactly once.

`record_create`, `record_update`, `record_upsert` by mapping fields; `notice` inside the application.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from banjie.forms.state import FormState
from banjie.messages import words
from banjie.services import form_data, record_lookup
from banjie.services.case_work import CaseWork
from banjie.services.mapping import MappingError
from banjie.storage import files, notices
from banjie.storage.definitions import FormVersion
from banjie.storage.records.record import Record

if TYPE_CHECKING:
    from banjie.services.jobs import Attempt

Receipt = dict[str, Any]


def record_create(work: CaseWork, attempt: Attempt) -> Receipt:
    """A new record from mapped values, or one per item of `each`, all in this transaction.

    Receipt: form, the (first) record's id and number; with `each` the ids and numbers of all.
    """
    version = _form(work, attempt)
    each = attempt.payload.get("each")
    if each is None:
        return _insert(work, version, attempt.payload)
    receipts = [_insert(work, version, {"values": values}) for values in each]
    if not receipts:
        return {"id": attempt.key, "at": work.now.isoformat(), "form": version.form.code, "records": []}
    return {
        **receipts[0],
        "records": [receipt["record"] for receipt in receipts],
        "numbers": [receipt["number"] for receipt in receipts],
    }


def record_update(work: CaseWork, attempt: Attempt) -> Receipt:
    """Change the records that match. Raises MappingError where none does."""
    version = _form(work, attempt)
    found = record_lookup.find(work.runtime, work.connection, version, attempt.payload["match"])
    if not found:
        raise MappingError("match", f"no record of {version.form.name} matches")
    receipts = [_update(work, version, record, attempt) for record in found]
    return {**receipts[0], "records": [receipt["record"] for receipt in receipts]}


def record_upsert(work: CaseWork, attempt: Attempt) -> Receipt:
    """Change the record that matches, or make it."""
    version = _form(work, attempt)
    found = record_lookup.find(work.runtime, work.connection, version, attempt.payload["match"])
    return _update(work, version, found[0], attempt) if found else _insert(work, version, attempt.payload)


def notice(work: CaseWork, attempt: Attempt) -> Receipt:
    """Tell people inside the application; kept once per job and person."""
    users = [user for user in attempt.payload["to"] if work.directory.is_active(user)]
    for user in users:
        notices.add(
            work.connection,
            username=user,
            instance=work.instance,
            kind="followup",
            text=str(attempt.payload["text"])[:1000],
            at=work.now,
            key=f"{attempt.job}:{user}"[:64],
        )
    work.tell(users)
    return {
        "id": attempt.key,
        "at": work.now.isoformat(),
        "people": users,
        "title": "、".join(map(work.directory.name_of, users)),
    }


EFFECTS: dict[str, Callable[[CaseWork, Attempt], Receipt]] = {
    "record_create": record_create,
    "record_update": record_update,
    "record_upsert": record_upsert,
    "notice": notice,
}


def _form(work: CaseWork, attempt: Attempt) -> FormVersion:
    return work.runtime.definitions.form(work.connection, attempt.payload["form"])


def _evaluated(work: CaseWork, version: FormVersion, values: dict[str, Any], previous: Any) -> FormState:
    state = form_data.evaluate(
        work.runtime,
        work.connection,
        version,
        values,
        now=work.now,
        mode="draft",
        access=None,
        previous=previous,
        user=work.person_context(work.applicant),
    )
    wrong = [
        f"{error.field}: {error.message or words('zh-CN', error.code, error.params)}"
        for error in state.errors
    ]
    if wrong:
        raise MappingError("values", "; ".join(wrong[:5]))
    return state


def _insert(work: CaseWork, version: FormVersion, payload: dict[str, Any]) -> Receipt:
    state = _evaluated(work, version, {**payload.get("match", {}), **payload["values"]}, None)
    values = form_data.with_serials(work.runtime, work.connection, version, state.values, work.now)
    identifier = form_data.insert(
        work.runtime, work.connection, version, values, by=work.applicant, now=work.now
    )
    _show_files(work, version, values)
    return _receipt(work, version, identifier, form_data.number_of(version.form, values))


def _update(work: CaseWork, version: FormVersion, record: Record, attempt: Attempt) -> Receipt:
    stored = form_data.load(work.runtime, work.connection, version, record.id)
    state = _evaluated(work, version, attempt.payload["values"], stored.values)
    form_data.update(work.runtime, work.connection, version, record.id, state.values, now=work.now)
    _show_files(work, version, state.values)
    return _receipt(work, version, record.id, record.number or record.title)


def _show_files(work: CaseWork, version: FormVersion, values: dict[str, Any]) -> None:
    """What the process puts into a ledger is for the ledger's readers, the case's files too."""
    ids = form_data.file_ids(version.form, values)
    files.show_in_ledger(work.connection, ids, version.form.code, instance=work.instance)


def _receipt(work: CaseWork, version: FormVersion, identifier: int, number: str) -> Receipt:
    return {
        "id": f"{version.form.code}/{identifier}",
        "at": work.now.isoformat(),
        "form": version.form.code,
        "form_name": version.form.name,
        "record": identifier,
        "number": number,
    }
