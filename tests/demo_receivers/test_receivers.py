"""The demo's other systems, driven over the wire by our own connectors: what lands there, how often, after which failures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from banjie.demo.receivers.erp import DEMO_PASSWORD, DEMO_USER
from banjie.demo.receivers.launch import RunningReceivers
from banjie.demo.receivers.webhook_sink import DEMO_SECRET
from banjie.followups.connectors.delivery import Delivery, DeliveryError, Receipt, Retryable, Uncertain
from banjie.followups.connectors.registry import CONNECTORS

SYNC: dict[str, Any] = {
    "path": "/price-sync",
    "body": {"items": [{"sku": "P-1", "price": "12.50"}]},
    "answer": {"id": "body.id"},
    "knows_keys": True,
}
POLICY: dict[str, Any] = {
    "path": "/sales-policies",
    "body": {"ref": "ZK-1", "discount": "0.9"},
    "answer": {"id": "body.id"},
    "look": {
        "path": "/sales-policies",
        "query": {"ref": "ZK-1"},
        "found": "count(body.items) > 0",
        "answer": {"id": "body.items[1].id"},
    },
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningReceivers]:
    with RunningReceivers(tmp_path_factory.mktemp("receivers"), smtp_port=0, http_port=0) as receivers:
        yield receivers


@pytest.fixture
def receivers(running: RunningReceivers) -> Iterator[RunningReceivers]:
    """With all troubles ended afterwards."""
    yield running
    for prefix in ("/", "smtp"):
        trouble(running, prefix=prefix, reset=True)


def trouble(receivers: RunningReceivers, **what: Any) -> None:
    httpx.post(f"{receivers.http_url}/control", json=what).raise_for_status()


def table(receivers: RunningReceivers, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = httpx.get(f"{receivers.http_url}/erp/tables/{name}").json()["rows"]
    return rows


def inbox(receivers: RunningReceivers) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{receivers.http_url}/inbox").json()
    return found


def erp(receivers: RunningReceivers) -> dict[str, Any]:
    auth = {"kind": "sign_in", "user": DEMO_USER}
    return {"url": f"{receivers.http_url}/erp", "allow_private": True, "secret": DEMO_PASSWORD, "auth": auth}


def deliver(
    name: str, connection: dict[str, Any], payload: dict[str, Any], key: str = "k", attempt: int = 1
) -> Receipt:
    delivery = Delivery("1", key, attempt, connection, payload)
    return CONNECTORS[name].deliver(delivery, datetime.now(UTC))


def until_landed(
    name: str, connection: dict[str, Any], payload: dict[str, Any], key: str, attempts: int = 5
) -> Receipt:
    """Repeats as an executor would."""
    for attempt in range(1, attempts):
        try:
            return deliver(name, connection, payload, key, attempt)
        except Retryable:
            continue
    return deliver(name, connection, payload, key, attempts)


def test_a_credit_is_looked_up(receivers: RunningReceivers) -> None:
    payload = {"path": "/suppliers/S002/credit", "answer": {"flag": "body.flag", "at": "body.checked_at"}}
    facts = deliver("http_lookup", erp(receivers), payload).result["facts"]
    assert facts == {"flag": "watch", "at": "2026-11-01T00:00:00Z"}


def test_nobody_reads_without_signing_in(receivers: RunningReceivers) -> None:
    assert httpx.get(f"{receivers.http_url}/erp/suppliers/S001/credit").status_code == 401


@pytest.mark.parametrize("fault", [{"fail_next": 2}, {"drop_after_commit": 2}])
def test_with_keys_it_lands_once_whatever_happens(receivers: RunningReceivers, fault: dict[str, int]) -> None:
    before = len(table(receivers, "price_sync"))
    trouble(receivers, prefix="/erp/price-sync", **fault)
    until_landed("http", erp(receivers), SYNC, f"sync-{fault}")
    assert len(table(receivers, "price_sync")) == before + 1
    assert {row["sku"]: row["price"] for row in table(receivers, "price")}["P-1"] == "12.50"


def test_the_same_key_for_another_body_is_refused(receivers: RunningReceivers) -> None:
    deliver("http", erp(receivers), SYNC, "same")
    with pytest.raises(DeliveryError, match="422"):
        deliver("http", erp(receivers), SYNC | {"body": {"items": []}}, "same")


def test_without_keys_looking_first_lands_it_once(receivers: RunningReceivers) -> None:
    trouble(receivers, prefix="/erp/sales-policies", drop_after_commit=1)
    with pytest.raises(Retryable):
        deliver("http", erp(receivers), POLICY, "policy")
    receipt = deliver("http", erp(receivers), POLICY, "policy", attempt=2)
    assert receipt.result["seen"] is True
    assert [f"SP-{row['id']}" for row in table(receivers, "sales_policy") if row["ref"] == "ZK-1"] == [
        receipt.id
    ]


def test_without_keys_and_without_looking_it_is_left_to_a_person(receivers: RunningReceivers) -> None:
    trouble(receivers, prefix="/erp/sales-policies", drop_after_commit=1)
    with pytest.raises(Uncertain):
        deliver("http", erp(receivers), {**POLICY, "look": None})


def test_records_are_laid_over(receivers: RunningReceivers) -> None:
    payload = {
        "method": "PUT",
        "path": "/customers/C001",
        "body": {"level": "S"},
        "answer": {"name": "body.name"},
    }
    assert deliver("http", erp(receivers), payload).result["name"] == "江南建设有限公司"
    personnel = {"method": "PUT", "path": "/personnel/0007", "body": {"state": "regular"}}
    deliver("http", erp(receivers), personnel)
    assert table(receivers, "personnel")[0]["data"] == {"state": "regular"}
    deliver(
        "http", erp(receivers), {"path": "/payroll-notices", "body": {"no": "0007"}, "knows_keys": True}, "pn"
    )
    assert table(receivers, "payroll_notice")[0]["key"] == "pn"


def test_expired_tokens_are_renewed_without_anybody_noticing(tmp_path: Path) -> None:
    with RunningReceivers(tmp_path, smtp_port=0, http_port=0, token_seconds=0.2) as receivers:
        deliver("http", erp(receivers), SYNC, "1")
        time.sleep(0.3)
        deliver("http", erp(receivers), SYNC, "2")
        assert len(table(receivers, "price_sync")) == 2


def test_a_webhook_is_verified_and_repeats_are_counted(receivers: RunningReceivers) -> None:
    connection = {"url": f"{receivers.http_url}/webhook", "secret": DEMO_SECRET, "allow_private": True}
    trouble(receivers, prefix="/webhook", drop_after_commit=1)
    until_landed("webhook", connection, {"type": "purchase.approved", "data": {"number": "CG-1"}}, "hook-1")
    (seen,) = [one for one in inbox(receivers)["deliveries"] if one["webhook_id"] == "hook-1"]
    assert (seen["type"], seen["times"], seen["body"]["data"]) == ("purchase.approved", 2, {"number": "CG-1"})
    with pytest.raises(Retryable, match="401"):
        deliver("webhook", connection | {"secret": "another"}, {"type": "t"}, "hook-2")


def test_a_mail_is_kept(receivers: RunningReceivers) -> None:
    mail = {"to": ["a@example.com", "b@example.com"], "subject": "订单", "text": "您好\n.\n再见"}
    receipt = deliver("email", {"url": receivers.smtp_url}, mail, "mail-1")
    (seen,) = [one for one in inbox(receivers)["mails"] if one["message_id"] == receipt.id]
    assert (seen["subject"], seen["recipients"], seen["times"]) == ("订单", mail["to"], 1)
    assert seen["text"].split() == ["您好", ".", "再见"]


def test_a_mail_server_in_trouble(receivers: RunningReceivers) -> None:
    mail = {"to": "a@example.com", "subject": "x", "text": "y"}
    trouble(receivers, prefix="smtp", fail_next=1)
    with pytest.raises(Retryable):
        deliver("email", {"url": receivers.smtp_url}, mail, "mail-2")
    trouble(receivers, prefix="smtp", drop_after_commit=1)
    with pytest.raises(Uncertain):
        deliver("email", {"url": receivers.smtp_url}, mail, "mail-3")


def test_down_and_slow(receivers: RunningReceivers) -> None:
    trouble(receivers, prefix="/erp", down=True)
    with pytest.raises(Retryable):
        deliver("http_lookup", erp(receivers), {"path": "/suppliers/S001/credit"})
    trouble(receivers, prefix="/erp", delay_ms=1500)
    with pytest.raises(Retryable):
        deliver("http_lookup", erp(receivers) | {"timeout_s": 0.3}, {"path": "/suppliers/S001/credit"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"3"])
def test_nonsense_is_400(receivers: RunningReceivers, body: bytes) -> None:
    assert httpx.post(f"{receivers.http_url}/control", content=body).status_code == 400


def test_a_taken_port_becomes_a_free_one_and_the_data_stays(tmp_path: Path) -> None:
    with RunningReceivers(tmp_path / "a", smtp_port=0, http_port=0) as first:
        deliver("http", erp(first), SYNC, "kept")
        with RunningReceivers(tmp_path / "b", smtp_port=first.smtp_port, http_port=first.http_port) as second:
            assert second.http_port != first.http_port
            assert second.smtp_port != first.smtp_port
    with RunningReceivers(tmp_path / "a", smtp_port=0, http_port=0) as again:
        assert len(table(again, "price_sync")) == 1


def test_the_receivers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "banjie.demo.receivers", "--smtp-port", "0", "--http-port", "0"]
    starter = (
        "import os, subprocess, sys, time\n"
        f"child = subprocess.Popen({command!r} + ['--data', {str(tmp_path)!r}], stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not _alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the receivers outlived their starter")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
