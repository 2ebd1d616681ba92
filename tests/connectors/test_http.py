"""The HTTP connector: success by rule, answers mapped, signed in, and never done twice."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from tests.connectors.deliveries import KEY, deliver
from tests.connectors.servers import Reply, Seen, http_server

from banjie.followups.connectors.delivery import DeliveryError, Permanent, Retryable, Uncertain

POST: dict[str, Any] = {"method": "POST", "path": "/orders", "body": {"sku": "水泥", "qty": "3"}}
LOOK = {
    "path": "/orders",
    "query": {"ref": KEY},
    "found": "count(body.items) > 0",
    "answer": {"id": "body.items[1].id"},
}


def to(url: str, **more: Any) -> dict[str, Any]:
    return {"url": url, "allow_private": True, **more}


def test_the_answer_is_mapped_into_the_receipt() -> None:
    with http_server(lambda seen: (201, {"no": "PO-7", "total": 12.50, "code": 0})) as server:
        payload = POST | {"success": "body.code = 0", "answer": {"id": "body.no", "total": "body.total"}}
        receipt = deliver("http", to(server.url), payload)
    assert receipt.id == "PO-7"
    assert receipt.result == {"id": "PO-7", "total": "12.5", "status": 201}
    (seen,) = server.requests
    assert (seen.path, seen.json, seen.headers["idempotency-key"]) == ("/orders", POST["body"], KEY)


def test_success_is_what_the_rule_says() -> None:
    with http_server(lambda seen: (200, {"code": 17, "message": "库存不足"})) as server:
        with pytest.raises(Permanent) as failed:
            deliver("http", to(server.url), POST | {"success": "body.code = 0"})
        assert "库存不足" in failed.value.detail


@pytest.mark.parametrize(
    ("status", "knows_keys", "kind"),
    [(400, False, Permanent), (401, False, Permanent), (503, False, Retryable), (429, False, Retryable),
     (500, False, Uncertain), (500, True, Retryable), (302, False, Permanent)],
)  # fmt: skip
def test_what_a_status_means(status: int, knows_keys: bool, kind: type[DeliveryError]) -> None:
    with http_server(lambda seen: (status, {})) as server, pytest.raises(kind):
        deliver("http", to(server.url), POST | {"knows_keys": knows_keys})


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, Uncertain),
        ({"knows_keys": True}, Retryable),
        ({"method": "PUT"}, Retryable),
        ({"look": LOOK}, Retryable),
    ],
)
def test_no_answer_is_repeated_only_where_that_is_safe(
    more: dict[str, Any], kind: type[DeliveryError]
) -> None:
    with http_server(lambda seen: None) as server, pytest.raises(kind):
        deliver("http", to(server.url), POST | more)


def test_a_second_attempt_looks_first_and_takes_what_it_finds() -> None:
    with http_server(lambda seen: (200, {"items": [{"id": "PO-9"}]})) as server:
        receipt = deliver("http", to(server.url), POST | {"look": LOOK}, attempt=2)
    assert receipt.id == "PO-9"
    assert receipt.result["seen"] is True
    assert [seen.method for seen in server.requests] == ["GET"]


@pytest.mark.parametrize("nothing", [(200, {"items": []}), (404, {})])
def test_a_second_attempt_that_finds_nothing_goes_ahead(nothing: Reply) -> None:
    with http_server(lambda seen: nothing if seen.method == "GET" else (201, {})) as server:
        deliver("http", to(server.url), POST | {"look": LOOK}, attempt=2)
    assert [seen.method for seen in server.requests] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("answer", "kind"), [((200, {"error": "?"}), Uncertain), ((503, {}), Retryable), (None, Retryable)]
)
def test_a_look_that_does_not_tell_never_repeats(answer: Reply | None, kind: type[DeliveryError]) -> None:
    with http_server(lambda seen: answer) as server, pytest.raises(kind):
        deliver("http", to(server.url), POST | {"look": LOOK}, attempt=2)
    assert [seen.method for seen in server.requests] == ["GET"]


def test_the_simple_ways_to_sign_in() -> None:
    with http_server(lambda seen: (200, {})) as server:
        deliver("http", to(server.url, secret="tok-en", auth={"kind": "bearer"}), POST)
        deliver("http", to(server.url, secret="pass", auth={"kind": "basic", "user": "ann"}), POST)
        deliver(
            "http",
            to(server.url, secret="sign", auth={"kind": "hmac", "key_id": "k"}),
            POST | {"query": {"a": 1}},
        )
    bearer, basic, signed = server.requests
    assert bearer.headers["authorization"] == "Bearer tok-en"
    assert basic.headers["authorization"] == "Basic YW5uOnBhc3M="
    text = f"{signed.headers['x-timestamp']}\nPOST\n/orders?a=1\n{hashlib.sha256(signed.body).hexdigest()}"
    assert signed.headers["x-signature"] == hmac.new(b"sign", text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    "auth",
    [
        {"kind": "sign_in", "user": "ann", "path": "/login"},
        {"kind": "oauth2", "client_id": "ann", "token_path": "/login"},
    ],
)
def test_a_token_is_obtained_once_and_renewed_once_when_refused(auth: dict[str, str]) -> None:
    issued: list[str] = []

    def answer(seen: Seen) -> Reply:
        if seen.path == "/login":
            issued.append(f"token-{auth['kind']}-{len(issued)}")
            return 200, {"token": issued[-1], "access_token": issued[-1]}
        return (200, {}) if seen.headers["authorization"] == f"Bearer {issued[-1]}" and valid else (401, {})

    with http_server(answer) as server:
        connection = to(server.url, secret="secret-word", auth=auth)
        valid = True
        deliver("http", connection, POST)
        deliver("http", connection, POST)
        assert len(issued) == 1
        issued.append("expired by the receiver")
        deliver("http", connection, POST)
        assert len(issued) == 3
        valid = False
        with pytest.raises(Permanent):
            deliver("http", connection, POST)
        assert len(issued) == 4


def test_a_sign_in_that_is_refused_says_so_without_the_password() -> None:
    with (
        http_server(lambda seen: (403, {"echo": seen.body.decode()})) as server,
        pytest.raises(Permanent) as failed,
    ):
        deliver("http", to(server.url, secret="geheim-9", auth={"kind": "sign_in", "user": "ann"}), POST)
    assert failed.value.code == "sign_in_refused"
    assert "geheim" not in str(failed.value)


def test_secrets_that_a_receiver_echoes_are_blacked_out() -> None:
    with http_server(lambda seen: (400, {"sent": seen.headers["authorization"]})) as server:
        with pytest.raises(Permanent) as failed:
            deliver("http", to(server.url, secret="tok-en-99", auth={"kind": "bearer"}), POST)
        assert "tok-en-99" not in failed.value.detail
        assert failed.value.__context__ is None
    with http_server(lambda seen: (200, {"id": seen.headers["authorization"]})) as server:
        payload = POST | {"answer": {"id": "body.id"}}
        receipt = deliver(
            "http", to(server.url, secret="pass", auth={"kind": "basic", "user": "ann"}), payload
        )
    assert "YW5uOnBhc3M" not in str(receipt)


@pytest.mark.parametrize("path", ["/a/../../admin", "/a/%2e%2e/b", "/a#b"])
def test_a_path_does_not_climb_out(path: str) -> None:
    with pytest.raises(Permanent):
        deliver("http", to("http://127.0.0.1:1/erp"), POST | {"path": path})


def test_headers_cannot_be_broken_out_of() -> None:
    for headers in ({"X": "a\r\nY: b"}, {"Host": "other"}, {"Bad name": "x"}):
        with pytest.raises(Permanent):
            deliver("http", to("http://127.0.0.1:1"), POST | {"headers": headers})


def test_a_lookup_brings_facts_and_their_source() -> None:
    with http_server(lambda seen: (200, {"flag": "ok", "limit": 5000})) as server:
        payload = {
            "connection": "erp",
            "path": "/suppliers/S1/credit",
            "answer": {"flag": "body.flag", "limit": "body.limit"},
        }
        receipt = deliver("http_lookup", to(server.url), payload)
    assert receipt.result == {
        "facts": {"flag": "ok", "limit": "5000"},
        "source": "http:erp/suppliers/S1/credit",
    }
    assert server.requests[0].method == "GET"


def test_a_lookup_changes_nothing_and_is_tried_again() -> None:
    with http_server(lambda seen: None) as server:
        with pytest.raises(Retryable):
            deliver("http_lookup", to(server.url), {"path": "/x"})
        with pytest.raises(Permanent):
            deliver("http_lookup", to(server.url), {"path": "/x", "method": "POST"})


def test_an_answer_that_is_no_json_or_nested_without_end_is_text() -> None:
    for body in (b"<html>", b"[" * 100_000, b"\xff\xfe"):
        with http_server(lambda seen, body=body: (200, body)) as server:  # type: ignore[misc]
            receipt = deliver("http_lookup", to(server.url), {"answer": {"text": "string length(body) > 0"}})
            assert receipt.result["facts"] == {"text": True}


def test_the_same_values_are_the_same_bytes_at_every_attempt() -> None:
    """A payload comes back from PostgreSQL with its keys in another order; a keyed receiver compares bytes."""
    items = [{"sku": "P001", "price": "17"}, {"price": "17", "sku": "P001"}]
    with http_server(lambda seen: (201, {})) as server:
        for item in items:
            deliver("http", to(server.url), POST | {"body": {"items": [item], "case": "CX1"}})
            deliver("http", to(server.url), POST | {"body": {"case": "CX1", "items": [item]}})
    assert len({seen.body for seen in server.requests}) == 1
