"""The check-up of connections: each is reached as far as it goes without sending anything, and under the same
rules of addresses as the connectors."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from banjie.commands.doctor_line import Line, brief, failing, ok, warning
from banjie.config import Config
from banjie.followups.connectors.addresses import AddressRefusedError, UnresolvedError, resolve
from banjie.storage import connections, migrations, settings
from banjie.storage.connections import ConnectionRow, Vault
from banjie.storage.database import Database

_SECONDS = 5.0
_PORTS = {"http": 80, "https": 443, "smtp": 25, "smtps": 465}


def reachable(config: Config, database: Database) -> Iterator[Line]:
    """A line per connection; without any, one that says so."""
    try:
        with database.read() as connection:
            if migrations.kind_of(connection) != "current":
                return
            rows = connections.listed(connection)
            demo = settings.get(connection, "demo_receivers") or {}
    except (SQLAlchemyError, migrations.NewerDatabaseError):
        return
    if not rows:
        yield ok("connections_none")
    for row in rows:
        line = _secret(config, row) or _reach(row)
        if line.level == "failing" and row.url and row.url == demo.get(row.name):
            line = warning("connection_demo", name=row.name)
        yield line


def _secret(config: Config, row: ConnectionRow) -> Line | None:
    """A secret that the key does not open; None where all is well."""
    if row.secret is None:
        return None
    if not (config.data / "secret.key").exists():
        return failing("connection_no_key", name=row.name)
    try:
        Vault(config.data).open(row.secret)
    except (OSError, ValueError):
        return failing("connection_other_key", name=row.name)
    return None


def _reach(row: ConnectionRow) -> Line:
    if not row.url:
        return warning("connection_unset", name=row.name)
    try:
        address = urlsplit(row.url)
        port = address.port or _PORTS.get(address.scheme, 0)
    except ValueError:
        return failing("connection_address", name=row.name)
    mail = row.kind == "email"
    if not address.hostname or address.scheme not in (("smtp", "smtps") if mail else ("http", "https")):
        return failing("connection_address", name=row.name)
    where = f"{address.hostname}:{port}"
    try:
        if mail:
            _greet(address, port, verify=bool(row.settings.get("verify_tls", True)))
        else:
            _connect(address.hostname, port, allow_private=row.allow_private)
    except AddressRefusedError:
        return failing("connection_refused", name=row.name, where=where)
    except UnresolvedError:
        return failing("connection_unresolved", name=row.name, where=where)
    except (OSError, smtplib.SMTPException) as error:
        return failing("connection_failed", name=row.name, where=where, detail=brief(error))
    return ok("connection", name=row.name, where=where)


def _connect(host: str, port: int, *, allow_private: bool) -> None:
    """A TCP connection to one of the checked addresses, closed at once."""
    problem: OSError | None = None
    for address in resolve(host, port, allow_private=allow_private, timeout_s=_SECONDS):
        try:
            socket.create_connection((address, port), timeout=_SECONDS).close()
        except OSError as error:
            problem = error
        else:
            return
    raise problem or OSError("no address")


def _greet(address: SplitResult, port: int, *, verify: bool) -> None:
    """EHLO, and TLS where it is offered; no sign-in and no mail."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    host = str(address.hostname)
    smtp: smtplib.SMTP
    if address.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        smtp.ehlo_or_helo_if_needed()
        if address.scheme == "smtp" and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()  # how it says good-bye is its own affair
    finally:
        smtp.close()
