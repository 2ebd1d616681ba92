"""A stand-in ERP: signs callers in, keeps its own books, knows idempotency keys in some places only.

`price-sync` and `payroll-notices` de-duplicate by `Idempotency-Key`; `sales-policies` does not, on purpose:
a caller has to look (`GET ?ref=`) before it repeats. Rows carry what was sent under `data`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from banjie.demo.receivers.erp_tables import SCHEMA, VISIBLE
from banjie.demo.receivers.exchange import Call, Reply
from banjie.demo.receivers.store import Store, now

DEMO_USER, DEMO_PASSWORD = "banjie", "erp-demo"

_DOCUMENTS = {"customers": ("customer", "code"), "personnel": ("personnel", "no")}


class Erp:
    def __init__(self, folder: Path, *, token_seconds: float = 600) -> None:
        self._store = Store(folder / "erp.sqlite", SCHEMA)
        self._token_seconds = token_seconds

    def answer(self, call: Call) -> Reply:
        """Answers a request below `/erp`."""
        steps = call.path.removeprefix("/erp").strip("/").split("/")
        if steps == ["login"] and call.method == "POST":
            return self._sign_in(call)
        if len(steps) == 2 and steps[0] == "tables" and call.method == "GET":
            return self._table(steps[1])
        if not self._known(call.headers.get("authorization", "")):
            return Reply(401, {"error": "sign in first"})
        match call.method, steps:
            case "GET" | "PUT", ["suppliers", code, "credit"]:
                return self._credit(call, code)
            case "GET" | "PUT", ["prices", sku]:
                return self._price(call, sku)
            case "GET" | "PUT", [("customers" | "personnel") as kind, code]:
                return self._document(call, *_DOCUMENTS[kind], code)
            case "POST", ["price-sync"]:
                return self._keyed(call, self._sync_prices)
            case "POST", ["payroll-notices"]:
                return self._keyed(call, self._notice)
            case "POST", ["sales-policies"]:
                return self._add_policy(call)
            case "GET", ["sales-policies"]:
                return self._policies(call.query.get("ref", ""))
        return Reply(404, {"error": "no such resource"})

    def close(self) -> None:
        self._store.close()

    def _sign_in(self, call: Call) -> Reply:
        given = call.json
        right = isinstance(given, dict) and given.get("user") == DEMO_USER
        if not right or not hmac.compare_digest(str(given.get("password", "")), DEMO_PASSWORD):
            return Reply(403, {"error": "wrong user or password"})
        token = secrets.token_urlsafe(24)
        with self._store.write() as connection:
            connection.execute("DELETE FROM token WHERE expires < ?", (time.time(),))
            connection.execute("INSERT INTO token VALUES (?,?)", (token, time.time() + self._token_seconds))
        return Reply(200, {"token": token, "expires_in": self._token_seconds})

    def _known(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        return bool(
            self._store.rows("SELECT 1 FROM token WHERE token = ? AND expires > ?", (token, time.time()))
        )

    def _table(self, name: str) -> Reply:
        if name not in VISIBLE:
            return Reply(404, {"error": "no such table"})
        rows = self._store.rows(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608 - one of ours
        return Reply(200, {"rows": [_opened(row) for row in rows]})

    def _credit(self, call: Call, code: str) -> Reply:
        if call.method == "PUT":
            given = _mapping(call)
            with self._store.write() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO supplier_credit VALUES (?,?,?,?)",
                    (code, str(given["flag"]), given.get("credit_limit"), now()),
                )
        rows = self._store.rows("SELECT * FROM supplier_credit WHERE code = ?", (code,))
        return Reply(
            200,
            rows[0] if rows else {"code": code, "flag": "unknown", "credit_limit": None, "checked_at": now()},
        )

    def _price(self, call: Call, sku: str) -> Reply:
        if call.method == "PUT":
            given = _mapping(call)
            with self._store.write() as connection:
                _put_price(connection, sku, given)
        rows = self._store.rows("SELECT * FROM price WHERE sku = ?", (sku,))
        return Reply(200, _opened(rows[0])) if rows else Reply(404, {"error": "no such price"})

    def _document(self, call: Call, table: str, key: str, code: str) -> Reply:
        """Reads a document, or lays the given values over it."""
        given = _mapping(call) if call.method == "PUT" else {}
        with self._store.write() as connection:
            select = f"SELECT data FROM {table} WHERE {key} = ?"  # noqa: S608 - one of ours
            row = connection.execute(select, (code,)).fetchone()
            data = (msgspec.json.decode(row["data"]) if row else {}) | given
            if given:
                insert = f"INSERT OR REPLACE INTO {table} VALUES (?,?,?)"  # noqa: S608 - one of ours
                connection.execute(insert, (code, _json(data), now()))
        if row is None and not given:
            return Reply(404, {"error": "no such record"})
        return Reply(200, {key: code, **data})

    def _keyed(self, call: Call, act: Callable[[sqlite3.Connection, str, Any], Any]) -> Reply:
        """Acts once per `Idempotency-Key`; the same key with another body is 422."""
        key = call.headers.get("idempotency-key", "")
        digest = hashlib.sha256(call.body).hexdigest()
        given = _mapping(call)
        with self._store.write() as connection:
            seen = connection.execute(
                "SELECT * FROM idempotency_key WHERE route = ? AND key = ?", (call.path, key)
            ).fetchone()
            if key and seen is not None:
                if seen["body_hash"] != digest:
                    return Reply(422, {"error": "the key was used for another body"})
                return Reply(
                    seen["status"], msgspec.json.decode(seen["answer"]), {"idempotency-replayed": "true"}
                )
            answer = act(connection, key, given)
            if key:
                connection.execute(
                    "INSERT INTO idempotency_key VALUES (?,?,?,?,?)",
                    (call.path, key, digest, 201, _json(answer)),
                )
        return Reply(201, answer)

    def _sync_prices(self, connection: sqlite3.Connection, key: str, given: Any) -> Any:
        items = given.get("items") or [given]
        for item in items:
            _put_price(connection, str(item["sku"]), item)
        made = connection.execute(
            "INSERT INTO price_sync (key, data, created_at) VALUES (?,?,?)", (key, _json(given), now())
        )
        return {"id": f"PS-{made.lastrowid}", "applied": len(items)}

    def _notice(self, connection: sqlite3.Connection, key: str, given: Any) -> Any:
        made = connection.execute(
            "INSERT INTO payroll_notice (key, data, created_at) VALUES (?,?,?)", (key, _json(given), now())
        )
        return {"id": f"PN-{made.lastrowid}"}

    def _add_policy(self, call: Call) -> Reply:
        given = _mapping(call)
        with self._store.write() as connection:
            made = connection.execute(
                "INSERT INTO sales_policy (ref, data, created_at) VALUES (?,?,?)",
                (str(given.get("ref", "")), _json(given), now()),
            )
        return Reply(201, {"id": f"SP-{made.lastrowid}"})

    def _policies(self, ref: str) -> Reply:
        rows = self._store.rows("SELECT * FROM sales_policy WHERE ref = ? ORDER BY id", (ref,))
        return Reply(200, {"items": [_opened(row) | {"id": f"SP-{row['id']}"} for row in rows]})


def _put_price(connection: sqlite3.Connection, sku: str, given: Any) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO price VALUES (?,?,?,?)", (sku, str(given["price"]), _json(given), now())
    )


def _mapping(call: Call) -> dict[str, Any]:
    """The body as a JSON object. Raises ValueError."""
    given = call.json
    if not isinstance(given, dict):
        raise ValueError("a JSON object is needed")
    return given


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "data": msgspec.json.decode(row["data"])} if "data" in row else row


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
