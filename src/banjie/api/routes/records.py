"""Records: the ledger."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import revision_of
from banjie.api.paging import MAX_LIMIT, limited, sort_names
from banjie.api.problems import field_problems
from banjie.api.schemas import (
    AggregateResult,
    AggregateRow,
    Record,
    RecordAnchors,
    RecordChanges,
    RecordInput,
    RecordOutcome,
    RecordOutcomes,
    RecordPage,
)
from banjie.services import ledger, ledger_changes, ledger_reports


def record_view(shown: ledger.Shown) -> Record:
    record = shown.record
    return Record(
        id=record.id,
        number=record.number,
        title=record.title,
        revision=record.revision,
        case_status=record.case_status,
        instance_id=record.instance_id,
        created_by=record.created_by,
        created_at=record.created_at,
        updated_at=record.updated_at,
        values=shown.values,
        display=shown.display,
    )


def sort_of(sort: str) -> tuple[str, ...]:
    return sort_names(sort) or ("-id",)


@get("/forms/{code:str}/records", operation_id="listRecords", sync_to_thread=True)
def get_records(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
    sort: FromQuery[str] = "-id",
    filter: FromQuery[str] = "",  # noqa: A002 - the contract's name
    q: FromQuery[str] = "",
    total: FromQuery[bool] = False,
    children: FromQuery[bool] = False,
) -> RecordPage:
    """A page of a ledger: filtered by FEEL, searched by `q`, sorted by fields."""
    page = ledger.listed(
        runtime,
        viewer,
        code,
        ledger.Query(
            limit=limited(limit),
            cursor=cursor,
            sort=sort_of(sort),
            filter=filter,
            search=q,
            total=total,
            children=children,
        ),
    )
    return RecordPage(
        items=[record_view(item) for item in page.items], next_cursor=page.next_cursor, total=page.total
    )


@post("/forms/{code:str}/records", operation_id="createRecord", sync_to_thread=True)
def post_record(runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[RecordInput]) -> Record:
    """A new record of a ledger kept by hand."""
    return record_view(ledger.create(runtime, viewer, code, data.values))


@get("/forms/{code:str}/records/{identifier:int}", operation_id="getRecord", sync_to_thread=True)
def get_record(runtime: Runtime, viewer: Viewer, code: FromPath[str], identifier: FromPath[int]) -> Record:
    """One record with its subtables."""
    return record_view(ledger.get(runtime, viewer, code, identifier))


@patch("/forms/{code:str}/records/{identifier:int}", operation_id="changeRecord", sync_to_thread=True)
def patch_record(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    identifier: FromPath[int],
    data: JSONBody[RecordInput],
) -> Record:
    """Change a record; `If-Match` makes it conditional."""
    return record_view(ledger.change(runtime, viewer, code, identifier, data.values, revision_of(request)))


@delete("/forms/{code:str}/records/{identifier:int}", operation_id="deleteRecord", sync_to_thread=True)
def delete_record(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    identifier: FromPath[int],
) -> None:
    """Delete a record that nothing links to."""
    ledger.remove(runtime, viewer, code, identifier, revision_of(request))


@post("/forms/{code:str}/records/changes", operation_id="changeRecords", status_code=200, sync_to_thread=True)
def post_changes(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[RecordChanges]
) -> RecordOutcomes:
    """Many changes in one go, each for itself: what does not hold is answered and left as it was."""
    changes = [
        ledger_changes.Change(item.record, item.revision, item.values, item.texts, item.remove)
        for item in data.changes
    ]
    found = ledger_changes.change_many(runtime, viewer, code, changes, check=data.check)
    items = [
        RecordOutcome(
            record=record_view(one.shown) if one.shown else None,
            errors=field_problems(viewer.locale, one.errors),
            current=record_view(one.current) if one.current else None,
            gone=one.gone,
            removed=one.removed,
        )
        for one in found
    ]
    written = 0 if data.check else sum(item.record is not None or item.removed for item in items)
    return RecordOutcomes(items=items, written=written)


@get("/forms/{code:str}/records/aggregate", operation_id="aggregateRecords", sync_to_thread=True)
def get_aggregate(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    group: FromQuery[str] = "",
    sum_: Annotated[str, QueryParameter(name="sum")] = "",
    filter: FromQuery[str] = "",  # noqa: A002
    q: FromQuery[str] = "",
) -> AggregateResult:
    """Counts and sums: `group` by fields (dates also `:month`, `:year`), `sum` over fields, comma-separated."""
    found = ledger_reports.summarise(runtime, viewer, code, names_of(group), names_of(sum_), filter, q)
    return AggregateResult(
        rows=[
            AggregateRow(keys=one.keys, display=shown, count=one.count, values=measured(one.values))
            for one, shown in zip(found.groups, found.display, strict=True)
        ],
        totals=measured(found.totals.values),
        count=found.totals.count,
    )


@get("/forms/{code:str}/records/anchors", operation_id="anchorRecords", sync_to_thread=True)
def get_anchors(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    every: FromQuery[int | None] = None,
    sort: FromQuery[str] = "-id",
    filter: FromQuery[str] = "",  # noqa: A002
    q: FromQuery[str] = "",
) -> RecordAnchors:
    """The cursors behind every `every`-th record, so that a reader can go to any place of a long list."""
    query = ledger.Query(limit=limited(every or MAX_LIMIT), sort=sort_of(sort), filter=filter, search=q)
    found = ledger.anchors(runtime, viewer, code, query)
    return RecordAnchors(count=found.count, every=found.every, cursors=found.cursors)


def names_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def measured(values: dict[str, Any]) -> dict[str, Any]:
    """Sums by field code, decimals as text: `{"amount": "6200.00"}`."""
    return {
        key.removeprefix("sum(").removesuffix(")"): None if value is None else str(value)
        for key, value in values.items()
    }


ROUTES = [
    get_aggregate,
    get_anchors,
    post_changes,
    get_records,
    post_record,
    get_record,
    patch_record,
    delete_record,
]
