"""The other system is down, slow, refuses, or is gone right after it has committed: what is written there is
written exactly once, the same as in our tables, and the case closes when it has landed.

Each trouble meets the four cases at once: a customer's record (PUT), a price policy (no keys: look before a
retry), a price synchronisation and a payroll notice (idempotency keys).
"""

from __future__ import annotations

from tests.scenarios.faults import OUTSIDE, Outside, approve_last, send
from tests.scenarios.office import Case, Office, Receivers, eventually

Cases = dict[Outside, Case]


def approved_under(office: Office, receivers: Receivers, **trouble: object) -> Cases:
    """The four cases, approved when the trouble had begun."""
    cases = {outside: send(office, outside.process) for outside in OUTSIDE}
    for outside in OUTSIDE:
        receivers.trouble(outside.prefix, **trouble)
    for case in cases.values():
        approve_last(case)
    return cases


def assert_landed_once(office: Office, receivers: Receivers, cases: Cases) -> None:
    for outside, case in cases.items():
        case.closed()
        outside.once(office, receivers, case)


def attempts(cases: Cases) -> dict[str, int]:
    return {outside.process: case.jobs()[outside.node]["attempts"] for outside, case in cases.items()}


def test_down_for_a_while(office: Office, receivers: Receivers) -> None:
    cases = approved_under(office, receivers, down=True)
    eventually(lambda: min(attempts(cases).values()) > 0)
    assert {(case.now()["status"], case.now()["closed"]) for case in cases.values()} == {("running", False)}

    receivers.recover()
    for outside, case in cases.items():  # on a slow machine the plan may have ended by now
        job = case.jobs()[outside.node]
        if job["state"] == "incident":
            office.post("admin", f"/incidents/{job['id']}/retry")

    assert_landed_once(office, receivers, cases)
    assert min(attempts(cases).values()) > 1


def test_refusing_with_503_at_first(office: Office, receivers: Receivers) -> None:
    cases = approved_under(office, receivers, fail_next=1)

    assert_landed_once(office, receivers, cases)
    assert set(attempts(cases).values()) == {2}


def test_gone_right_after_its_commit(office: Office, receivers: Receivers) -> None:
    cases = approved_under(office, receivers, drop_after_commit=1)

    assert_landed_once(office, receivers, cases)
    assert set(attempts(cases).values()) == {2}
    receipts = {outside.process: case.jobs()[outside.node]["receipt"] for outside, case in cases.items()}
    assert [process for process, receipt in receipts.items() if receipt["result"].get("seen")] == ["discount"]


def test_slow(office: Office, receivers: Receivers) -> None:
    cases = approved_under(office, receivers, delay_ms=700)

    assert_landed_once(office, receivers, cases)
    assert set(attempts(cases).values()) == {1}


def test_down_for_long_it_is_an_incident_that_a_person_retries(office: Office, receivers: Receivers) -> None:
    cases = approved_under(office, receivers, down=True)
    incidents = {outside: case.until(outside.node, "incident") for outside, case in cases.items()}
    assert {job["uncertain"] for job in incidents.values()} == {False}
    assert {case.now()["closed"] for case in cases.values()} == {False}

    receivers.recover()
    for job in incidents.values():
        assert office.post("admin", f"/incidents/{job['id']}/retry").status_code == 200

    assert_landed_once(office, receivers, cases)


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
    assert len(receivers.mails(case.number)) == 1
    answer = office.post(
        "admin", f"/incidents/{job['id']}/waive", {"opinion": {"text": "客服回电确认已收到邮件"}}
    )
    assert answer.status_code == 200, answer.text
    assert case.closed()["outcome"] == "approved"
    assert len(receivers.mails(case.number)) == 1


def test_a_mail_server_that_says_later_gets_it_later(office: Office, receivers: Receivers) -> None:
    case = send(office, "promotion")
    receivers.trouble("smtp", fail_next=2)

    approve_last(case).closed()

    assert case.jobs()["mail_service"]["attempts"] == 3
    assert len(receivers.mails(case.number)) == 1
