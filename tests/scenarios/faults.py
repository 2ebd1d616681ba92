"""The four cases that write to another system: where they write, and what must be there, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.scenarios.office import Case, Office, Receivers, same
from tests.scenarios.papers import paper

_numbers = count(1)


@dataclass(frozen=True)
class Outside:
    """`prefix`: the receiver's path. `node`: the follow-up. `once`: asserts that both sides agree."""

    process: str
    prefix: str
    node: str
    once: Callable[[Office, Receivers, Case], None]


def send(office: Office, process: str) -> Case:
    """A case of this process, agreed by everybody but the last."""
    more: dict[str, Any] = {}
    if process == "regularisation":
        more = {"employee": newcomer(office)}
    if process == "contract_change":
        more = {"phone": f"139{next(_numbers):08}"}  # a change that changes nothing is refused
    case = office.send("wangli", process, paper(office, process, **more))
    while len(case.open()) == 1 and not _last(case):
        case.approve(*case.open().values())
    return case


def newcomer(office: Office) -> int:
    """Somebody new on probation: an employee becomes regular only once."""
    number = f"T{len(office.rows('personnel')):03}"
    values = {
        "no": number,
        "name": f"新员工 {number}",
        "department": "service",
        "status": "probation",
        "hired_on": "2026-09-01",
    }
    answer = office.post("hrlin", "/forms/personnel/records", {"values": values})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def approve_last(case: Case) -> Case:
    """The approval that decides."""
    case.approve(*case.open().values())
    assert case.now()["outcome"] == "approved"
    return case


_LAST = {
    "contract_change": "manager",
    "discount": "finance",
    "promotion": "manager",
    "regularisation": "general_manager",
}


def _last(case: Case) -> bool:
    return set(case.open()) == {_LAST[case.now()["process"]]}


def _customer(office: Office, receivers: Receivers, case: Case) -> None:
    [ours] = [row for row in office.rows("customers") if row["code"] == "C001"]
    theirs = receivers.document("customer", "C001")
    for field in ("contact", "phone", "level", "payment_days"):
        assert ours[field] == case.now()["data"][field], field
        assert same(theirs[field], ours[field]), field
    assert theirs["changed_by"] == case.now()["number"]


def _policy(office: Office, receivers: Receivers, case: Case) -> None:
    data = case.now()["data"]
    [theirs] = receivers.table("sales_policy", case.number)
    [ours] = [
        row
        for row in office.rows("sales_policies")
        if (row["customer"], row["product"]) == (data["customer"], data["product"])
    ]
    assert ours["price"] == data["price"]
    assert same(theirs["data"]["price"], ours["price"])


def _price(office: Office, receivers: Receivers, case: Case) -> None:
    [_] = receivers.table("price_sync", case.number)
    [item] = case.now()["data"]["items"]
    prices = {row["sku"]: row["price"] for row in receivers.table("price")}
    assert same(prices["P004"], item["promo_price"])


def _payroll(office: Office, receivers: Receivers, case: Case) -> None:
    [notice] = receivers.table("payroll_notice", case.number)
    employee = case.now()["data"]["employee"]
    [ours] = [row for row in office.rows("personnel") if row["id"] == employee]
    theirs = receivers.document("personnel", ours["no"])
    assert theirs["status"] == ours["status"] == "regular"
    assert same(theirs["salary"], ours["salary"])
    assert same(notice["data"]["salary"], ours["salary"])


OUTSIDE = (
    Outside("contract_change", "/erp/customers", "update_crm", _customer),
    Outside("discount", "/erp/sales-policies", "erp_policy", _policy),
    Outside("promotion", "/erp/price-sync", "sync_prices", _price),
    Outside("regularisation", "/erp/payroll-notices", "notify_payroll", _payroll),
)
BY_PROCESS = {one.process: one for one in OUTSIDE}
