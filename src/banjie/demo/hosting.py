"""Starts the demo's receivers beside a server with a demo database, and prints the demo's accounts."""

from __future__ import annotations

from banjie.demo.receivers.erp import DEMO_PASSWORD, DEMO_USER
from banjie.demo.receivers.launch import RunningReceivers
from banjie.demo.receivers.webhook_sink import DEMO_SECRET
from banjie.messages import DEFAULT, words
from banjie.services.people import demo_accounts
from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.vault import vault_of
from banjie.storage import connections, settings
from banjie.storage.connections import ConnectionRow

CONNECTIONS = ("mail", "webhook", "erp")
"""What the demo points to its receivers."""


def start_receivers(runtime: Runtime) -> RunningReceivers | None:
    """Start them where the demo asks for it, on free ports when the usual ones are taken.

    Connections that still point to the demo's receivers are pointed to the ports in use now; an address
    that an administrator has entered is left alone.
    """
    with runtime.database.read() as connection:
        wanted = settings.get(connection, "demo_receivers")
    if wanted is None:
        return None
    folder = runtime.config.data / "receivers"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        receivers = RunningReceivers(folder)
    except OSError:
        print(words(DEFAULT, "cli.receivers_failed"), flush=True)  # noqa: T201
        return None
    point_connections(runtime, receivers.smtp_url, receivers.http_url)
    return receivers


def point_connections(runtime: Runtime, smtp_url: str, base: str) -> None:
    """Let mail, webhook and ERP go to the receivers at these ports."""
    vault = vault_of(runtime)
    erp = {"kind": "sign_in", "user": DEMO_USER}
    rows = (
        ConnectionRow(
            "mail",
            "email",
            smtp_url,
            True,
            None,
            {"sender": "banjie@laozhang.example"},
        ),
        ConnectionRow("webhook", "webhook", f"{base}/webhook", True, vault.seal({"secret": DEMO_SECRET}), {}),
        ConnectionRow(
            "erp", "http", f"{base}/erp", True, vault.seal({"secret": DEMO_PASSWORD}), {"auth": erp}
        ),
    )
    with runtime.database.write() as connection:
        before = settings.get(connection, "demo_receivers") or {}
        for row in rows:
            found = connections.get(connection, row.name)
            if found is None or found.url in ("", before.get(row.name)):
                connections.put(connection, row)
        settings.put(
            connection,
            "demo_receivers",
            {"http": base, "smtp": smtp_url, **{row.name: row.url for row in rows}},
        )


def print_accounts(runtime: Runtime) -> None:
    """The demo's sign-ins, for the person at the terminal."""
    try:
        accounts = demo_accounts(runtime)
    except NotFoundError:
        return
    for person, password in accounts:
        print(  # noqa: T201
            words(
                DEFAULT,
                "cli.account_line",
                {
                    "username": person.username,
                    "name": person.name,
                    "post": person.post or "",
                    "password": password,
                },
            ),
            flush=True,
        )
