"""The checklist's manners of every page (49–54), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible

DESKTOP = (
    "/", "/start", "/start/purchase", "/inbox", "/inbox?state=done", "/cases?role=started", "/cases?role=handled",
    "/cases?role=cc", "/cases?role=all", "/ledgers", "/ledgers/purchase", "/ledgers/purchase_orders", "/people",
    "/substitutions", "/incidents", "/admin/forms", "/admin/processes", "/admin/connections", "/admin/received",
    "/admin/forms/purchase", "/admin/processes/purchase", "/nirgends",
)  # fmt: skip
PHONE = ("/", "/start", "/start/purchase", "/cases", "/ledgers", "/ledgers/purchase", "/mine")


def settled(page: Page) -> None:
    """Until the page has drawn what it asked for."""
    page.wait_for_load_state("load")
    expect(page.locator("main, .frame").first).to_be_visible()
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done())))"
    )


def test_item_50_part_lists_have_skeletons_words_for_empty_and_a_retry(visit: Visits) -> None:
    page = visit("wangli", "/ledgers")
    expect(page.get_by_role("heading", name="台账")).to_be_visible()
    broken = True

    def answer(route: Route) -> None:
        if broken:
            problem = (
                '{"type":"about:blank","title":"数据库暂时连不上","status":503,"detail":"数据库暂时连不上"}'
            )
            route.fulfill(status=503, content_type="application/problem+json", body=problem)
        else:
            route.fallback()

    page.route("**/api/v1/instances?**", answer)
    page.goto("/cases?role=started")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("数据库暂时连不上")
    broken = False
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_be_hidden()
    page.goto("/cases?role=started&q=没有这样的标题")
    expect(page.get_by_text("这里还没有单据")).to_be_visible()


def test_item_51_part_no_native_confirm(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "不用系统弹窗", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    native: list[str] = []

    def seen(dialog: object) -> None:
        native.append(str(dialog))

    page.on("dialog", seen)
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert native == []


def test_item_52_dialogs_trap_focus_and_give_it_back(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "焦点", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    opener = page.get_by_role("button", name="抄送")
    opener.click()
    expect(page.get_by_role("dialog", name="抄送给")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => Boolean(document.activeElement.closest('[role=dialog]'))")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_item_52_reduced_motion_is_obeyed(visit: Visits) -> None:
    page = visit("wangli", "/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    longest = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('*')].map("
        "e => parseFloat(getComputedStyle(e).transitionDuration) || 0))"
    )
    assert longest <= 0.01


@pytest.mark.parametrize("path", DESKTOP)
def test_item_52_no_serious_finding_on_the_desktop(visit: Visits, path: str) -> None:
    page = visit("admin", path)
    settled(page)
    assert_accessible(page)


@pytest.mark.parametrize("path", PHONE)
def test_item_52_no_serious_finding_on_the_phone(visit: Visits, path: str) -> None:
    page = visit("zhaomin", path, phone=True)
    settled(page)
    assert_accessible(page)


def test_item_52_no_serious_finding_in_the_dark(visit: Visits) -> None:
    page = visit("zhaomin", "/inbox", color_scheme="dark")
    settled(page)
    expect(page.get_by_role("region", name="流程")).to_be_visible()
    assert_accessible(page)


@contextmanager
def damaged(server: DemoServer, damage: str, repair: str) -> Iterator[None]:
    """A statement behind the running server's back, undone at the end."""
    with closing(
        sqlite3.connect(server.folder / "data/banjie.db", timeout=30, isolation_level=None)
    ) as database:
        database.execute(damage)
        try:
            yield
        finally:
            database.execute(repair)


def says(alert: Locator, *words: str) -> None:
    """Chinese, what to do next, no English but the number."""
    for word in words:
        expect(alert).to_contain_text(word)
    text = alert.inner_text()
    assert not re.search(r"[a-zA-Z]{3,}", re.sub(r"编号 \w+", "", text)), text


def number_of(alert: Locator, server: DemoServer, status: int) -> None:
    """Its number is copied by one press and stands in the server's log."""
    copier = alert.get_by_role("button", name=re.compile("编号"))
    copier.click()
    expect(copier).to_contain_text("已复制")
    number = alert.page.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch("[0-9A-Z]{10}", number)
    assert re.search(rf"number={number}.*status={status}", server.output)


def test_item_53_faults_of_ours_say_what_to_do_and_give_a_number(visit: Visits, server: DemoServer) -> None:
    page = visit("zhaomin", "/", permissions=["clipboard-read", "clipboard-write"])
    alert = page.get_by_role("main").get_by_role("alert").first
    # 500: what is stored cannot be read
    with damaged(
        server,
        "UPDATE task SET reason = '{' || reason WHERE assignee = 'zhaomin'",
        "UPDATE task SET reason = substr(reason, 2) WHERE assignee = 'zhaomin'",
    ):
        page.goto("/inbox")
        says(alert, "服务器出错了", "稍后重试", "管理员")
        number_of(alert, server, 500)
        assert_accessible(page)
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_be_hidden()
    # 503: the database does not answer
    with damaged(server, "ALTER TABLE task RENAME TO task_away", "ALTER TABLE task_away RENAME TO task"):
        page.goto("/inbox")
        says(alert, "暂时连不上", "稍后重试")
        number_of(alert, server, 503)
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_be_hidden()
    # a proxy without the server behind it: no words of ours, no number
    page.route("**/api/v1/tasks?**", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    page.goto("/inbox")
    says(alert, "暂时没有回应（502）", "稍后重试")
    page.unroute_all()
    # offline
    page.goto("/cases?role=started")
    settled(page)
    page.context.set_offline(True)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="我处理的").click()
    says(alert, "连不上服务器，请检查网络后重试")
    page.context.set_offline(False)
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_be_hidden()


def test_item_53_refusals_say_what_to_do_next(visit: Visits, server: DemoServer) -> None:
    page = visit(
        "wangli", "/cases/01hzzzzzzzzzzzzzzzzzzzzzzz", permissions=["clipboard-read", "clipboard-write"]
    )
    alert = page.get_by_role("main").get_by_role("alert").first
    says(alert, "没有找到，可能已被删除或无权查看", "请返回列表")
    expect(alert.get_by_role("button", name="重试")).to_be_visible()
    number_of(alert, server, 404)
    page.goto("/admin/received")  # 403: an administrator's page
    says(alert, "只有管理员", "联系管理员")
    number_of(alert, server, 403)


def test_item_53_somebody_was_quicker(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "撤回太晚", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    page.route("**/api/v1/instances/*", lambda route: route.abort())  # the page does not hear of it
    purchases.approve(server.api("zhaomin"), case["id"])
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("不买了")
    dialog.get_by_role("button", name="撤回").click()
    toast = page.get_by_role("status").filter(has_text="编号")
    says(toast, "状态不允许", "刷新")


def test_item_53_what_is_too_large_and_what_says_nothing(visit: Visits, server: DemoServer) -> None:
    page = visit("wangli", "/start/purchase")
    expect(box(page, "标题")).to_be_visible()
    big = FilePayload(name="扫描件.pdf", mimeType="application/pdf", buffer=b"%PDF-" + b"0" * 21_000_000)
    page.get_by_test_id("file-attachments").set_input_files([big])
    says(purchases.field(page, "attachments").get_by_role("alert").first, "文件不能超过 20 MB")
    wrong = FilePayload(name="报价.html", mimeType="text/html", buffer=b"<p>")
    page.get_by_test_id("file-attachments").set_input_files([wrong])
    expect(page.get_by_text(re.compile("不支持这种文件类型.*请换成图片、PDF"))).to_be_visible()
    # 422: an opinion that says nothing
    case = purchases.sent(server.api("wangli"), "套话", amount=300, changed=False)
    page = visit("zhaomin", f"/cases/{case['id']}")
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_label("意见").fill("同意")
    page.get_by_role("button", name="确认同意").click()
    says(page.get_by_role("main").get_by_role("alert"), "不算意见", "请写明理由")


def test_item_53_sign_in_says_how_long_to_wait(visit: Visits) -> None:
    page = visit()
    page.goto("/sign-in")
    box(page, "用户名").fill("hrlin")
    page.get_by_label("密码", exact=True).fill("falsch")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("^用户名或密码不对，请[^a-zA-Z]+$"))
    for _ in range(30):
        if "过多" in page.get_by_role("alert").inner_text():
            break
        with page.expect_response("**/api/v1/session"):
            page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("alert")).not_to_be_empty()
    says(page.get_by_role("alert"), "登录失败次数过多", "分钟后再试")


def test_item_54_part_reload_comes_back_to_the_same_place(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "刷新之后", amount=300, changed=False)
    page = visit("zhaomin", f"/inbox/{purchases.task_of(server.api('zhaomin'), case['id'])}")
    expect(page.get_by_role("heading", level=1, name=re.compile("刷新之后"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name=re.compile("刷新之后"))).to_be_visible()
    page.goto("/cases?role=handled")
    page.get_by_label("状态", exact=True).select_option("ended")
    expect(page).to_have_url(re.compile("status=ended"))
    page.reload()
    expect(page.get_by_label("状态", exact=True)).to_have_value("ended")
