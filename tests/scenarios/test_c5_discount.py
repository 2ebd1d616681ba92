"""C5 客户折扣: cannot be sent without the fields finance needs; approved → the sales price policy is updated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.scenarios.office import Office, Receivers, same
from tests.scenarios.papers import paper


@pytest.mark.parametrize(
    "field",
    [
        "customer",
        "product",
        "price",
        "cost",
        "expected_volume",
        "payment",
        "valid_from",
        "valid_until",
        "reason",
    ],
)
def test_it_cannot_be_sent_without_what_finance_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "discount", paper(office, "discount", **{field: ...})) == {field}


def test_below_cost_it_needs_another_reason(office: Office) -> None:
    cheap = paper(office, "discount", price="24.99")

    assert office.refused("wangli", "discount", cheap) == {"below_cost_reason"}


def test_dates_and_prices_must_make_sense(office: Office) -> None:
    odd = paper(office, "discount", price="36.01", valid_until="2026-11-30")

    assert office.refused("wangli", "discount", odd) == {"price", "valid_until"}


USUAL = ["manager zhaomin", "finance sunqian"]


@pytest.mark.parametrize(
    ("price", "rate", "asked"),
    [
        ("36.00", "0", USUAL),
        ("28.80", "0.2", USUAL),
        ("28.79", "0.2003", [*USUAL, "general_manager laozhang"]),
    ],
)
def test_the_discount_decides_who_is_asked(office: Office, price: str, rate: str, asked: list[str]) -> None:
    case = office.send("wangli", "discount", paper(office, "discount", price=price))

    assert case.now()["data"]["discount_rate"] == rate
    assert case.walk() == asked


def test_selling_below_cost_goes_to_the_general_manager_at_any_discount(office: Office) -> None:
    case = office.send(
        "wangli",
        "discount",
        paper(office, "discount", price="35.00", cost="35.01", below_cost_reason="清库存"),
    )

    assert case.walk() == [*USUAL, "general_manager laozhang"]


def test_approved_the_policy_is_the_same_in_the_erp_and_here(office: Office, receivers: Receivers) -> None:
    lvyuan, paint = office.record("customers", "绿源家居商行"), office.record("products", "乳胶漆 18L")
    case = office.send(
        "wangli",
        "discount",
        paper(office, "discount", customer=lvyuan, product=paint, price="240.00", cost="200.00"),
    )
    case.walk()
    closed = case.closed()

    [theirs] = receivers.table("sales_policy", closed["number"])
    [ours] = [
        row for row in office.rows("sales_policies") if (row["customer"], row["product"]) == (lvyuan, paint)
    ]
    assert (theirs["data"]["customer"], theirs["data"]["product"], theirs["data"]["case"]) == (
        "C003",
        "P005",
        closed["number"],
    )
    for field in ("price", "valid_from", "valid_until"):
        assert same(theirs["data"][field], ours[field]), field
    assert (ours["price"], ours["source"]) == ("240.00", closed["record_id"])
    [receipt] = [job["receipt"] for job in closed["jobs"] if job["node"] == "erp_policy"]
    assert receipt["id"] == f"SP-{theirs['id']}"


def test_a_second_discount_replaces_the_first_here_and_adds_to_the_erp(
    office: Office, receivers: Receivers
) -> None:
    pipe, sent = office.record("products", "PVC 管 110mm"), []
    for price in ("18.00", "17.50"):
        case = office.send(
            "wangli", "discount", paper(office, "discount", product=pipe, price=price, cost="10.00")
        )
        case.walk()
        case.closed()
        sent += [row["data"]["price"] for row in receivers.table("sales_policy", case.number)]

    assert [row["price"] for row in office.rows("sales_policies") if row["product"] == pipe] == ["17.50"]
    assert [Decimal(price) for price in sent] == [Decimal("18.00"), Decimal("17.50")]
