"""Standard Webhooks: signed, with a stable id; what each answer means."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode

import pytest
from tests.connectors.deliveries import KEY, NOW, deliver
from tests.connectors.servers import free_port, http_server

from banjie.followups.connectors.delivery import DeliveryError, Permanent, Retryable
from banjie.followups.connectors.webhook import sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOAD = {"type": "purchase.approved", "data": {"number": "CG-1", "title": "采购 水泥"}}


def test_the_signature_is_the_standards_example() -> None:
    """The vector printed in the Standard Webhooks libraries' tests."""
    body = b'{"test": 2432232314}'
    assert sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_the_receiver_can_verify_what_it_got() -> None:
    with http_server(lambda seen: (200, {})) as server:
        connection = {"url": server.url + "/hook", "secret": SECRET, "allow_private": True}
        receipt = deliver("webhook", connection, PAYLOAD)
    (seen,) = server.requests
    content = f"{seen.headers['webhook-id']}.{seen.headers['webhook-timestamp']}.".encode() + seen.body
    key = b64decode(SECRET.removeprefix("whsec_"))
    expected = b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert seen.headers["webhook-signature"] == f"v1,{expected}"
    assert seen.headers["webhook-id"] == receipt.id == KEY
    assert int(seen.headers["webhook-timestamp"]) == int(NOW.timestamp())
    assert seen.json == PAYLOAD


def test_two_secrets_give_two_signatures() -> None:
    assert len(sign(f"{SECRET} plain", "id", 1, b"").split()) == 2


@pytest.mark.parametrize(
    ("status", "kind", "wait"),
    [(410, Permanent, None), (500, Retryable, None), (429, Retryable, 7.0), (404, Retryable, None),
     (302, Retryable, None)],
)  # fmt: skip
def test_what_an_answer_means(status: int, kind: type[DeliveryError], wait: float | None) -> None:
    headers = {"retry-after": "7"} if wait else {}
    with http_server(lambda seen: (status, {}, headers)) as server, pytest.raises(kind) as failed:
        deliver("webhook", {"url": server.url, "allow_private": True}, PAYLOAD)
    assert getattr(failed.value, "retry_after", None) == wait


def test_a_date_in_retry_after_is_counted_from_now() -> None:
    headers = {"retry-after": "Mon, 23 Nov 2026 09:01:00 GMT"}
    with http_server(lambda seen: (503, {}, headers)) as server, pytest.raises(Retryable) as failed:
        deliver("webhook", {"url": server.url, "allow_private": True}, PAYLOAD)
    assert failed.value.retry_after == 60


def test_hanging_up_and_being_away_are_tried_again() -> None:
    with http_server(lambda seen: None) as server, pytest.raises(Retryable):
        deliver("webhook", {"url": server.url, "allow_private": True}, PAYLOAD)
    with pytest.raises(Retryable):
        deliver("webhook", {"url": f"http://127.0.0.1:{free_port()}", "allow_private": True}, PAYLOAD)


def test_settings_of_the_wrong_shape_are_permanent() -> None:
    for connection, payload in (({}, PAYLOAD), ({"url": "http://x"}, {}), ({"url": 3}, PAYLOAD)):
        with pytest.raises(Permanent):
            deliver("webhook", connection, payload)
