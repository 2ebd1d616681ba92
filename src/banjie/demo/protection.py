"""The demo's public password is for the own machine only: whoever lets others in gets new ones, printed once."""

from __future__ import annotations

import secrets
import socket

from banjie.messages import DEFAULT, words
from banjie.services.runtime import Runtime
from banjie.services.sign_in import hash_password
from banjie.storage import people, sessions, settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def protect_accounts(runtime: Runtime, host: str) -> None:
    """Replace the public passwords before the server can be reached from elsewhere; prints the new ones."""
    if host in LOOPBACK:
        return
    with runtime.database.write() as connection:
        demo = settings.get(connection, "demo")
        if not demo or not demo.get("password"):
            return
        made = {username: secrets.token_urlsafe(9) for username in demo["accounts"]}
        for username, password in made.items():
            people.set_password(connection, username, hash_password(password))
            sessions.remove_all(connection, username)
        settings.put(connection, "demo", {**demo, "password": ""})
    print(words(DEFAULT, "cli.demo_protected"), flush=True)  # noqa: T201
    for username, password in made.items():
        print(words(DEFAULT, "cli.account", {"username": username, "password": password}), flush=True)  # noqa: T201


def reachable_address(host: str) -> str:
    """The address to tell people: for "all interfaces" the one this machine has in its network.

    Asks the system which address it would send from; no packet leaves (the target is reserved for
    documentation, RFC 5737).
    """
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
