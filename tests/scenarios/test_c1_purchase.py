"""C1 采购申请: amount < 5000: department manager; ≥ 5000: finance director too; supplier changed: legal too
(beside, not instead). Stock and the framework contract's state are looked up while routing. Approved → a
purchase order record is created, line by line, and the supplier notified.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.scenarios.office import Office, Receivers, eventually
from tests.scenarios.papers import paper

MANAGER, FINANCE, LEGAL = "manager zhaomin", "finance sunqian", "legal zhoufa"


def costing(office: Office, amount: str, **more: Any) -> dict[str, Any]:
    """A request whose two lines come to this amount."""
    cement, tile = office.record("products", "水泥 P.O 42.5"), office.record("products", "瓷砖 800×800")
    items = [
        {"product": cement, "qty": "1", "unit_price": amount},
        {"product": tile, "qty": "3", "unit_price": "0.00"},
    ]
    return paper(office, "purchase", items=items, **more)


@pytest.mark.parametrize(
    ("amount", "changed", "asked", "branches"),
    [
        ("0.01", False, [MANAGER], "其他情况"),
        ("4999.00", False, [MANAGER], "其他情况"),
        ("4999.99", False, [MANAGER], "其他情况"),
        ("5000.00", False, [MANAGER, FINANCE], "“金额 ≥ 5000”"),
        ("5000.01", False, [MANAGER, FINANCE], "“金额 ≥ 5000”"),
        ("4999.99", True, [MANAGER, LEGAL], "“供应商变更”"),
        ("5000.00", True, [MANAGER, FINANCE, LEGAL], "“金额 ≥ 5000、供应商变更”"),
        ("999999.99", True, [MANAGER, FINANCE, LEGAL], "“金额 ≥ 5000、供应商变更”"),
    ],
)
def test_amount_and_supplier_decide_who_is_asked_and_the_case_says_why(
    office: Office, amount: str, changed: bool, asked: list[str], branches: str
) -> None:
    case = office.send("wangli", "purchase", costing(office, amount, supplier_changed=changed))

    assert case.walk() == asked
    assert branches in case.why("review")
    assert case.why_asked("manager") == "建材批发 老张 / 采购部的负责人"
    if FINANCE in asked:
        assert case.why_asked("finance") == "担任角色“财务总监”"


def test_finance_and_legal_are_asked_side_by_side(office: Office) -> None:
    case = office.send("wangli", "purchase", costing(office, "5000.00", supplier_changed=True))

    case.approve("zhaomin")

    assert case.open() == {"finance": "sunqian", "legal": "zhoufa"}


def test_a_manager_does_not_approve_their_own_request(office: Office) -> None:
    case = office.send(
        "zhaomin", "purchase", {**costing(office, "100.00"), "attachments": [office.file("zhaomin")]}
    )

    assert case.open() == {"manager": "laozhang"}
    assert "改由其上级审批" in case.why_asked("manager")


def test_stock_contract_and_credit_are_known_before_anybody_is_asked(office: Office) -> None:
    case = office.send("wangli", "purchase", paper(office, "purchase"))

    facts = {fact["name"]: fact for fact in case.now("zhaomin")["facts"]}

    assert [(row["product"], row["quantity"]) for row in facts["stock"]["value"]] == [
        ("瓷砖 800×800", "860"),
        ("水泥 P.O 42.5", "35"),
    ]
    assert (facts["contract"]["value"]["number"], facts["contract"]["value"]["status"]) == (
        "KJ-2026-001",
        "valid",
    )
    assert facts["credit"]["value"]["flag"] == "good"
    assert facts["credit"]["source"] == "http:erp/suppliers/S001/credit"
    assert all(fact["time"] for fact in facts.values())


def test_approved_it_becomes_an_order_line_by_line_and_the_supplier_hears_of_it(
    office: Office, receivers: Receivers
) -> None:
    case = office.send("wangli", "purchase", paper(office, "purchase"))
    before = case.now()
    assert before["data"]["amount"] == "1218.00"

    case.walk()
    closed = case.closed()

    [order] = [row for row in office.rows("purchase_orders") if row["purchase"] == before["record_id"]]
    assert (order["supplier"], order["amount"], order["status"]) == (
        before["data"]["supplier"],
        "1218.00",
        "ordered",
    )
    sent, ordered = before["data"]["items"], order["items"]
    assert [[line[key] for key in ("product", "qty", "unit_price", "amount")] for line in ordered] == [
        [line[key] for key in ("product", "qty", "unit_price", "amount")] for line in sent
    ]
    [mail] = receivers.mails(case.number)
    assert (mail["recipients"], mail["subject"]) == (
        ["lihua@huaxing.example"],
        f"采购订单 {closed['number']}",
    )
    [delivery] = receivers.deliveries(case.number)
    assert delivery["body"]["data"]["number"] == closed["number"]
    receipts = {job["node"]: job["receipt"] for job in closed["jobs"]}
    assert receipts["create_order"]["record"] == order["id"]
    assert receipts["archive"]["name"] == f"{closed['number']}.pdf"


@pytest.mark.parametrize("who", ["zhaomin", "sunqian", "zhoufa"])
def test_whoever_rejects_it_is_rejected_and_nothing_happens(
    office: Office, receivers: Receivers, who: str
) -> None:
    case = office.send("wangli", "purchase", costing(office, "8000.00", supplier_changed=True))
    if who != "zhaomin":
        case.approve("zhaomin")

    case.do(who, "reject", opinion={"text": "本月预算已经用完"})

    assert (case.now()["outcome"], case.now()["closed"]) == ("rejected", True)
    assert case.open() == {}
    assert case.jobs() == {}
    assert (receivers.mails(case.number), receivers.deliveries(case.number)) == ([], [])


@pytest.mark.parametrize("field", ["title", "supplier", "reason", "items", "attachments"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "purchase", paper(office, "purchase", **{field: ...})) == {field}


def test_a_wrong_line_is_refused_at_its_cell(office: Office) -> None:
    cement = office.record("products", "水泥 P.O 42.5")
    items = [
        {"product": cement, "qty": "0", "unit_price": "-1"},
        {"product": 999_999, "qty": "1", "unit_price": "x"},
    ]

    assert office.refused("wangli", "purchase", paper(office, "purchase", items=items)) == {
        "items[0].qty",
        "items[0].unit_price",
        "items[1].product",
        "items[1].unit_price",
    }


@pytest.mark.parametrize("text", ["", "同意", "同意。", "OK", "已阅", "好的，同意"])
def test_a_bare_agreement_is_refused(office: Office, text: str) -> None:
    case = office.send("wangli", "purchase", paper(office, "purchase"))

    answer = case.try_("zhaomin", "approve", opinion={"text": text})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "opinion.text"
    assert case.open() == {"manager": "zhaomin"}


def test_a_stranger_does_not_learn_that_it_exists(office: Office) -> None:
    case = office.send("wangli", "purchase", paper(office, "purchase"))
    task = case.now("zhaomin")["my_task"]["task"]["id"]

    assert office.request("chenkefu", "GET", f"/instances/{case.id}").status_code == 404
    assert office.request("chenkefu", "GET", f"/tasks/{task}").status_code == 404
    answer = office.post("chenkefu", f"/tasks/{task}/approve", {"opinion": {"reason_code": "needed"}})
    assert answer.status_code == 404
    assert case.open() == {"manager": "zhaomin"}


def test_returned_to_the_applicant_it_comes_back_corrected(office: Office) -> None:
    case = office.send("wangli", "purchase", costing(office, "4000.00"))

    case.do("zhaomin", "return", to="start", opinion={"reason_code": "over_budget", "text": "数量请重算"})
    answer = office.post("wangli", f"/instances/{case.id}/resubmit", {"data": costing(office, "6000.00")})

    assert answer.status_code == 200, answer.text
    assert eventually(case.open) == {"manager": "zhaomin"}
    assert case.walk() == [MANAGER, FINANCE]
    assert case.closed()["outcome"] == "approved"


def test_withdrawn_it_is_a_draft_again_and_nobody_is_asked(office: Office) -> None:
    case = office.send("wangli", "purchase", paper(office, "purchase"))

    answer = office.post("wangli", f"/instances/{case.id}/withdraw", {"opinion": {"text": "型号报错了"}})

    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["outcome"]) == ("draft", "withdrawn")
    assert [task["state"] for task in answer.json()["tasks"]] == ["cancelled"]
    assert case.id not in [task["instance_id"] for task in office.inbox("zhaomin")]
