"""Deleting (51): everything that goes can come back for five seconds, and nothing asks with the browser's own box."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Dialog, FilePayload, Locator, Page, expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import ROOT, DemoServer
from tests.browser.watching import Visits, eventually

KEPT_TITLE = """() => new Promise(done => {
  const open = indexedDB.open('banjie')
  open.onsuccess = () => {
    const all = open.result.transaction('drafts').objectStore('drafts').getAll()
    all.onsuccess = () => { open.result.close(); done(all.result.some(one => one.values.title)) }
  }
})"""
NATIVE = re.compile(r"(?<![\w.$])(?:window\.|globalThis\.|self\.)?(alert|confirm|prompt)\(")
OURS = "from '@/shared/ui/confirm'"


def test_item_51_no_native_dialog_in_the_sources() -> None:
    """`confirm(` is ours where it is imported from our own dialog or declared in the file; nothing else may be."""
    found: list[str] = []
    for path in sorted((ROOT / "web/src").rglob("*")):
        if path.suffix not in {".vue", ".ts"}:
            continue
        text = path.read_text(encoding="utf-8")
        for hit in NATIVE.finditer(text):
            own = hit[1] == "confirm" and (OURS in text or "function confirm(" in text)
            if "." in hit[0] or not own:
                found.append(f"{path.name}: {hit[0]}")
    assert found == []
    rules = json.loads((ROOT / "web/.oxlintrc.json").read_text(encoding="utf-8"))["rules"]
    assert rules["no-alert"] == "error"


def undo_of(page: Page) -> Locator:
    return page.get_by_role("status").get_by_role("button", name="撤销")


def customer(server: DemoServer, name: str) -> int:
    return int(
        server.api("admin").post("/forms/customers/records", {"values": {"code": name, "name": name}})["id"]
    )


def customers(server: DemoServer, name: str) -> int:
    return len(server.api("admin").get("/forms/customers/records", q=name)["items"])


def delete_record(page: Page, record: int, name: str) -> None:
    page.goto(f"/ledgers/customers?q={name}&record={record}")
    peek = page.get_by_role("dialog", name=name)
    peek.get_by_role("button", name="删除").click()
    expect(peek).to_be_hidden()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell", name=name, exact=True).first


def test_item_51_a_record_leaves_at_once_and_comes_back(visit: Visits, server: DemoServer) -> None:
    record = customer(server, "撤销得回来的客户")
    page = visit("admin")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "DELETE" else None)
    delete_record(page, record, "撤销得回来的客户")
    expect(row(page, "撤销得回来的客户")).to_have_count(0)
    assert sent == []
    undo_of(page).click()
    expect(row(page, "撤销得回来的客户")).to_be_visible()
    delete_record(page, record, "撤销得回来的客户")
    expect(row(page, "撤销得回来的客户")).to_have_count(0)
    eventually(
        page, lambda: customers(server, "撤销得回来的客户") == 0, "deleted after its five seconds", 15_000
    )
    assert len(sent) == 1


def test_item_51_a_deletion_is_not_lost_with_the_page(visit: Visits, server: DemoServer) -> None:
    record = customer(server, "关页也删掉的客户")
    page = visit("admin")
    delete_record(page, record, "关页也删掉的客户")
    expect(row(page, "关页也删掉的客户")).to_have_count(0)
    page.goto("about:blank")
    eventually(page, lambda: customers(server, "关页也删掉的客户") == 0, "deleted on leaving", 4_000)


def test_item_51_a_refused_deletion_brings_the_row_back_with_the_reason(
    visit: Visits, server: DemoServer
) -> None:
    supplier = purchases.record_id(server.api("admin"), "suppliers", "华兴建材有限公司")
    purchases.sent(server.api("wangli"), "引用着供应商", amount=300, changed=False)
    page = visit("admin", f"/ledgers/suppliers?q=华兴&record={supplier}")
    page.get_by_role("dialog", name="华兴建材有限公司").get_by_role("button", name="删除").click()
    expect(row(page, "华兴建材有限公司")).to_have_count(0)
    expect(page.get_by_text(re.compile("“华兴建材有限公司”没有删除：.+"))).to_be_visible()
    expect(row(page, "华兴建材有限公司")).to_be_visible()


def test_item_51_a_substitution_ends_and_comes_back(visit: Visits, server: DemoServer) -> None:
    api = server.api("zhaomin")
    body = {
        "substitute": "wangli",
        "starts": "2030-01-01T09:00:00+08:00",
        "ends": "2030-01-05T18:00:00+08:00",
        "process": None,
    }
    made = api.post("/substitutions", body)
    page = visit("zhaomin", "/substitutions")
    line = page.get_by_role("listitem").filter(has_text="2030")
    line.get_by_role("button", name="取消代理").click()
    expect(line).to_have_count(0)
    undo_of(page).click()
    expect(line).to_be_visible()
    assert made["id"] in [one["id"] for one in api.get("/substitutions")]
    line.get_by_role("button", name="取消代理").click()
    expect(line).to_have_count(0)
    eventually(
        page, lambda: made["id"] not in [one["id"] for one in api.get("/substitutions")], "ended", 15_000
    )
    expect(line).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_item_51_files_and_drafts_come_back(visit: Visits, server: DemoServer, phone: bool) -> None:
    page = visit("wangli", "/start/purchase", phone=phone)
    other = FilePayload(name="第二份报价.pdf", mimeType="application/pdf", buffer=purchases.PDF)
    purchases.attach(page)
    page.get_by_test_id("file-attachments").set_input_files(other)
    removers = page.get_by_role("button", name=re.compile("^移除"))
    expect(removers).to_have_count(2)
    removers.first.click()
    expect(removers).to_have_count(1)
    undo_of(page).click()
    expect(removers).to_have_count(2)
    expect(removers.first).to_have_accessible_name(f"移除 {purchases.QUOTATION['name']}")  # in its place

    box(page, "标题").fill("丢弃也能找回")
    eventually(page, lambda: bool(page.evaluate(KEPT_TITLE)), "the draft is kept")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(f"{server.base}{'/m' if phone else ''}/start/purchase")
    again.get_by_role("button", name="丢弃").click()
    expect(again.get_by_role("button", name="丢弃")).to_be_hidden()
    undo_of(again).click()
    again.get_by_role("button", name="继续填写").click()
    expect(box(again, "标题")).to_have_value("丢弃也能找回")


def test_item_51_fields_steps_and_branches_come_back(visit: Visits) -> None:
    page = visit("admin", "/admin/forms/purchase")
    fields = page.locator("[data-path]")
    expect(fields.first).to_be_visible()
    many = fields.count()
    page.get_by_role("button", name="删除 申请理由", exact=True).click()
    expect(fields).to_have_count(many - 1)
    undo_of(page).click()
    expect(fields).to_have_count(many)

    page.goto("/admin/processes/purchase")
    parts = page.locator("[data-node]")
    for part, delete in (
        ("[data-node]:not([data-node^='lane:'])", "删除步骤"),
        ("[data-node^='lane:']", "删除分支"),
    ):
        expect(page.locator(part).first).to_be_visible()
        expect(parts.filter(has_text="财务总监审批财务总监")).to_be_visible()  # roles by their names
        before = parts.all_text_contents()
        page.locator(part).first.click()
        page.get_by_role("dialog").get_by_role("button", name=delete).click()
        undo = undo_of(page)
        expect(undo).to_be_visible()
        assert parts.all_text_contents() != before
        undo.click()
        expect(parts).to_have_text(before)


def test_item_51_somebody_marked_as_left_is_back_by_undo(visit: Visits, server: DemoServer) -> None:
    admin = server.api("admin")
    admin.post(
        "/users", {"username": "undo", "name": "撤销试", "department": admin.get("/departments")[0]["code"]}
    )
    page = visit("admin", "/people?q=撤销试")
    page.get_by_role("button", name="编辑“撤销试”").click()
    page.get_by_role("dialog").get_by_role("button", name="标记离职").click()
    page.get_by_role("dialog", name=re.compile("离职？")).get_by_role("button", name="标记离职").click()
    expect(page.get_by_role("row").filter(has_text="撤销试")).to_contain_text("已离职")
    undo_of(page).click()
    expect(page.get_by_text("“撤销试”已复职")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="撤销试")).not_to_contain_text("已离职")


def test_item_51_questions_are_never_the_browsers_own(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "不用系统弹窗", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    native: list[Dialog] = []
    page.on("dialog", lambda dialog: native.append(dialog))
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert native == []
