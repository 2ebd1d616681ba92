"""The four cases that write to another system: where they write, and what must be there, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.scenarios.office import Case, Office, Receivers
from tests.scenarios.papers import paper


@dataclass(frozen=True)
class Outside:
    """`prefix`: the receiver's path. `node`: the follow-up. `once`: asserts that both sides agree."""

    process: str
    prefix: str
    node: str
    once: Callable[[Office, Receivers, Case], None]


def send(office: Office, process: str, **more: Any) -> Case:
    """A case of this process, agreed by everybody but the last."""
    case = office.send("wangli", process, paper(office, process, **more))
    while len(case.open()) == 1 and not _last(case):
        case.approve(*case.open().values())
    return case


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
        assert theirs[field] == ours[field] == case.now()["data"][field], field
    assert theirs["changed_by"] == case.now()["number"]


def _policy(office: Office, receivers: Receivers, case: Case) -> None:
    data = case.now()["data"]
    [theirs] = receivers.table("sales_policy")
    [ours] = [
        row
        for row in office.rows("sales_policies")
        if (row["customer"], row["product"]) == (data["customer"], data["product"])
    ]
    assert theirs["data"]["price"] == ours["price"] == data["price"]
    assert theirs["data"]["case"] == case.now()["number"]


def _price(office: Office, receivers: Receivers, case: Case) -> None:
    [sync] = receivers.table("price_sync")
    assert sync["data"]["case"] == case.now()["number"]
    [item] = case.now()["data"]["items"]
    assert {row["sku"]: row["price"] for row in receivers.table("price")}["P004"] == item["promo_price"]


def _payroll(office: Office, receivers: Receivers, case: Case) -> None:
    [notice] = receivers.table("payroll_notice")
    assert notice["data"]["case"] == case.now()["number"]
    employee = case.now()["data"]["employee"]
    [ours] = [row for row in office.rows("personnel") if row["id"] == employee]
    theirs = receivers.document("personnel", ours["no"])
    assert (
        (theirs["status"], theirs["salary"])
        == (ours["status"], ours["salary"])
        == ("regular", notice["data"]["salary"])
    )


OUTSIDE = (
    Outside("contract_change", "/erp/customers", "update_crm", _customer),
    Outside("discount", "/erp/sales-policies", "erp_policy", _policy),
    Outside("promotion", "/erp/price-sync", "sync_prices", _price),
    Outside("regularisation", "/erp/payroll-notices", "notify_payroll", _payroll),
)
BY_PROCESS = {one.process: one for one in OUTSIDE}
