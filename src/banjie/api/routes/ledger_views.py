"""Saved views of a ledger."""

from __future__ import annotations

from typing import Any

from litestar import Request, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import revision_of
from banjie.api.schemas import LedgerView, LedgerViewChange, LedgerViewInput, LedgerViews
from banjie.services import ledger_views


def view_of(found: ledger_views.View) -> LedgerView:
    return LedgerView(
        id=found.id,
        name=found.name,
        shared=found.shared,
        roles=list(found.roles),
        settings=found.settings,
        revision=found.revision,
        can_edit=found.can_edit,
    )


@get("/forms/{code:str}/views", operation_id="listLedgerViews", sync_to_thread=True)
def get_views(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> LedgerViews:
    """Everybody's views, then mine; `first` is the one that opens for my roles."""
    found, first = ledger_views.listed(runtime, viewer, code)
    return LedgerViews(items=[view_of(one) for one in found], first=first)


@post("/forms/{code:str}/views", operation_id="createLedgerView", sync_to_thread=True)
def post_view(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[LedgerViewInput]
) -> LedgerView:
    """A new view: mine, or with `shared` everybody's."""
    made = ledger_views.create(
        runtime, viewer, code, data.name, data.settings, shared=data.shared, roles=tuple(data.roles)
    )
    return view_of(made)


@patch("/forms/{code:str}/views/{identifier:int}", operation_id="changeLedgerView", sync_to_thread=True)
def patch_view(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    identifier: FromPath[int],
    data: JSONBody[LedgerViewChange],
) -> LedgerView:
    """Change a view; `If-Match` makes it conditional."""
    change = ledger_views.Change(
        name=data.name,
        shared=data.shared,
        roles=None if data.roles is None else tuple(data.roles),
        position=data.position,
        settings=data.settings,
    )
    return view_of(ledger_views.change(runtime, viewer, code, identifier, change, revision_of(request)))


@delete("/forms/{code:str}/views/{identifier:int}", operation_id="deleteLedgerView", sync_to_thread=True)
def delete_view(runtime: Runtime, viewer: Viewer, code: FromPath[str], identifier: FromPath[int]) -> None:
    """Delete a view; the records stay."""
    ledger_views.remove(runtime, viewer, code, identifier)


ROUTES = [get_views, post_view, patch_view, delete_view]
