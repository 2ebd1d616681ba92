"""The other system is down, slow, refuses, or is gone right after it has committed: what is written there is
written exactly once, the same as in our tables, and the case closes when it has landed.
"""

from __future__ import annotations

import pytest
from tests.scenarios.faults import OUTSIDE, Outside, approve_last, send
from tests.scenarios.office import Office, Receivers, eventually

each_case = pytest.mark.parametrize("outside", OUTSIDE, ids=lambda one: one.process)


def sent(office: Office, outside: Outside) -> dict[str, object]:
    """What lets the same case be sent again in one company: an employee becomes regular only once."""
    if outside.process != "regularisation":
        return {}
    waiting = [row["id"] for row in office.rows("personnel") if row["status"] == "probation"]
    if not waiting:
        number = f"T{len(office.rows('personnel'))}"
        values = {
            "no": number,
            "name": f"新员工 {number}",
            "department": "service",
            "status": "probation",
            "hired_on": "2026-01-01",
        }
        answer = office.post("hrlin", "/forms/personnel/records", {"values": values})
        assert answer.status_code == 201, answer.text
        waiting = [answer.json()["id"]]
    return {"employee": waiting[-1]}


@each_case
def test_down_for_a_while(office: Office, receivers: Receivers, outside: Outside) -> None:
    case = send(office, outside.process, **sent(office, outside))
    receivers.trouble(outside.prefix, down=True)

    approve_last(case)
    case.until(outside.node, "retrying")
    assert (case.now()["status"], case.now()["closed"]) == ("running", False)
    receivers.recover()
    case.closed()

    assert case.jobs()[outside.node]["attempts"] > 1
    outside.once(office, receivers, case)


@each_case
def test_refusing_with_503_at_first(office: Office, receivers: Receivers, outside: Outside) -> None:
    case = send(office, outside.process, **sent(office, outside))
    receivers.trouble(outside.prefix, fail_next=1)

    approve_last(case).closed()

    assert case.jobs()[outside.node]["attempts"] == 2
    outside.once(office, receivers, case)


@each_case
def test_gone_right_after_its_commit(office: Office, receivers: Receivers, outside: Outside) -> None:
    case = send(office, outside.process, **sent(office, outside))
    receivers.trouble(outside.prefix, drop_after_commit=1)

    approve_last(case).closed()

    job = case.jobs()[outside.node]
    assert job["attempts"] == 2
    assert bool(job["receipt"]["result"].get("seen")) == (outside.process == "discount")
    outside.once(office, receivers, case)


@each_case
def test_slow(office: Office, receivers: Receivers, outside: Outside) -> None:
    case = send(office, outside.process, **sent(office, outside))
    receivers.trouble(outside.prefix, delay_ms=600)

    approve_last(case)
    assert case.now()["closed"] is False
    case.closed()

    assert case.jobs()[outside.node]["attempts"] == 1
    outside.once(office, receivers, case)


@each_case
def test_down_for_long_it_is_an_incident_that_a_person_retries(
    office: Office, receivers: Receivers, outside: Outside
) -> None:
    case = send(office, outside.process, **sent(office, outside))
    receivers.trouble(outside.prefix, down=True)

    approve_last(case)
    job = case.until(outside.node, "incident")
    assert (job["uncertain"], case.now()["closed"]) == (False, False)
    receivers.recover()
    assert office.post("admin", f"/incidents/{job['id']}/retry").status_code == 200
    case.closed()

    outside.once(office, receivers, case)


def test_gone_after_the_commit_and_while_we_look_it_is_still_written_once(
    office: Office, receivers: Receivers
) -> None:
    [outside] = [one for one in OUTSIDE if one.process == "discount"]
    case = send(office, "discount")
    receivers.trouble(outside.prefix, drop_after_commit=3)

    approve_last(case).closed()

    assert case.jobs()[outside.node]["attempts"] == 4
    outside.once(office, receivers, case)


def test_a_mail_cut_off_while_sending_is_never_sent_again_by_itself(
    office: Office, receivers: Receivers
) -> None:
    case = send(office, "promotion")
    receivers.trouble("smtp", drop_after_commit=1)

    approve_last(case)
    job = case.until("mail_service", "incident")

    assert (job["uncertain"], job["attempts"]) == (True, 1)
    assert case.now()["closed"] is False
    assert len(receivers.mails()) == 1
    answer = office.post(
        "admin", f"/incidents/{job['id']}/waive", {"opinion": {"text": "客服回电确认已收到邮件"}}
    )
    assert answer.status_code == 200, answer.text
    assert case.closed()["outcome"] == "approved"
    assert len(receivers.mails()) == 1


def test_a_mail_server_that_says_later_gets_it_later(office: Office, receivers: Receivers) -> None:
    case = send(office, "promotion")
    receivers.trouble("smtp", fail_next=2)

    approve_last(case).closed()

    assert case.jobs()["mail_service"]["attempts"] == 3
    assert len(eventually(receivers.mails)) == 1
