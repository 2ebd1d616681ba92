"""C6 born as every process should be: from a rule sheet with three answers, nothing drawn by hand.

折扣率 > 15 % → 运营总监; 竞品价格截图、预计销量、毛利测算; 审批后同步 ERP 调价并通知客服.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.scenarios.office import Json, Office, Receivers

CODE = "sheet_promotion"
COLUMNS: list[Json] = [
    {"code": "产品", "label": "产品", "type": "link", "settings": {"form": "products"}},
    {"code": "目录价", "label": "目录价", "type": "lookup",
     "settings": {"link": "产品", "field": "price", "result": "money"}},
    {"code": "促销价", "label": "促销价", "type": "money"},
    {"code": "折扣", "label": "折扣", "type": "formula",
     "settings": {"expression": "1 - 促销价 / 目录价", "result": "number", "scale": 4, "percent": True}},
]  # fmt: skip
SHEET: Json = {
    "name": "促销申请（规则单）",
    "before": "现在在群里喊，平均两天有结果，经常忘了改价。",
    "usual": [{"name": "部门负责人审批", "who": [{"kind": "department_head", "of": "applicant"}]}],
    "decisions": [
        {
            "name": "运营总监审批",
            "condition": "折扣率 > 0.15",
            "who": [{"kind": "role", "role": "operations_director"}],
        }
    ],
    "captures": [
        {"code": "促销产品", "label": "促销产品", "type": "subtable", "rows": COLUMNS},
        {
            "code": "折扣率",
            "label": "折扣率",
            "type": "formula",
            "required": False,
            "settings": {"expression": "max(促销产品.折扣)", "result": "number", "scale": 4, "percent": True},
        },
        {"code": "竞品价格截图", "label": "竞品价格截图", "type": "image", "proof": True},
        {"code": "预计销量", "label": "预计销量", "type": "number", "settings": {"scale": 0}},
        {
            "code": "毛利测算",
            "label": "毛利测算",
            "type": "number",
            "settings": {"percent": True, "scale": 4},
        },
        {"code": "开始日期", "label": "开始日期", "type": "date"},
        {"code": "结束日期", "label": "结束日期", "type": "date"},
    ],
    "follow_ups": [
        {
            "name": "同步 ERP 调价",
            "connector": "http",
            "config": {
                "connection": "erp",
                "method": "POST",
                "path": "/price-sync",
                "knows_keys": True,
                "body": {
                    "case": "number",
                    "starts_on": "开始日期",
                    "ends_on": "结束日期",
                    "items": "for row in 促销产品 return {sku: row.产品.code, price: row.促销价}",
                },
                "answer": {"id": "body.id", "applied": "body.applied"},
            },
        },
        {
            "name": "通知客服",
            "connector": "notice",
            "config": {
                "to": [{"kind": "department_members", "department": "service"}],
                "text": '"促销开始：" + title + "，" + string(开始日期)',
            },
        },
    ],
}


@pytest.fixture
def born(office: Office) -> Json:
    """The process, generated and published once for the whole company."""
    found = office.request("admin", "GET", f"/processes/{CODE}/sheet")
    if found.status_code == 404:
        made = office.request("admin", "PUT", f"/processes/{CODE}/sheet", json={"sheet": SHEET})
        assert made.status_code == 200, made.text
        published = office.post("admin", f"/processes/{CODE}/sheet/publish")
        assert published.status_code == 200, published.text
        found = office.request("admin", "GET", f"/processes/{CODE}/sheet")
    answer: Json = found.json()
    return answer


def filled(office: Office, price: str, **changes: Any) -> Json:
    given: Json = {
        "title": "年末瓷砖促销",
        "促销产品": [{"产品": office.record("products", "瓷砖 800×800"), "促销价": price}],
        "竞品价格截图": [office.file("wangli")],
        "预计销量": 500,
        "毛利测算": "0.22",
        "开始日期": "2026-12-10",
        "结束日期": "2026-12-31",
    }
    return {code: value for code, value in {**given, **changes}.items() if value is not ...}


def test_the_sheet_stays_with_the_version_and_nothing_has_left_it(born: Json) -> None:
    assert (born["version"], born["derived"], born["enough_elsewhere"]) == (1, False, False)
    assert born["sheet"]["before"] == SHEET["before"]
    assert born["departures"] == []


@pytest.mark.parametrize("field", ["促销产品", "竞品价格截图", "预计销量", "毛利测算", "开始日期"])
def test_it_cannot_be_sent_without_what_the_sheet_captures(office: Office, born: Json, field: str) -> None:
    assert born["process"] == CODE
    assert office.refused("wangli", CODE, filled(office, "32.40", **{field: ...})) == {field}


@pytest.mark.parametrize(
    ("price", "asked"),
    [
        ("30.60", ["usual_1 zhaomin"]),
        ("30.59", ["usual_1 zhaomin", "decision_1 liuyun"]),
    ],
)
def test_above_fifteen_percent_the_operations_director_decides(
    office: Office, born: Json, price: str, asked: list[str]
) -> None:
    assert born["process"] == CODE
    assert office.send("wangli", CODE, filled(office, price)).walk() == asked


def test_approved_erp_prices_follow_and_service_is_told(
    office: Office, receivers: Receivers, born: Json
) -> None:
    assert born["process"] == CODE
    case = office.send("wangli", CODE, filled(office, "25.00"))

    case.walk()
    closed = case.closed()

    [sync] = receivers.table("price_sync", closed["number"])
    assert [(item["sku"], Decimal(item["price"])) for item in sync["data"]["items"]] == [
        ("P004", Decimal(25))
    ]
    receipts = {job["node"]: job["receipt"] for job in closed["jobs"]}
    assert receipts["follow_up_1"]["id"] == f"PS-{sync['id']}"
    assert receipts["follow_up_2"]["people"] == ["chenkefu"]
