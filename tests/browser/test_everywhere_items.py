"""The checklist's manners of every page (49–54), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import unquote

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import ROOT, DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

DESKTOP = (
    "/", "/start", "/start/purchase", "/inbox", "/inbox?state=done", "/cases?role=started", "/cases?role=handled",
    "/cases?role=cc", "/cases?role=all", "/ledgers", "/ledgers/purchase", "/ledgers/purchase_orders", "/dashboards", "/people",
    "/substitutions", "/tokens", "/incidents", "/admin/forms", "/admin/processes", "/admin/templates",
    "/admin/templates/gate_pass",
    "/admin/connections", "/admin/audit", "/admin/calendar", "/admin/backups", "/admin/received", "/help", "/help/flow", "/setup/people", "/setup/process", "/setup/done",
    "/admin/forms/purchase", "/admin/processes/purchase", "/admin/processes/purchase/sheet",
    "/admin/processes/purchase/sheet/print", "/admin/processes/purchase/insight?days=365", "/nirgends",
)  # fmt: skip
PHONE = (
    "/", "/start", "/start/purchase", "/cases", "/ledgers", "/ledgers/purchase", "/dashboards", "/substitutions", "/mine", "/search",
    "/notices", "/help", "/help/decide",
)  # fmt: skip
ELSEWHERE = {"/sign-in", "/inbox/:task", "/cases/:id", "/dashboards/:id"}
"""Looked at in tests of their own, below or beside their manners."""


def settled(page: Page) -> None:
    """Until the page has drawn what it asked for."""
    page.wait_for_load_state("load")
    expect(page.locator("main, .frame").first).to_be_visible()
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done())))"
    )


def palette(page: Page) -> Locator:
    expect(page.get_by_role("button", name="搜索")).to_be_visible()
    page.keyboard.press("Control+k")
    found = page.get_by_role("dialog", name="搜索")
    expect(found.get_by_role("combobox")).to_be_focused()
    return found


def test_item_49_ctrl_k_finds_by_pinyin_name_and_number(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "命令面板里找得到", amount=300, changed=False)
    page = visit("wangli", "/")
    settled(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    opener = page.get_by_role("button", name="搜索")
    opener.focus()
    found = palette(page)
    assert_accessible(page)
    page.keyboard.type("fy", delay=10)
    expect(found.get_by_role("group", name="发起申请").get_by_role("option", name="费用报销")).to_be_visible()
    assert len(asked) == 1  # one debounced question
    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(opener).to_be_focused()

    for query, kind, name, where in (
        ("feiyongbaoxiao", "发起申请", "费用报销", "/start/expense"),
        ("mlmb", "单据", "命令面板里找得到", f"/cases/{case['id']}"),
        (case["number"], "单据", "命令面板里找得到", f"/cases/{case['id']}"),
        ("zhaomin", "人员", "赵敏", "/people?q=赵敏"),
        ("taizhang", "页面", "台账", "/ledgers"),
        ("dl", "页面", "代理设置", "/substitutions"),
    ):
        found = palette(page)
        page.keyboard.type(query)
        option = found.get_by_role("group", name=kind).get_by_role("option", name=re.compile(name)).first
        expect(option).to_be_visible()
        for _ in range(40):
            if option.get_attribute("aria-selected") == "true":
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, where=where: unquote(url).endswith(where))
        expect(found).to_be_hidden()
    found = palette(page)
    page.keyboard.type("shense")
    found.get_by_role("group", name="操作").get_by_role("option").click()
    expect(page.locator("html[data-theme='dark']")).to_be_attached()


def test_item_49_records_by_number_and_designers_for_administrators(
    visit: Visits, server: DemoServer
) -> None:
    record = server.api("admin").get("/forms/purchase/records", limit=1)["items"][0]
    page = visit("admin", "/")
    found = palette(page)
    page.keyboard.type(record["number"])
    found.get_by_role("group", name="台账记录").get_by_role(
        "option", name=re.compile(record["number"])
    ).first.click()
    expect(page).to_have_url(re.compile(rf"/ledgers/purchase\?record={record['id']}"))
    found = palette(page)
    page.keyboard.type("cgsq")
    found.get_by_role("group", name="设计流程").get_by_role("option", name="采购申请").click()
    expect(page).to_have_url(re.compile("/admin/processes/purchase"))


def test_item_49_what_is_not_mine_is_not_found(visit: Visits, server: DemoServer) -> None:
    purchases.sent(server.api("wangli"), "别人看不到的采购", amount=300, changed=False)
    page = visit("chenkefu", "/")
    found = palette(page)
    page.keyboard.type("别人看不到")
    expect(found.get_by_text("没有找到“别人看不到”")).to_be_visible()


def test_item_49_the_same_on_the_phone(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "手机上搜到我", amount=300, changed=False)
    page = visit("wangli", "/", phone=True)
    page.get_by_role("link", name="搜索").tap()
    box = page.get_by_role("searchbox", name="搜索")
    expect(box).to_be_focused()
    box.fill("sjss")
    hit = page.get_by_role("region", name="单据").get_by_role("link", name=re.compile("手机上搜到我"))
    expect(hit).to_be_visible()
    assert_accessible(page)
    page.reload()  # the question is in the address
    hit.tap()
    expect(page).to_have_url(re.compile(f"/m/cases/{case['id']}"))
    page.get_by_role("button", name="返回").tap()
    expect(page.get_by_role("searchbox", name="搜索")).to_have_value("sjss")


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


@pytest.mark.parametrize(("router", "paths"), [("app", DESKTOP), ("mobile", PHONE)])
def test_item_52_every_page_is_among_those_looked_at(router: str, paths: tuple[str, ...]) -> None:
    """A page that is added is looked at, or this fails."""
    source = (ROOT / "web" / "src" / router / "router.ts").read_text(encoding="utf-8")
    routes = [path for path in re.findall(r"path: '([^']+)', name:", source) if "(.*)" not in path]
    assert len(routes) > 5
    for path in routes:
        shape = re.sub(r":\w+", "[^/]+", re.sub(r"/:\w+\?", "(/[^/]+)?", path))
        looked_at = any(re.fullmatch(shape, one.partition("?")[0]) for one in paths)
        assert looked_at or path in ELSEWHERE, f"{router}: {path}"


@pytest.mark.parametrize("path", ["/sign-in"])
@pytest.mark.parametrize("phone", [False, True])
def test_item_52_no_serious_finding_before_signing_in(visit: Visits, path: str, phone: bool) -> None:
    page = visit("", path, phone=phone)
    settled(page)
    assert_accessible(page)


@pytest.mark.parametrize("phone", [False, True])
def test_item_52_no_serious_finding_in_a_case_and_at_its_task(
    visit: Visits, server: DemoServer, phone: bool
) -> None:
    case = purchases.sent(server.api("wangli"), "无障碍检查", amount=300, changed=False)
    task = purchases.task_of(server.api("zhaomin"), case["id"])
    for username, path in (("wangli", f"/cases/{case['id']}"), ("zhaomin", f"/inbox/{task}")):
        page = visit(username, path, phone=phone)
        expect(page.get_by_text("无障碍检查").first).to_be_visible()
        settled(page)
        assert_accessible(page)


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


def scrolled(page: Page, scroller: str, by: int) -> int:
    """Scroll as a hand does, and say where it stands."""
    at = page.locator(scroller)
    expect(at).to_be_visible()
    eventually(
        page, lambda: at.evaluate("e => e.scrollHeight - e.clientHeight") > by, f"{scroller} is long enough"
    )
    at.evaluate("(e, by) => { e.scrollTop = by }", by)
    eventually(page, lambda: at.evaluate("e => e.scrollTop") == by, "it has scrolled")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return by


def stands(page: Page, scroller: str, at: int) -> None:
    expect(page.locator(scroller)).to_be_visible()
    eventually(
        page,
        lambda: abs(page.locator(scroller).evaluate("e => e.scrollTop") - at) < 4,
        f"{scroller} stands at {at}",
    )


def test_item_54_reload_comes_back_to_the_same_record_and_filter(visit: Visits, server: DemoServer) -> None:
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
    page.goto("/people")
    page.get_by_role("searchbox").fill("采购")
    expect(page).to_have_url(re.compile("q="))
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("采购")


@pytest.mark.parametrize(
    ("path", "scroller", "by"),
    [("/cases?role=all", "main", 1800), ("/inbox", ".rows", 60), ("/start", "main", 40), ("/people", "main", 40),
     ("/admin/forms", "main", 300), ("/start/purchase", ".page > .scroll", 50)],
)  # fmt: skip
def test_item_54_reload_comes_back_to_the_same_scroll(
    visit: Visits, server: DemoServer, path: str, scroller: str, by: int
) -> None:
    if path == "/inbox":  # more than the window holds, whoever tested before
        for number in range(5):
            purchases.sent(server.api("wangli"), f"长长的待办 {number}", amount=300, changed=False)
    page = visit("admin" if "all" in path or "admin" in path else "zhaomin", "/")
    page.set_viewport_size({"width": 1200, "height": 420})
    if "all" in path:  # further pages come back too: make pages of eight
        page.route(
            "**/api/v1/instances?*",
            lambda route: route.continue_(url=route.request.url.replace("limit=50", "limit=8")),
        )
    page.goto(path)
    settled(page)
    if "all" in path:
        page.get_by_role("button", name="加载更多").click()
        eventually(page, lambda: page.locator("main li, main tr").count() > 12, "the second page")
        by = page.locator(scroller).evaluate("e => e.scrollHeight - e.clientHeight") - 40
    at = scrolled(page, scroller, by)
    page.reload()
    stands(page, scroller, at)


@pytest.mark.parametrize(
    "path", ["/", "/cases?role=handled", "/start", "/ledgers/products", "/start/purchase"]
)
def test_item_54_on_the_phone_too(visit: Visits, path: str) -> None:
    page = visit("admin" if "ledgers" in path else "zhaomin", path, phone=True)
    page.set_viewport_size({"width": 390, "height": 420})
    settled(page)
    at = scrolled(page, "main", 60)
    page.reload()
    stands(page, "main", at)


def test_item_54_back_stands_where_it_was_and_a_new_visit_at_the_top(visit: Visits) -> None:
    page = visit("zhaomin", "/cases?role=handled", phone=True)
    settled(page)
    at = scrolled(page, "main", 300)
    page.get_by_role("main").get_by_role("link").nth(5).tap()
    page.get_by_role("button", name="返回").tap()
    stands(page, "main", at)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile("待办")).tap()
    page.get_by_role("tab", name="已处理").tap()
    expect(page).to_have_url(re.compile("state=done"))
    page.reload()
    expect(page.get_by_role("tab", name="已处理")).to_have_attribute("aria-selected", "true")


def test_item_54_a_record_on_the_phone_opens_again(visit: Visits, server: DemoServer) -> None:
    record = server.api("admin").get("/forms/products/records", limit=1)["items"][0]
    page = visit("admin", f"/ledgers/products?record={record['id']}", phone=True)
    expect(page.get_by_role("dialog", name=record["title"])).to_be_visible()


def test_keys_are_told_on_every_page_those_of_the_page_first(visit: Visits) -> None:
    page = visit("admin", "/ledgers/products")
    settled(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog.get_by_role("region").first).to_have_attribute("aria-label", "台账")
    expect(dialog).to_contain_text("Ctrl + K")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    # Where somebody types, ? is a letter.
    page.get_by_role("searchbox").first.fill("")
    page.keyboard.type("?")
    expect(dialog).to_be_hidden()

    page.goto("/")
    settled(page)
    page.get_by_role("button", name=re.compile("账户")).click()
    page.get_by_role("button", name="快捷键").click()
    expect(dialog.get_by_role("region")).to_have_count(1)
