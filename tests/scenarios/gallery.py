"""The ten apps of the gallery, adopted by the demo company; a complete request of each, as its applicant fills it in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.scenarios.office import Office

Json = dict[str, Any]
HOLDERS = {
    "gatekeeper": "hrlin", "warehouse_keeper": "liuyun", "seal_keeper": "hrlin", "vehicle_manager": "hrlin",
    "it_admin": "hrlin", "quality_manager": "liuyun", "cashier": "hrlin",
}  # fmt: skip
APPS = (
    "gate_pass", "seal_use", "business_trip", "vehicle_use", "price_approval", "supplier_admission",
    "payment_request", "quality_complaint", "it_request", "recruitment",
)  # fmt: skip


def adopted(office: Office, *codes: str) -> Office:
    """The company with these apps, each role given to somebody of it."""
    for code in codes:
        detail = office.get("admin", f"/templates/{code}")
        if detail["state"] == "installed":
            continue
        roles = {role["code"]: [HOLDERS[role["code"]]] for role in detail["roles"] if role["code"] in HOLDERS}
        answer = office.post("admin", f"/templates/{code}/adopt", {"roles": roles})
        assert answer.status_code == 200, answer.text
        assert answer.json()["left_out"] == []
    return office


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days, hours=8)).date().isoformat()


def moment(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds").replace("+00:00", "Z")


def request(office: Office, code: str, **more: Any) -> Json:
    """What the app's own sample says, made complete; `more` replaces fields, `...` leaves one out."""
    filled = {**_FILL[code](office), **more}
    return {field: value for field, value in filled.items() if value is not ...}


def _gate_pass(_office: Office) -> Json:
    return {
        "kind": "outside_repair",
        "destination": "恒力机电维修部",
        "items": [
            {"name": "切割机电机", "qty": "1", "unit": "台", "value": "3200.00"},
            {"name": "角磨机", "qty": "2", "unit": "把", "value": "600.00"},
        ],
        "reason": "电机异响，送厂家检修",
        "leaves_at": moment(2),
        "must_return": True,
        "return_by": day(7),
    }


def _seal_use(office: Office) -> Json:
    return {
        "title": "城北装饰供货合同",
        "seals": ["company"],
        "document_kind": "certificate",
        "copies": 2,
        "document": [office.file("wangli", "contract.pdf")],
        "reason": "客户要求盖章",
    }


def _business_trip(_office: Office) -> Json:
    return {
        "purpose": "佛山看瓷砖新品",
        "kind": "supplier",
        "legs": [
            {"origin": "广州", "destination": "佛山", "starts_on": day(3), "ends_on": day(3), "transport": "train", "fare": "45.00"},
            {"origin": "佛山", "destination": "广州", "starts_on": day(5), "ends_on": day(5), "transport": "train", "fare": "45.50"},
        ],
        "lodging": "680.00",
        "meals": "300.00",
        "plan": "看展厅、谈价格、验样",
    }  # fmt: skip


def _vehicle_use(_office: Office) -> Json:
    return {
        "purpose": "送瓷砖样板",
        "kind": "delivery",
        "passengers": 2,
        "destination": "江南建设工地",
        "starts_at": moment(20),
        "ends_at": moment(25),
        "cargo": "瓷砖样板 12 箱",
    }


def _price_approval(office: Office) -> Json:
    return {
        "product": office.record("products", "PVC 管 110mm"),
        "new_price": "18.00",
        "cost": "13.50",
        "scope": "all",
        "reason": "管材原料回落",
    }


def _supplier_admission(office: Office) -> Json:
    return {
        "kind": "new",
        "name": "佛山恒通陶瓷有限公司",
        "credit_code": "91440600MA4W1X2Y3Z",
        "category": "material",
        "yearly_volume": "360000.00",
        "contact": "梁伟",
        "phone": "0757-80000009",
        "email": "liangwei@hengtong.example",
        "payment_days": 45,
        "bank_name": "中国银行佛山支行",
        "bank_account": "6212000000000001",
        "certificates": [
            {"kind": "licence", "code": "9144", "valid_until": day(900), "file": [office.file("wangli", "licence.pdf")]}
        ],
        "products": "抛釉砖，出厂价低 6%",
    }  # fmt: skip


def _payment_request(office: Office) -> Json:
    return {
        "title": "样品检测费",
        "supplier": office.record("suppliers", "华兴建材有限公司"),
        "bank_name": "工商银行广州支行",
        "bank_account": "3602000000000008",
        "basis": "other",
        "payment_kind": "final",
        "amount": "1800.00",
        "pay_before": day(5),
        "invoice": "later",
        "invoice_due": day(20),
        "remark": "按检测协议付款",
    }


def _quality_complaint(office: Office) -> Json:
    return {
        "customer": office.record("customers", "江南建设有限公司"),
        "contact": "何晓",
        "phone": "13800000001",
        "email": "hexiao@jiangnan.example",
        "order_number": "SO-2026-0188",
        "product": office.record("products", "瓷砖 800×800"),
        "quantity": "120",
        "problem": ["appearance"],
        "severity": "major",
        "description": "与样板有明显色差",
        "photos": [office.file("wangli")],
        "demand": "replace",
        "claim": "4320.00",
    }


def _it_request(_office: Office) -> Json:
    return {
        "title": "新同事笔记本电脑",
        "kind": "device",
        "urgency": "normal",
        "for_person": "wangli",
        "cost": "4800.00",
        "description": "新入职采购员，需要一台笔记本",
    }


def _recruitment(_office: Office) -> Json:
    return {
        "post": "仓库管理员",
        "department": "purchasing",
        "headcount": 1,
        "needed_by": day(30),
        "kind": "growth",
        "salary_from": "5000.00",
        "salary_to": "6500.00",
        "interviewers": ["zhaomin"],
        "duties": "收发货、盘点",
        "requirements": "会开叉车优先",
    }


_FILL = {
    "gate_pass": _gate_pass,
    "seal_use": _seal_use,
    "business_trip": _business_trip,
    "vehicle_use": _vehicle_use,
    "price_approval": _price_approval,
    "supplier_admission": _supplier_admission,
    "payment_request": _payment_request,
    "quality_complaint": _quality_complaint,
    "it_request": _it_request,
    "recruitment": _recruitment,
}
