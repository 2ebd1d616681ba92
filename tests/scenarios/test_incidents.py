"""Approved is not closed: a webhook receiver that is down keeps the case open until its follow-up has landed,
by itself, by hand, or is waived with a reason.
"""

from __future__ import annotations

from tests.scenarios.office import Case, Office, Receivers
from tests.scenarios.papers import paper


def approved_while_down(office: Office, receivers: Receivers) -> Case:
    receivers.trouble("/webhook", down=True)
    case = office.send("wangli", "purchase", paper(office, "purchase"))
    case.approve("zhaomin")
    return case


def test_it_goes_from_approved_to_incident_and_by_hand_to_closed(
    office: Office, receivers: Receivers
) -> None:
    case = approved_while_down(office, receivers)
    now = case.now()
    assert (now["status"], now["outcome"], now["closed"]) == ("running", "approved", False)

    waiting = case.until("webhook", "retrying")
    assert waiting["next_attempt_at"]
    job = case.until("webhook", "incident")
    assert (job["attempts"], job["uncertain"]) == (4, False)
    assert job["error"]
    assert job["id"] in [item["id"] for item in office.get("admin", "/incidents")["items"]]
    assert office.get("admin", "/me")["counts"]["incidents"] >= 1
    assert {other["state"] for node, other in case.jobs().items() if node != "webhook"} == {"landed"}

    receivers.recover()
    assert office.post("admin", f"/incidents/{job['id']}/retry").status_code == 200
    closed = case.closed()

    assert (closed["status"], closed["outcome"]) == ("ended", "approved")
    assert len(receivers.deliveries(case.number)) == 1
    assert job["id"] not in [item["id"] for item in office.get("admin", "/incidents")["items"]]


def test_a_retry_while_it_is_still_down_is_another_incident(office: Office, receivers: Receivers) -> None:
    case = approved_while_down(office, receivers)
    job = case.until("webhook", "incident")

    office.post("admin", f"/incidents/{job['id']}/retry")

    again = case.until("webhook", "incident")
    assert again["id"] == job["id"]
    assert case.now()["closed"] is False


def test_waived_with_a_reason_it_closes_and_says_so(office: Office, receivers: Receivers) -> None:
    case = approved_while_down(office, receivers)
    job = case.until("webhook", "incident")

    for text in ("", "同意", "OK"):
        answer = office.post("admin", f"/incidents/{job['id']}/waive", {"opinion": {"text": text}})
        assert answer.status_code == 422
    answer = office.post("admin", f"/incidents/{job['id']}/waive", {"opinion": {"text": "接收方系统已停用"}})

    assert answer.status_code == 200, answer.text
    assert case.closed()["jobs"]
    assert case.jobs()["webhook"]["state"] == "waived"
    assert any(
        "接收方系统已停用" in (line["opinion"] or {}).get("text", "") for line in case.now()["timeline"]
    )
    assert receivers.deliveries(case.number) == []


def test_only_an_administrator_retries_and_waives(office: Office, receivers: Receivers) -> None:
    case = approved_while_down(office, receivers)
    job = case.until("webhook", "incident")

    for user, status in (("wangli", {403, 404}), ("zhaomin", {403, 404}), ("chenkefu", {403, 404})):
        assert office.post(user, f"/incidents/{job['id']}/retry").status_code in status
        answer = office.post(user, f"/incidents/{job['id']}/waive", {"opinion": {"text": "接收方系统已停用"}})
        assert answer.status_code in status
    assert case.jobs()["webhook"]["state"] == "incident"


def test_a_repeat_comes_under_the_same_id(office: Office, receivers: Receivers) -> None:
    receivers.trouble("/webhook", drop_after_commit=2)
    case = office.send("wangli", "purchase", paper(office, "purchase"))

    case.approve("zhaomin").closed()

    [delivery] = receivers.deliveries(case.number)
    assert (delivery["times"], delivery["webhook_id"]) == (3, case.jobs()["webhook"]["receipt"]["id"])
