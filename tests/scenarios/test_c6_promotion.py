"""C6 促销申请: discount rate > 15 % → operations director; competitor price screenshot, expected sales,
gross-margin estimate required; approved → ERP price synchronised and the service team notified.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.scenarios.office import Office, Receivers
from tests.scenarios.papers import paper


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "items",
        "expected_sales",
        "gross_margin",
        "competitor_screenshot",
        "starts_on",
        "ends_on",
        "reason",
    ],
)
def test_it_cannot_be_sent_without_what_the_decision_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "promotion", paper(office, "promotion", **{field: ...})) == {field}


@pytest.mark.parametrize(
    ("price", "rate", "asked"),
    [
        ("36.00", "0", ["manager zhaomin"]),
        ("30.60", "0.15", ["manager zhaomin"]),
        ("30.59", "0.1503", ["manager zhaomin", "operations liuyun"]),
        ("18.00", "0.5", ["manager zhaomin", "operations liuyun"]),
    ],
)
def test_above_fifteen_percent_the_operations_director_decides_too(
    office: Office, price: str, rate: str, asked: list[str]
) -> None:
    tile = office.record("products", "瓷砖 800×800")
    filled = paper(office, "promotion", items=[{"product": tile, "promo_price": price}])

    case = office.send("wangli", "promotion", filled)

    assert case.now()["data"]["discount_rate"] == rate
    assert case.walk() == asked


def test_of_several_products_the_deepest_discount_counts(office: Office) -> None:
    tile, paint = office.record("products", "瓷砖 800×800"), office.record("products", "乳胶漆 18L")
    items = [{"product": tile, "promo_price": "35.00"}, {"product": paint, "promo_price": "200.00"}]

    case = office.send("wangli", "promotion", paper(office, "promotion", items=items))

    assert case.walk() == ["manager zhaomin", "operations liuyun"]


def test_a_price_above_the_list_is_no_promotion(office: Office) -> None:
    tile = office.record("products", "瓷砖 800×800")
    items = [{"product": tile, "promo_price": "36.01"}]

    assert office.refused("wangli", "promotion", paper(office, "promotion", items=items)) == {
        "items[0].promo_price"
    }


def test_approved_erp_prices_follow_and_service_is_told(office: Office, receivers: Receivers) -> None:
    pipe, rebar = office.record("products", "PVC 管 110mm"), office.record("products", "螺纹钢 Φ12")
    items = [{"product": pipe, "promo_price": "17.00"}, {"product": rebar, "promo_price": "3700.00"}]
    case = office.send("wangli", "promotion", paper(office, "promotion", items=items))

    case.walk()
    closed = case.closed()

    [sync] = receivers.table("price_sync", closed["number"])
    sent = [(item["sku"], Decimal(item["price"])) for item in sync["data"]["items"]]
    assert sent == [("P003", Decimal(17)), ("P002", Decimal(3700))]
    assert sync["data"]["case"] == closed["number"]
    prices = {row["sku"]: row["price"] for row in receivers.table("price")}
    assert (Decimal(prices["P003"]), Decimal(prices["P002"])) == (Decimal(17), Decimal(3700))
    receipts = {job["node"]: job["receipt"] for job in closed["jobs"]}
    assert receipts["sync_prices"]["id"] == f"PS-{sync['id']}"
    assert receipts["notify_service"]["people"] == ["chenkefu"]
    [mail] = receivers.mails(closed["number"])
    assert (mail["recipients"], mail["subject"]) == (["kefu@laozhang.example"], "促销通知 年末瓷砖促销")
