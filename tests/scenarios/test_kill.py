"""`kill -9` of a real `banjie serve` between the approval and its follow-ups.

After the restart everything lands by itself: in our tables exactly once, in the ERP exactly once, and a mail
that was under way is marked as possibly sent, never silently sent again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.scenarios.conftest import Company, free_port, point_to
from tests.scenarios.faults import OUTSIDE, send
from tests.scenarios.office import Office, Receivers, eventually
from tests.scenarios.papers import paper

BANJIE = Path(sys.executable).parent / "banjie"


class Server:
    """`banjie serve` as a process of its own."""

    def __init__(self, company: Company, receivers: Receivers) -> None:
        self.port = free_port()
        config = company.config
        self.log = config.data.parent / f"server-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    BANJIE, "serve", "--port", str(self.port),
                    "--data", str(config.data), "--database-url", config.database_url,
                ],
                env={**os.environ, "BANJIE_LEASE_SECONDS": "1", "PYTHONFAULTHANDLER": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.office = Office(f"http://127.0.0.1:{self.port}", company.sessions, receivers)
        eventually(self._healthy, self.log.read_text)

    def _healthy(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.office.close()


@contextmanager
def serving(company: Company, receivers: Receivers) -> Iterator[Server]:
    server = Server(company, receivers)
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize("pause", [0.0, 0.35])
def test_everything_lands_once(company: Company, receivers: Receivers, pause: float) -> None:
    point_to(company, receivers)
    with serving(company, receivers) as first:
        cases = {one: send(first.office, one.process) for one in OUTSIDE}
        expense = first.office.send("wangli", "expense", paper(first.office, "expense"))
        expense.approve("zhaomin")
        receivers.trouble("/erp", delay_ms=700)
        for case in (*cases.values(), expense):
            case.approve(*case.open().values())
        time.sleep(pause)
    receivers.recover()
    time.sleep(0.8)  # what the ERP was at when the caller died is done by now

    with serving(company, receivers) as second:
        for outside, case in cases.items():
            case.office = second.office
            case.until(outside.node, "landed")
            outside.once(second.office, receivers, case)
        expense.office = second.office
        record = expense.closed()["record_id"]
        posted = [row for row in second.office.rows("finance_ledger") if row["expense"] == record]
        assert [row["invoice_number"] for row in posted] == ["F001", "F002", "F003"]
        for outside, case in cases.items():
            if outside.process != "promotion":
                case.closed()


def test_a_mail_under_way_is_marked_and_not_sent_again(company: Company, receivers: Receivers) -> None:
    point_to(company, receivers)
    with serving(company, receivers) as first:
        case = send(first.office, "promotion")
        number = case.number
        receivers.trouble("smtp", delay_ms=1500)
        case.approve(*case.open().values())
        case.until("mail_service", "running")
        time.sleep(0.5)
    receivers.recover()
    time.sleep(1.5)  # what the mail server had received it has kept by now
    kept = len(receivers.mails(number))
    assert kept <= 1

    with serving(company, receivers) as second:
        case.office = second.office
        job = case.until("mail_service", "incident")
        assert (job["uncertain"], case.now()["closed"]) == (True, False)
        time.sleep(0.5)
        assert len(receivers.mails(number)) == kept
        answer = second.office.post(
            "admin", f"/incidents/{job['id']}/waive", {"opinion": {"text": "客服回电确认已收到邮件"}}
        )
        assert answer.status_code == 200
        case.closed()
