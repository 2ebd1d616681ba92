"""A ledger of every kind of cell for the tests, filled through the API or, where it must be long, in its table."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.serving import Api, DemoServer

OPTIONS = [{"value": value, "label": label} for value, label in (("tool", "工具"), ("raw", "原料"))]
FIELDS: list[dict[str, Any]] = [
    {"code": "name", "label": "名称", "type": "text", "required": True},
    {"code": "kind", "label": "类别", "type": "select", "settings": {"options": OPTIONS}},
    {"code": "qty", "label": "数量", "type": "number", "settings": {"scale": 2}},
    {"code": "price", "label": "单价", "type": "money", "check": "price >= 0", "check_message": "单价不能为负"},
    {"code": "day", "label": "日期", "type": "date"},
    {"code": "done", "label": "完成", "type": "boolean"},
    {"code": "owner", "label": "负责人", "type": "person"},
    {"code": "dept", "label": "部门", "type": "department"},
    {"code": "product", "label": "产品", "type": "link", "settings": {"form": "products"}},
    {"code": "tags", "label": "标签", "type": "multiselect", "settings": {"options": ["急", "贵", "旧"]}},
    {"code": "note", "label": "备注", "type": "longtext"},
    {"code": "worth", "label": "金额", "type": "formula", "settings": {"result": "money", "expression": "qty * price"}},
]  # fmt: skip


def publish(server: DemoServer, code: str, name: str, **more: Any) -> Api:
    """Publish a ledger with these fields, once; returns the administrator's API."""
    admin = server.api("admin")
    if code not in [form["code"] for form in admin.get("/forms")]:
        definition = {"code": code, "name": name, "kind": "ledger", "title": "name", "fields": FIELDS, **more}
        admin.call("PUT", f"/forms/{code}/draft", json={"definition": definition, "revision": 0})
        admin.post(f"/forms/{code}/publish")
    return admin


def add(api: Api, form: str, **values: Any) -> dict[str, Any]:
    found: dict[str, Any] = api.post(f"/forms/{form}/records", {"values": values})
    return found


def lengthen(server: DemoServer, code: str, count: int) -> None:
    """That many rows straight into a ledger's table: the API would take minutes."""
    with closing(sqlite3.connect(server.folder / "data/banjie.db", timeout=60)) as database, database:
        (number,) = database.execute("SELECT id FROM form WHERE code = ?", (code,)).fetchone()
        table = f"form_{number}"
        at = "2026-11-01 00:00:00.000000"
        database.executemany(
            f"INSERT INTO {table} (title, case_status, created_by, created_at, updated_at, f_1, f_3, f_4) "
            "VALUES (?, 'record', 'admin', ?, ?, ?, ?, ?)",
            ((f"第{n}行", at, at, f"第{n}行", n * 100, n * 150) for n in range(1, count + 1)),
        )


def grid(page: Page, name: str) -> Locator:
    found = page.get_by_role("grid", name=name)
    expect(found.get_by_role("row").nth(1)).to_be_visible()
    return found


def cell(page: Page, row: int, label: str) -> Locator:
    """The cell of a row, counted from 0, under a column's label."""
    head = page.get_by_role("columnheader").filter(has=page.locator(".name").get_by_text(label, exact=True))
    at = head.get_attribute("aria-colindex")
    return page.locator(f"[role=row][aria-rowindex='{row + 2}'] [role=gridcell][aria-colindex='{at}']")


def labels(page: Page) -> list[str]:
    """The visible columns' labels from left to right."""
    return [text.strip() for text in page.locator("[role=columnheader] .name").all_inner_texts()]


def filter_by(page: Page, field: str, operator: str, value: str) -> None:
    page.get_by_role("button", name=re.compile("筛选")).first.click()
    dialog = page.get_by_role("dialog", name="筛选")
    dialog.get_by_label("字段").last.select_option(label=field)
    dialog.get_by_label("比较").last.select_option(label=operator)
    dialog.get_by_label("值", exact=True).last.fill(value)
    dialog.get_by_role("button", name="应用").click()


def menu(page: Page, label: str, choice: str) -> None:
    """Open a column's menu with the keys, choose with them."""
    page.get_by_role("columnheader", name=label).locator(".name").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menu").get_by_role("menuitem", name=choice).or_(
        page.get_by_role("menu").get_by_role("menuitemcheckbox", name=choice)
    ).press("Enter")
