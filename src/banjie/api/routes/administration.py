"""Connections and the demo's received things."""

from __future__ import annotations

from datetime import datetime

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import Connection, ConnectionPatch, ConnectionTest, ConnectionTestInput, ReceivedItem
from banjie.api.views.administration import connection_test
from banjie.services import administration
from banjie.storage.connections import ConnectionRow


def _view(row: ConnectionRow) -> Connection:
    return Connection(
        name=row.name,
        kind=row.kind,
        url=row.url,
        allow_private=row.allow_private,
        has_secret=bool(row.secret),
        settings=row.settings,
    )


@get("/connectors", operation_id="listConnectors", sync_to_thread=True)
def get_connectors(runtime: Runtime, viewer: Viewer) -> list[Connection]:
    """The configured connections, without secrets."""
    return [_view(row) for row in administration.listed(runtime, viewer)]


@patch("/connectors/{name:str}", operation_id="changeConnector", sync_to_thread=True)
def patch_connector(
    runtime: Runtime, viewer: Viewer, name: FromPath[str], data: JSONBody[ConnectionPatch]
) -> Connection:
    """Set up a connection, e.g. `mail {"url": "smtp://…"}`, `webhook {"url", "secret"}`."""
    given = {"secret": data.secret, "username": data.username, "password": data.password}
    changes = administration.Patch(
        url=data.url,
        secrets={key: value for key, value in given.items() if value is not None},
        allow_private=data.allow_private,
        settings=data.settings,
        kind=data.kind,
    )
    return _view(administration.change(runtime, viewer, name, changes))


@post("/connectors/{name:str}/test", operation_id="testConnector", status_code=200, sync_to_thread=True)
def post_test(
    runtime: Runtime, viewer: Viewer, name: FromPath[str], data: JSONBody[ConnectionTestInput]
) -> ConnectionTest:
    """Try a connection as it is stored: reach it, sign in; a mail or message that says it is a test."""
    found, took_ms = administration.try_connection(runtime, viewer, name, data.to.strip())
    return connection_test(found, took_ms, viewer)


@delete("/connectors/{name:str}", operation_id="removeConnector", sync_to_thread=True)
def delete_connector(runtime: Runtime, viewer: Viewer, name: FromPath[str]) -> None:
    """Forget a connection that no published process calls."""
    administration.remove(runtime, viewer, name)


@get("/demo/received", operation_id="demoReceived", sync_to_thread=True)
def get_received(runtime: Runtime, viewer: Viewer) -> list[ReceivedItem]:
    """What the demo's mail server, webhook and stand-in ERP have received, newest first."""
    return [
        ReceivedItem(
            kind=item["kind"],
            at=datetime.fromisoformat(item["at"]),
            title=item.get("title", ""),
            content=item.get("content", ""),
            key=item.get("key", ""),
        )
        for item in administration.received(runtime, viewer)
    ]


ROUTES = [get_connectors, patch_connector, post_test, delete_connector, get_received]
