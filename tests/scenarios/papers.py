"""A complete request of each process, as its applicant would fill it in; tests change or drop single fields."""

from __future__ import annotations

from typing import Any

from tests.scenarios.office import Office

Json = dict[str, Any]
CUSTOMER, PRODUCT, SUPPLIER = "江南建设有限公司", "瓷砖 800×800", "华兴建材有限公司"


def paper(office: Office, process: str, **more: Any) -> Json:
    """Everything that the process asks for; `more` replaces fields, a value of `...` leaves one out."""
    filled = {**_FILL[process](office), **more}
    return {field: value for field, value in filled.items() if value is not ...}


def _purchase(office: Office) -> Json:
    return {
        "title": "仓库补货",
        "supplier": office.record("suppliers", SUPPLIER),
        "supplier_changed": False,
        "reason": "一号仓水泥只够三天",
        "items": [
            {"product": office.record("products", "水泥 P.O 42.5"), "qty": "2", "unit_price": "420.00"},
            {"product": office.record("products", PRODUCT), "qty": "10.5", "unit_price": "36.00"},
        ],
        "attachments": [office.file("wangli", "quote.pdf")],
    }


def _repair(office: Office) -> Json:
    return {
        "equipment": office.record("equipment", "叉车 3 号"),
        "photos": [office.file("wangli")],
        "fault": "左前轮漏油，叉臂升不到位",
        "budget": "800.00",
    }


def _contract_change(office: Office) -> Json:
    return {
        "customer": office.record("customers", CUSTOMER),
        "contract_number": "XS-2026-018",
        "changes": ["contact"],
        "contact": "周倩",
        "phone": "13900000009",
        "reason": "原联系人离职",
        "attachments": [office.file("wangli", "agreement.pdf")],
    }


def _expense(office: Office) -> Json:
    return {
        "title": "佛山看样",
        "lines": [
            {
                "category": "travel",
                "invoice_number": "F001",
                "invoice_date": "2026-11-02",
                "amount": "320.50",
            },
            {"category": "office", "invoice_number": "F002", "invoice_date": "2026-11-03", "amount": "79.50"},
            {
                "category": "transport",
                "invoice_number": "F003",
                "invoice_date": "2026-11-03",
                "description": "样品运费",
                "amount": "100.00",
            },
        ],
        "invoices": [office.file("wangli", "invoices.pdf")],
    }


def _discount(office: Office) -> Json:
    return {
        "customer": office.record("customers", CUSTOMER),
        "product": office.record("products", PRODUCT),
        "price": "32.40",
        "cost": "25.00",
        "expected_volume": "5000",
        "payment": "days30",
        "valid_from": "2026-12-01",
        "valid_until": "2027-02-28",
        "reason": "年度框架客户，竞品报价 33 元",
    }


def _promotion(office: Office) -> Json:
    return {
        "title": "年末瓷砖促销",
        "items": [{"product": office.record("products", PRODUCT), "promo_price": "32.40"}],
        "expected_sales": "180000.00",
        "gross_margin": "0.22",
        "competitor_screenshot": [office.file("wangli")],
        "starts_on": "2026-12-10",
        "ends_on": "2026-12-31",
        "reason": "竞品已降到 33 元",
    }


def _contract_sign(office: Office) -> Json:
    return {
        "title": "城北装饰年度供货合同",
        "contract_number": "XS-2026-031",
        "customer": office.record("customers", "城北装饰工程公司"),
        "category": "sales",
        "amount": "260000.00",
        "valid_from": "2026-12-01",
        "valid_until": "2027-11-30",
        "business_department": "purchasing",
        "key_terms": "月结 30 天，违约金 0.05%/天",
        "contract_file": [office.file("wangli", "contract.pdf")],
    }


def _regularisation(office: Office) -> Json:
    return {
        "employee": office.record("personnel", "刘大伟"),
        "regular_on": "2026-12-15",
        "salary_after": "6200.00",
        "summary": "独立负责二号仓，差错为零",
    }


def _leave(office: Office) -> Json:
    return {
        "category": "annual",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-02",
        "reason": "回老家看父母",
    }


def _work_order(office: Office) -> Json:
    return {
        "title": "客户投诉瓷砖色差",
        "description": "江南建设 11 月 20 日到货的一批瓷砖有色差，需要换货并追责",
        "urgency": "urgent",
        "department": "service",
    }


_FILL = {
    "purchase": _purchase,
    "repair": _repair,
    "contract_change": _contract_change,
    "expense": _expense,
    "discount": _discount,
    "promotion": _promotion,
    "contract_sign": _contract_sign,
    "regularisation": _regularisation,
    "leave": _leave,
    "work_order": _work_order,
}
