"""C1, the purchase: filled in as its users do, on the desktop and on the phone, and arranged by the API."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from playwright.sync_api import FilePayload, Locator, Page, expect
from tests.browser.serving import Api

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
QUOTATION = FilePayload(name="华兴报价单.pdf", mimeType="application/pdf", buffer=PDF)


class Line(NamedTuple):
    """A line as typed. The price of the catalogue fills itself in; `price` overwrites it."""

    product: str
    qty: str
    price: str = ""


LINES = (Line("水泥 P.O 42.5", "10"), Line("瓷砖 800×800", "50"), Line("PVC 管 110mm", "10", "20"))
"""10 × 420 + 50 × 36 + 10 × 20 = 6 200"""
TOTAL = "6,200.00"


SMALL_FORM = {
    "code": "small_request",
    "name": "小申请",
    "fields": [
        {"code": "title", "label": "标题", "type": "text", "required": True},
        {"code": "supplier", "label": "供应商", "type": "link", "settings": {"form": "suppliers"}},
        {"code": "reason", "label": "申请理由", "type": "longtext"},
    ],
}


def box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a searching select on the desktop: open it, type, take the hit."""
    page.get_by_role("combobox", name=label, exact=True).click()
    box = page.get_by_role("combobox", name=label, exact=True)
    box.fill(option)
    page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


def choose_on_phone(page: Page, label: str, option: str) -> None:
    """The same on the phone, where a sheet comes from below."""
    page.get_by_label(label, exact=True).click()
    sheet = page.get_by_role("dialog", name=label)
    sheet.get_by_role("option", name=re.compile(re.escape(option))).first.click()
    expect(sheet).to_be_hidden()


def start(page: Page, phone: bool = False) -> None:
    page.goto("/m/start" if phone else "/start")
    page.get_by_role("link", name=re.compile("采购申请")).first.click()
    expect(box(page, "标题")).to_be_visible()


def fill(page: Page, title: str, *, phone: bool = False, changed: bool = True) -> None:
    """Everything but the lines and the quotation."""
    box(page, "标题").fill(title)
    (choose_on_phone if phone else choose)(page, "供应商", "华兴建材有限公司")
    if changed:
        page.get_by_role("switch", name="供应商变更").click()
    box(page, "申请理由").fill("三号工地开工备料")


def add_line(page: Page, number: int, line: Line, *, phone: bool = False) -> None:
    page.get_by_role("button", name="添加一行").click()
    (choose_on_phone if phone else choose)(page, f"第 {number} 行 产品", line.product)
    price = box(page, f"第 {number} 行 单价")
    expect(price).not_to_have_value("")  # filled in from the product
    if line.price:
        price.fill(line.price)
    box(page, f"第 {number} 行 数量").fill(line.qty)


def add_lines(page: Page, *, phone: bool = False) -> None:
    for number, line in enumerate(LINES, start=1):
        add_line(page, number, line, phone=phone)
    expect(field(page, "amount")).to_contain_text(TOTAL)


def attach(page: Page) -> None:
    page.get_by_test_id("file-attachments").set_input_files(QUOTATION)
    expect(page.get_by_role("button", name=f"移除 {QUOTATION['name']}")).to_be_visible()


def field(page: Page, code: str) -> Locator:
    return page.locator(f"[data-field='{code}']")


def waiting(page: Page, title: str) -> Locator:
    """The task's row in the desktop's inbox."""
    rows = page.get_by_role("region", name="待办", exact=True)
    return rows.get_by_role("button", name=re.compile(re.escape(title)))


def record_id(api: Api, form: str, title: str) -> int:
    found = [row for row in api.get(f"/forms/{form}/records", limit=100)["items"] if row["title"] == title]
    assert found, f"no {title} in {form}"
    return int(found[0]["id"])


def sent(
    api: Api,
    title: str,
    *,
    amount: int = 6200,
    changed: bool = True,
    quotations: tuple[str, ...] = ("华兴报价单.pdf",),
) -> dict[str, Any]:
    """A purchase sent through the API, to test what comes after on the pages."""
    data = {
        "title": title,
        "supplier": record_id(api, "suppliers", "华兴建材有限公司"),
        "supplier_changed": changed,
        "reason": "三号工地开工备料",
        "items": [
            {"product": record_id(api, "products", "水泥 P.O 42.5"), "qty": "1", "unit_price": str(amount)}
        ],
        "attachments": [api.upload(name, PDF, "application/pdf") for name in quotations],
    }
    return dict(
        api.call(
            "POST", "/instances", json={"process": "purchase", "data": data}, headers={"Prefer": "wait=10"}
        )
    )


def task_of(api: Api, instance: str) -> str:
    """The person's open task on that case."""
    found = [task for task in api.get("/tasks", state="open")["items"] if task["instance_id"] == instance]
    assert found, f"{api.username} has no task on {instance}"
    return str(found[0]["id"])


def approve(api: Api, instance: str) -> None:
    body = {"opinion": {"text": "价格合理，同意采购"}}
    api.post(f"/tasks/{task_of(api, instance)}/approve", body)


def asking(code: str, name: str, users: list[str], **node: Any) -> dict[str, Any]:
    """A step that asks these people by name."""
    assignment = {"policies": [{"kind": "user", "users": users}]}
    return {
        "kind": "node",
        "node": {"kind": "userTask", "code": code, "name": name, "assignment": assignment, **node},
    }


def publish_process(admin: Api, code: str, name: str, steps: list[dict[str, Any]]) -> None:
    """A process of these steps over a small form, published through the API; a second time is fine."""
    if any(one["code"] == code for one in admin.get("/processes")):
        return
    if not any(one["code"] == "small_request" for one in admin.get("/forms")):
        admin.call("PUT", "/forms/small_request/draft", json={"definition": SMALL_FORM})
        admin.post("/forms/small_request/publish")
    definition = {"code": code, "name": name, "form": "small_request", "title": "title", "steps": steps}
    admin.call("PUT", f"/processes/{code}/draft", json={"definition": definition})
    admin.post(f"/processes/{code}/publish")


def start_simple(api: Api, process: str, title: str) -> str:
    """A case of such a process; its id."""
    data = {"title": title, "supplier": record_id(api, "suppliers", "华兴建材有限公司"), "reason": "三号工地"}
    return str(api.post("/instances", {"process": process, "data": data})["id"])
