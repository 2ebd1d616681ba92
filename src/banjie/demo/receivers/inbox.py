"""What has arrived: mails and webhook deliveries, newest first, each webhook id once with how often it came."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec

from banjie.demo.receivers.store import Store, now

_SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL,
    message_id TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, attachments TEXT NOT NULL, raw BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, webhook_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
    body TEXT NOT NULL, times INTEGER NOT NULL, last_at TEXT NOT NULL
);
"""


class Inbox:
    def __init__(self, folder: Path) -> None:
        self._store = Store(folder / "inbox.sqlite", _SCHEMA)

    def keep_mail(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Stores one mail, readable parts taken out; a mail that cannot be parsed is kept raw."""
        subject, text, identity, files = _read(content)
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO mail (at, sender, recipients, message_id, subject, text, attachments, raw)"
                " VALUES (?,?,?,?,?,?,?,?)",
                (now(), sender, _json(recipients), identity, subject, text, _json(files), content),
            )

    def keep_delivery(self, webhook_id: str, kind: str, body: str) -> int:
        """Stores one delivery, or counts a repeat. Returns how often this id has come."""
        at = now()
        with self._store.write() as connection:
            row = connection.execute(
                "INSERT INTO delivery (at, webhook_id, type, body, times, last_at) VALUES (?,?,?,?,1,?)"
                " ON CONFLICT (webhook_id) DO UPDATE SET times = times + 1, last_at = excluded.last_at RETURNING times",
                (at, webhook_id, kind, body, at),
            ).fetchone()
            return int(row[0])

    def listed(self, limit: int = 200) -> dict[str, Any]:
        """Both lists as JSON values."""
        mails = self._store.rows(
            "SELECT id, at, sender, recipients, message_id, subject, text, attachments,"
            " (SELECT count(*) FROM mail AS same WHERE same.message_id = mail.message_id) AS times"
            " FROM mail ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        deliveries = self._store.rows(
            "SELECT id, at, webhook_id, type, body, times, last_at FROM delivery ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        for mail in mails:
            for key in ("recipients", "attachments"):
                mail[key] = msgspec.json.decode(mail[key])
        for delivery in deliveries:
            delivery["body"] = msgspec.json.decode(delivery["body"])
        return {"mails": mails, "deliveries": deliveries}

    def close(self) -> None:
        self._store.close()


def _read(content: bytes) -> tuple[str, str, str, list[dict[str, Any]]]:
    try:
        mail = message_from_bytes(content, policy=default)
        body = mail.get_body(("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        files = [
            {"name": part.get_filename() or "", "bytes": len(part.get_payload(decode=True) or b"")}
            for part in mail.iter_attachments()
        ]
        return str(mail["Subject"] or ""), text, str(mail["Message-ID"] or ""), files
    except (LookupError, ValueError, TypeError, AttributeError):
        return "", content.decode("utf-8", "replace"), "", []


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
