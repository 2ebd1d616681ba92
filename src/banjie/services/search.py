"""One box for everything a person may reach: what to start, cases, ledgers and records, people.

Only what the reader may see is ever looked at, every source is bounded, and a wrong letter costs nothing.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Connection

from banjie.services import form_pages, ledger, process_pages
from banjie.services.pinyin import code_of, rank
from banjie.services.problems import BadRequestError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import cases, definitions

MOST_OF_A_KIND = 6
MOST_LEDGERS = 20
_RECENT = 200
_MAX_QUERY = 60


class Hit(msgspec.Struct, frozen=True):
    """What was found; `code` and `id` say where it leads."""

    kind: Literal["start", "case", "ledger", "record", "person", "form", "process"]
    title: str
    hint: str = ""
    code: str = ""
    id: str = ""


def search(runtime: Runtime, viewer: Viewer, text: str) -> list[Hit]:
    """The best few of each kind, in the order in which people look for them."""
    query = text.replace("\x00", "").strip()[:_MAX_QUERY]
    if not query:
        return []
    processes = process_pages.listed(runtime, viewer)
    forms = form_pages.listed(runtime, viewer)
    with runtime.database.read() as connection:
        administrator = viewer.is_administrator(runtime, connection)
        found = _best(
            query,
            [
                (Hit("start", one.definition.name, one.definition.category, one.head.code), one.head.code)
                for one in processes
                if one.can_start and one.definition is not None
            ],
        )
        found += _cases(connection, viewer, query, administrator)
        found += _people(runtime, connection, query)
    readable = [one for one in forms if one.can_view and one.version is not None]
    found += _best(
        query,
        [
            (Hit("ledger", one.version.form.name, "", one.head.code), one.head.code)
            for one in readable
            if one.version
        ],
    )
    found += _records(runtime, viewer, query, readable)
    if administrator:
        found += _best(
            query, [(Hit("form", one.head.name, "", one.head.code), one.head.code) for one in forms]
        )
        found += _best(
            query, [(Hit("process", one.head.name, "", one.head.code), one.head.code) for one in processes]
        )
    return found


def _best(query: str, hits: list[tuple[Hit, str]]) -> list[Hit]:
    """By name, and by a second word (a code, a user name); the closest first."""
    ranked = []
    for place, (hit, also) in enumerate(hits):
        ranks = [
            one for one in (rank(query, hit.title), rank(query, also) if also else None) if one is not None
        ]
        if ranks:
            ranked.append((min(ranks), place, hit))
    return [hit for _, _, hit in sorted(ranked, key=lambda one: one[:2])[:MOST_OF_A_KIND]]


def _cases(connection: Connection, viewer: Viewer, query: str, administrator: bool) -> list[Hit]:
    """By number or title; by the pinyin of the latest titles where letters are typed."""
    rows = cases.find(connection, viewer.username, query, MOST_OF_A_KIND, everything=administrator)
    hits = [Hit("case", row.title, row.number, id=row.id) for row in rows]
    if len(hits) < MOST_OF_A_KIND and query.isascii():
        recent = cases.find(connection, viewer.username, "", _RECENT, everything=administrator)
        known = {hit.id for hit in hits}
        hits += _best(
            query,
            [(Hit("case", row.title, row.number, id=row.id), "") for row in recent if row.id not in known],
        )
    return hits[:MOST_OF_A_KIND]


def _people(runtime: Runtime, connection: Connection, query: str) -> list[Hit]:
    directory = runtime.directory.get(connection)
    people = [person for person in directory.people.values() if person.active]
    hits = []
    for person in people:
        department = directory.department_of(person.username)
        hint = " ".join(part for part in (department.name if department else "", person.post or "") if part)
        hits.append((Hit("person", person.name, hint, person.username), person.username))
    return _best(query, hits)


def _records(runtime: Runtime, viewer: Viewer, query: str, forms: list[form_pages.FormPage]) -> list[Hit]:
    """By number or title, in ledgers that the reader may open. One letter would find everything: two at least."""
    if len(query) < 2:
        return []
    found: list[Hit] = []
    for page in forms[:MOST_LEDGERS]:
        if len(found) >= MOST_OF_A_KIND or page.version is None:
            break
        name = page.version.form.name
        listed = ledger.listed(runtime, viewer, page.head.code, ledger.Query(limit=3, search=query))
        for shown in listed.items:
            record = shown.record
            hint = " · ".join(part for part in (name, record.number or "") if part)
            found.append(
                Hit(
                    "record",
                    record.title or record.number or f"#{record.id}",
                    hint,
                    page.head.code,
                    str(record.id),
                )
            )
    return found[:MOST_OF_A_KIND]


def suggest_code(runtime: Runtime, viewer: Viewer, kind: str, name: str) -> str:
    """A free code for a new form or process, from its name; a rule `sheet` makes both. Administrators make those."""
    if kind not in ("form", "process", "sheet"):
        raise BadRequestError("invalid_body", detail="of")
    wanted = code_of(name) or kind
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        forms = definitions.form_heads(connection) if kind != "process" else []
        processes = definitions.process_heads(connection) if kind != "form" else []
    taken = {head.code for head in (*forms, *processes)}
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}_{number}"
    return code
