"""C3 客户合同变更: choosing the customer fills in what the CRM record knows; approved → the CRM record is
updated; PDF generated and archived.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.scenarios.office import Office, Receivers, same
from tests.scenarios.papers import CUSTOMER, paper

KNOWN = ("contact", "phone", "level", "payment_days")


def customer(office: Office, code: str) -> dict[str, Any]:
    [found] = [row for row in office.rows("customers") if row["code"] == code]
    return found


def test_choosing_the_customer_fills_in_what_the_record_knows(office: Office) -> None:
    chosen = office.record("customers", CUSTOMER)

    state = office.post(
        "wangli", "/forms/contract_change/evaluate", {"values": {"customer": chosen}, "changed": "customer"}
    ).json()["values"]

    known = customer(office, "C001")
    assert {field: state[field] for field in KNOWN} == {field: known[field] for field in KNOWN}
    assert {state[f"old_{field}"] for field in ("contact", "phone", "level")} <= set(map(str, known.values()))
    assert (state["customer_name"], state["customer_code"]) == (CUSTOMER, "C001")


@pytest.mark.parametrize("field", ["customer", "contract_number", "changes", "reason", "attachments"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    assert field in office.refused(
        "wangli", "contract_change", paper(office, "contract_change", **{field: ...})
    )


def test_a_change_that_changes_nothing_is_refused(office: Office) -> None:
    nothing = paper(office, "contract_change", contact=..., phone=...)

    assert office.refused("wangli", "contract_change", nothing) == {"changes"}


def test_new_terms_have_to_be_written_down(office: Office) -> None:
    assert office.refused(
        "wangli", "contract_change", paper(office, "contract_change", changes=["terms"])
    ) == {"new_terms"}


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, {"manager": "zhaomin"}),
        ({"payment_days": 90}, {"finance": "sunqian"}),
        ({"level": "A"}, {"finance": "sunqian"}),
        ({"changes": ["terms"], "new_terms": "质保延长到 24 个月"}, {"legal": "zhoufa"}),
        (
            {"changes": ["terms", "payment"], "new_terms": "质保延长到 24 个月", "payment_days": 90},
            {"finance": "sunqian", "legal": "zhoufa"},
        ),
    ],
)
def test_what_changes_decides_who_is_asked_beside_the_manager(
    office: Office, change: dict[str, Any], asked: dict[str, str]
) -> None:
    lvyuan = office.record("customers", "绿源家居商行")
    case = office.send(
        "wangli", "contract_change", paper(office, "contract_change", customer=lvyuan, **change)
    )

    if change:
        assert case.open() == {"manager": "zhaomin"}
        case.approve("zhaomin")

    assert case.open() == asked


def test_approved_the_crm_our_ledger_and_the_archive_agree(office: Office, receivers: Receivers) -> None:
    filled = paper(office, "contract_change", changes=["contact", "payment"], payment_days=75)
    case = office.send("wangli", "contract_change", filled)

    case.walk()
    closed = case.closed()

    ours, theirs = customer(office, "C001"), receivers.document("customer", "C001")
    assert [field for field in KNOWN if not same(theirs[field], ours[field])] == []
    assert (ours["contact"], ours["payment_days"]) == ("周倩", 75)
    assert (theirs["name"], theirs["changed_by"]) == (CUSTOMER, closed["number"])
    jobs = {job["node"]: job for job in closed["jobs"]}
    assert jobs["update_crm"]["receipt"]["id"] == "C001"
    archive = office.request("wangli", "GET", f"/files/{jobs['archive']['receipt']['file']}")
    assert archive.content.startswith(b"%PDF-")
    assert closed["data"]["old_contact"] == "何晓", "what people saw when they decided stays"
