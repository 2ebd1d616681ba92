"""The ten apps of the gallery, adopted over the API: each runs by its different routes from start to closed."""

from __future__ import annotations

import pytest
from tests.scenarios.gallery import APPS, adopted, day, moment, request
from tests.scenarios.office import Case, Json, Office


@pytest.fixture(name="shop", scope="module")
def _shop(office: Office) -> Office:
    return adopted(office, *APPS)


def send(shop: Office, code: str, **more: object) -> Case:
    return shop.send("wangli", code, request(shop, code, **more))


def of(shop: Office, ledger: str, case: Case, link: str = "source") -> list[Json]:
    """The ledger's rows that came out of this case."""
    record = case.now()["record_id"]
    return [row for row in shop.rows(ledger) if row[link] == record]


def told(case: Case, node: str) -> list[str]:
    return list(case.jobs()[node]["receipt"]["people"])


# --- 出门证


def test_gate_pass_a_repair_leaves_and_is_owed_back(shop: Office) -> None:
    case = send(shop, "gate_pass")
    case.approve("zhaomin")
    case.until("tell_gate", "landed")
    assert case.open() == {"gate": "hrlin"}

    case.complete("hrlin", left_at=moment(0))
    case.closed()

    rows = of(shop, "gate_ledger", case)
    assert [(row["name"], row["qty"], row["status"], row["return_by"]) for row in rows] == [
        ("切割机电机", "1", "out", day(7)),
        ("角磨机", "2", "out", day(7)),
    ]
    assert told(case, "tell_gate") == ["hrlin"]


def test_gate_pass_a_valuable_delivery_needs_warehouse_and_finance_side_by_side(shop: Office) -> None:
    items = [{"name": "瓷砖", "qty": "300", "unit": "片", "value": "10800.00"}]
    case = send(
        shop, "gate_pass", kind="delivery", items=items, plate="粤A12345", must_return=False, return_by=...,
        photos=[shop.file("wangli")],
    )  # fmt: skip
    case.approve("zhaomin")
    assert case.open() == {"warehouse": "liuyun", "finance": "sunqian"}

    case.approve("sunqian", "liuyun")
    case.until("tell_gate", "landed")
    case.complete("hrlin", left_at=moment(0))
    case.closed()

    assert [(row["status"], row["plate"]) for row in of(shop, "gate_ledger", case)] == [("final", "粤A12345")]


def test_gate_pass_what_is_repaired_outside_must_come_back(shop: Office) -> None:
    assert shop.refused("wangli", "gate_pass", request(shop, "gate_pass", must_return=False)) == {
        "must_return"
    }


# --- 用印


def test_seal_use_a_certificate_goes_straight_to_the_keeper(shop: Office) -> None:
    case = send(shop, "seal_use")
    case.approve("zhaomin")
    assert case.open() == {"stamp": "hrlin"}
    refused = case.try_("hrlin", "complete", data={"stamped_on": day(0), "stamped_copies": 3})
    assert {error["field"] for error in refused.json()["errors"]} == {"stamped_copies", "scan"}

    case.complete("hrlin", stamped_on=day(0), stamped_copies=2, scan=[shop.file("hrlin", "scan.pdf")])
    closed = case.closed()

    [row] = of(shop, "seal_ledger", case)
    assert (row["seal"], row["copies"], row["applicant"]) == ("company", 2, "wangli")
    [archive] = [job for job in closed["jobs"] if job["node"] == "archive"]
    assert archive["receipt"]["file"]


def test_seal_use_a_big_contract_with_two_seals_asks_three_more(shop: Office) -> None:
    case = send(
        shop, "seal_use", seals=["contract", "legal_person"], document_kind="contract",
        counterparty="城北装饰", amount="260000.00",
    )  # fmt: skip
    case.approve("zhaomin")
    assert case.open() == {"legal": "zhoufa", "finance": "sunqian"}
    case.approve("zhoufa", "sunqian", "laozhang")

    case.complete("hrlin", stamped_on=day(0), stamped_copies=2, scan=[shop.file("hrlin", "scan.pdf")])
    case.closed()

    assert {row["seal"] for row in of(shop, "seal_ledger", case)} == {"contract", "legal_person"}


# --- 出差


def test_business_trip_without_an_advance_needs_the_department_only(shop: Office) -> None:
    case = send(shop, "business_trip")
    assert (case.now()["data"]["days"], case.now()["data"]["budget"]) == (3, "1070.50")
    assert case.walk() == ["manager zhaomin"]
    case.closed()

    [row] = of(shop, "travel_ledger", case)
    assert (row["traveller"], row["starts_on"], row["ends_on"], len(row["legs"])) == (
        "wangli",
        day(3),
        day(5),
        2,
    )
    assert case.number not in {line["document"] for line in shop.rows("finance_ledger")}


def test_business_trip_an_advance_is_posted_and_a_dear_one_goes_to_the_top(shop: Office) -> None:
    case = send(shop, "business_trip", lodging="12000.00", advance="5000.00")
    assert case.walk() == ["manager zhaomin", "finance sunqian", "general_manager laozhang"]
    case.closed()

    [line] = [row for row in shop.rows("finance_ledger") if row["document"] == case.number]
    assert (line["category"], line["amount"], line["claimant"]) == ("advance", "5000.00", "wangli")


def test_business_trip_no_more_may_be_borrowed_than_it_costs(shop: Office) -> None:
    paper = request(shop, "business_trip", advance="9000.00")
    assert shop.refused("wangli", "business_trip", paper) == {"advance"}


# --- 用车


def test_vehicle_use_is_dispatched_booked_driven_and_given_back(shop: Office) -> None:
    case = send(shop, "vehicle_use")
    case.approve("zhaomin")
    van = shop.post(
        "admin", "/forms/vehicles/records", {"values": {"plate": f"粤B{case.number[-5:]}", "model": "全顺", "seats": 7, "mileage": 68200}}
    ).json()["id"]  # fmt: skip
    case.complete("hrlin", vehicle=van, driver="wangli")
    case.until("book", "landed")
    [row] = of(shop, "vehicle_bookings", case, "request")
    assert (row["vehicle"], row["driver"], row["status"]) == (van, "wangli", "booked")
    assert case.open() == {"give_back": "wangli"}

    case.complete("wangli", returned_at=moment(0), end_km=68260, condition="正常")
    case.closed()

    [row] = of(shop, "vehicle_bookings", case, "request")
    assert (row["status"], row["distance"]) == ("returned", 60)
    assert [item["mileage"] for item in shop.rows("vehicles") if item["id"] == van] == [68260]


def test_vehicle_use_out_of_town_goes_to_the_top_and_a_small_car_is_refused(shop: Office) -> None:
    case = send(shop, "vehicle_use", out_of_town=True, passengers=5)
    case.approve("zhaomin")
    assert case.open() == {"general_manager": "laozhang"}
    case.approve("laozhang")
    truck = shop.post(
        "admin",
        "/forms/vehicles/records",
        {"values": {"plate": f"粤C{case.number[-5:]}", "model": "轻卡", "seats": 3}},
    )

    refused = case.try_("hrlin", "complete", data={"vehicle": truck.json()["id"], "driver": "wangli"})

    assert {error["field"] for error in refused.json()["errors"]} == {"vehicle"}


# --- 价格


def test_price_approval_a_small_change_moves_the_products_price(shop: Office) -> None:
    case = send(shop, "price_approval")
    assert case.walk() == ["manager zhaomin"]
    case.closed()

    assert {row["name"]: row["price"] for row in shop.rows("products")}["PVC 管 110mm"] == "18.00"
    assert [(row["new_price"], row["customer"]) for row in of(shop, "price_changes", case)] == [
        ("18.00", None)
    ]
    [hook] = shop.receivers.deliveries(case.number)
    assert (hook["body"]["type"], hook["body"]["data"]["product"]) == ("price.approved", "P003")


def test_price_approval_a_deep_cut_for_one_customer_is_seen_by_two_departments_at_once(shop: Office) -> None:
    customer = shop.record("customers", "绿源家居商行")
    product = shop.record("products", "乳胶漆 18L")
    case = send(
        shop, "price_approval", product=product, new_price="200.00", cost="190.00", scope="customer", customer=customer,
        valid_until=day(90), evidence=[shop.file("wangli", "quote.pdf")],
    )  # fmt: skip
    case.approve("zhaomin")
    assert case.open() == {"finance": "sunqian", "operations": "liuyun"}
    case.approve("liuyun", "sunqian", "laozhang")
    case.closed()

    [policy] = [
        row for row in shop.rows("sales_policies") if (row["customer"], row["product"]) == (customer, product)
    ]
    assert (policy["price"], policy["valid_until"]) == ("200.00", day(90))
    assert {row["id"]: row["price"] for row in shop.rows("products")}[product] == "265.00"


# --- 供应商准入


def test_supplier_admission_a_new_one_is_made_and_written_to(shop: Office) -> None:
    case = send(shop, "supplier_admission")
    case.approve("zhaomin")
    assert case.open() == {"quality": "liuyun", "finance": "sunqian"}
    case.approve("sunqian").do("liuyun", "approve", data={"score": 86, "audit": "样品合格"})
    case.closed()

    [row] = [row for row in shop.rows("suppliers") if row["name"] == "佛山恒通陶瓷有限公司"]
    assert (row["code"], row["status"], row["payment_days"]) == (case.number, "qualified", 45)
    assert [mail["recipients"] for mail in shop.receivers.mails(case.number)] == [
        ["liangwei@hengtong.example"]
    ]


def test_supplier_admission_a_weak_one_goes_to_the_top_and_is_brought_up_to_date(shop: Office) -> None:
    known = shop.record("suppliers", "东方管业")
    case = send(
        shop,
        "supplier_admission",
        kind="renew",
        supplier=known,
        name="东方管业",
        email=...,
        yearly_volume="900000.00",
    )
    case.approve("zhaomin", "sunqian").do("liuyun", "approve", data={"score": 62, "audit": "抽检一项不合格"})
    assert case.open() == {"general_manager": "laozhang", "legal": "zhoufa"}
    case.approve("laozhang", "zhoufa")
    case.closed()

    [row] = [row for row in shop.rows("suppliers") if row["id"] == known]
    assert (row["code"], row["bank_name"], row["status"]) == ("S002", "中国银行佛山支行", "qualified")


# --- 付款


def paid(shop: Office, case: Case) -> Json:
    case.complete("hrlin", paid_on=day(0), voucher=[shop.file("hrlin", "voucher.pdf")])
    return case.closed()


def test_payment_request_a_small_one_is_posted_and_told(shop: Office) -> None:
    case = send(shop, "payment_request")
    case.approve("zhaomin", "sunqian")
    assert case.open() == {"pay": "hrlin"}
    paid(shop, case)

    [line] = [row for row in shop.rows("finance_ledger") if row["document"] == case.number]
    assert (line["amount"], line["category"], line["posted_on"]) == ("1800.00", "other", day(0))
    assert [mail["recipients"] for mail in shop.receivers.mails(case.number)] == [["lihua@huaxing.example"]]


def test_payment_request_on_an_order_never_more_than_is_owed(shop: Office) -> None:
    supplier = shop.record("suppliers", "华兴建材有限公司")
    order = shop.post(
        "admin", "/forms/purchase_orders/records", {"values": {"supplier": supplier, "amount": "80000.00", "paid": "10000.00"}}
    ).json()["id"]  # fmt: skip
    on_order = {"basis": "order", "order": order, "payment_kind": "progress"}
    too_much = request(shop, "payment_request", **on_order, amount="70000.01")
    assert shop.refused("wangli", "payment_request", too_much) == {"amount"}

    case = send(shop, "payment_request", **on_order, amount="60000.00")
    case.approve("zhaomin", "sunqian")
    assert case.open() == {"general_manager": "laozhang"}
    case.approve("laozhang")
    paid(shop, case)

    assert [row["paid"] for row in shop.rows("purchase_orders") if row["id"] == order] == ["70000.00"]


def test_payment_request_on_a_contract_moves_the_contract(shop: Office) -> None:
    contract = shop.record("contracts", "城北装饰瓷砖采购合同")
    case = send(shop, "payment_request", basis="contract", contract=contract, amount="26000.00")
    case.approve("zhaomin", "sunqian")
    paid(shop, case)

    assert [row["paid"] for row in shop.rows("contracts") if row["id"] == contract] == ["26000.00"]


# --- 客诉


def worked_on(shop: Office, compensation: str, **more: object) -> Case:
    case = send(shop, "quality_complaint", **more)
    assert case.open() == {"investigate": "liuyun", "settle": "chenkefu"}
    case.complete("liuyun", cause="烧成温度偏差", responsible="purchasing")
    case.complete("chenkefu", settlement="换货 120 片", compensation=compensation)
    case.complete("zhaomin", corrective="更换供货批次并加严抽检", corrected_on=day(0))
    assert case.open() == {"manager": "chenkefu"}
    return case.approve("chenkefu")


def test_quality_complaint_is_answered_and_stands_in_the_ledger(shop: Office) -> None:
    case = worked_on(shop, "800.00")
    case.closed()

    [row] = of(shop, "complaint_ledger", case)
    assert (row["responsible"], row["compensation"], row["closed_on"]) == ("purchasing", "800.00", day(0))
    [mail] = shop.receivers.mails(case.number)
    assert mail["recipients"] == ["hexiao@jiangnan.example"]
    assert "换货 120 片" in mail["text"]


def test_quality_complaint_a_dear_one_is_decided_by_finance_and_the_top(shop: Office) -> None:
    case = worked_on(shop, "6000.00", email=...)
    assert case.open() == {"finance": "sunqian", "general_manager": "laozhang"}
    case.approve("laozhang", "sunqian")
    closed = case.closed()

    assert closed["outcome"] == "approved"
    assert "mail_customer" not in case.jobs()


# --- IT


def test_it_request_a_device_is_approved_handed_over_and_confirmed(shop: Office) -> None:
    notebook = shop.post(
        "admin", "/forms/it_assets/records", {"values": {"asset_number": "IT-9001", "model": "E14", "status": "stock"}}
    ).json()["id"]  # fmt: skip
    case = send(shop, "it_request")
    case.approve("zhaomin")
    assert case.open() == {"finance": "sunqian"}
    case.approve("sunqian")
    case.complete("hrlin", asset=notebook, done_on=day(0), result="已装好系统")
    case.complete("wangli")
    case.closed()

    [row] = [row for row in shop.rows("it_assets") if row["id"] == notebook]
    assert (row["holder"], row["status"], row["handed_on"]) == ("wangli", "in_use", day(0))


def test_it_request_a_fault_goes_straight_to_it_and_into_the_assets_history(shop: Office) -> None:
    printer = shop.post(
        "admin", "/forms/it_assets/records", {"values": {"asset_number": "IT-9002", "model": "M227", "status": "in_use"}}
    ).json()["id"]  # fmt: skip
    case = send(shop, "it_request", kind="fault", cost=..., faulty=printer, screenshots=[shop.file("wangli")])
    assert case.open() == {"handle": "hrlin"}
    case.complete("hrlin", done_on=day(0), result="更换硒鼓")
    case.complete("wangli")
    case.closed()

    [row] = [row for row in shop.rows("it_assets") if row["id"] == printer]
    assert row["service_note"].endswith("更换硒鼓")


def test_it_request_wide_rights_are_reviewed_and_each_system_is_registered(shop: Office) -> None:
    case = send(
        shop,
        "it_request",
        kind="account",
        cost=...,
        systems=["mail", "finance"],
        level="write",
        title="开通财务软件",
    )
    case.approve("zhaomin")
    assert case.open() == {"it_review": "hrlin"}
    case.approve("hrlin")
    case.complete("hrlin", done_on=day(0), result="已开通")
    case.complete("wangli")
    case.closed()

    rows = of(shop, "it_access", case)
    assert [(row["system"], row["level"], row["person"]) for row in rows] == [
        ("mail", "write", "wangli"),
        ("finance", "write", "wangli"),
    ]


# --- 招聘


def test_recruitment_a_planned_post_is_opened_and_filled(shop: Office) -> None:
    case = send(shop, "recruitment")
    case.approve("zhaomin", "hrlin")
    case.until("open_vacancy", "landed")
    [row] = of(shop, "vacancies", case)
    assert (row["status"], row["headcount"]) == ("open", 1)
    assert told(case, "notify_interviewers") == ["hrlin", "zhaomin", "wangli"]

    case.complete("hrlin", hired="李强", hired_on=day(20))
    case.closed()

    [row] = of(shop, "vacancies", case)
    assert (row["status"], row["hired"], row["hired_on"]) == ("filled", "李强", day(20))


def test_recruitment_beyond_the_plan_is_seen_by_finance_and_the_top_at_once(shop: Office) -> None:
    assert shop.refused("wangli", "recruitment", request(shop, "recruitment", in_plan=False)) == {
        "business_case"
    }
    case = send(shop, "recruitment", in_plan=False, business_case="新仓库投用，不招则外包")
    case.approve("zhaomin", "hrlin")
    assert case.open() == {"finance": "sunqian", "general_manager": "laozhang"}
    case.approve("laozhang").do("sunqian", "reject")

    assert (case.now()["outcome"], of(shop, "vacancies", case)) == ("rejected", [])
