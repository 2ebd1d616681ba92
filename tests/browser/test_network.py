"""Nothing leaves the machine: the guard of the server and of the pages, proved to bite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser import purchases
from tests.browser.serving import GUARD, DemoServer, environment
from tests.browser.watching import Visits, eventually


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 443), timeout=1)",
        "socket.create_connection(('127.0.0.1', 9), timeout=1)",
        "socket.getaddrinfo('banjie.example', 443)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', ('192.0.2.1', 53))",
    ],
)
def test_the_guard_refuses_and_writes_down(tmp_path: Path, attempt: str) -> None:
    allowed, log = tmp_path / "allowed", tmp_path / "log"
    allowed.write_text("8426\n", encoding="ascii")
    guarded = environment(PYTHONPATH=str(GUARD), BANJIE_GUARD_ALLOW=str(allowed), BANJIE_GUARD_LOG=str(log))
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {attempt}"], env=guarded, capture_output=True, text=True
    )
    assert "the network outside is blocked" in done.stderr
    assert log.read_text(encoding="utf-8").count("\n") == 1


def test_a_foreign_request_of_a_page_is_a_fault(browser: Browser, server: DemoServer) -> None:
    visits = Visits(browser, server)
    page = visits(path="/sign-in")
    page.evaluate("fetch('http://banjie.example/').catch(() => 0)")
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://banjie.example/x.png' }))")
    eventually(
        page, lambda: any("Content Security Policy" in fault for fault in visits.faults), "a CSP fault"
    )
    visits.close()


def test_a_purchase_reaches_only_the_configured_receivers(visit: Visits, server: DemoServer) -> None:
    """Item by item: looked up in the ERP, mailed, called: all on loopback ports that are configured."""
    mails, calls = len(server.received("mail")), len(server.received("webhook"))
    case = purchases.sent(server.api("wangli"), "只走本机")
    for person in ("zhaomin", "sunqian", "zhoufa"):
        purchases.approve(server.api(person), case["id"])
    page = visit("wangli", f"/cases/{case['id']}")
    expect(page.get_by_text("已办结").first).to_be_visible(timeout=30_000)
    assert len(server.received("mail")) == mails + 1
    assert len(server.received("webhook")) == calls + 1
    assert server.attempts == []
