#!/usr/bin/env python3
"""Takes the pictures of README and guides from a running, fresh demo: `tools/screenshots.py [http://127.0.0.1:8400]`.

It signs in as the demo's people, sends a purchase and lets it be approved, and writes docs/screenshots/*.png and
the guides' pictures in both languages. Pictures are reduced to a palette, so that each stays well below 300 KB.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import purchases  # noqa: E402 - the tests' hands fill in the form
from tests.browser.serving import Api  # noqa: E402
from tools import guide_pictures  # noqa: E402

TARGET = ROOT / "docs/screenshots"
LIMIT = 300_000
TITLE = "三号工地水泥与瓷砖"


def page_of(browser: Browser, base: str, username: str = "", *, phone: bool = False) -> Page:
    size = ViewportSize(width=390, height=844) if phone else ViewportSize(width=1440, height=900)
    context = browser.new_context(
        base_url=base, viewport=size, is_mobile=phone, has_touch=phone, device_scale_factor=2 if phone else 1,
        locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
    )  # fmt: skip
    if username:
        api = Api(base, username)
        context.add_cookies(
            [{"name": name, "value": value, "url": base} for name, value in api.cookies().items()]
        )
        api.close()
    return context.new_page()


def take(page: Page, name: str) -> None:
    picture(page, TARGET / f"{name}.png")


def picture(page: Page, target: Path, clip: FloatRect | None = None) -> None:
    """Wait for what is still loading, then write the picture."""
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    expect(page.locator(".toast")).to_have_count(0)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.screenshot(path=target, clip=clip)
    squeeze(target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")


def squeeze(picture: Path) -> None:
    """Fewer bytes where pngquant is at hand; too big is an error."""
    if pngquant := shutil.which("pngquant"):
        os.spawnv(
            os.P_WAIT, pngquant, [pngquant, "--force", "--skip-if-larger", "--ext", ".png", str(picture)]
        )
    if picture.stat().st_size > LIMIT:
        raise SystemExit(f"{picture} is larger than {LIMIT // 1000} KB")


def shoot(browser: Browser, base: str) -> None:
    manager = page_of(browser, base, "zhaomin")
    manager.goto("/")
    expect(manager.get_by_role("region", name="待办").get_by_role("listitem").first).to_be_visible()
    take(manager, "home")

    buyer = page_of(browser, base, "wangli")
    purchases.start(buyer)
    purchases.fill(buyer, TITLE)
    purchases.add_lines(buyer)
    purchases.attach(buyer)
    expect(buyer.get_by_role("complementary", name="将由谁审批")).to_contain_text("周法")
    take(buyer, "start-form")
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/cases/*")
    case = buyer.url.rsplit("/", 1)[1]

    phone = page_of(browser, base, "wangli", phone=True)
    purchases.start(phone, phone=True)
    purchases.fill(phone, "二号库补货", phone=True)
    purchases.add_line(phone, 1, purchases.LINES[0], phone=True)
    expect(phone.get_by_role("button", name=re.compile("将由谁审批"))).to_contain_text("赵敏")
    phone.get_by_role("region", name="第 1 条").scroll_into_view_if_needed()
    take(phone, "phone-fill")

    manager.goto("/inbox")
    purchases.waiting(manager, TITLE).first.click()
    expect(manager.get_by_role("heading", level=1, name=re.compile(TITLE))).to_be_visible()
    take(manager, "inbox")
    reader = page_of(browser, base, "zhaomin", phone=True)
    reader.goto(f"/m/cases/{case}")
    expect(reader.get_by_text("为什么找我")).to_be_visible()
    take(reader, "phone-case")

    apis = {name: Api(base, name) for name in ("zhaomin", "sunqian", "zhoufa")}
    purchases.approve(apis["zhaomin"], case)
    expect(
        buyer.get_by_role("region", name="流程").get_by_role(
            "button", name=re.compile("财务总监审批.*进行中")
        )
    ).to_be_visible()
    take(buyer, "case-running")
    for name in ("sunqian", "zhoufa"):
        purchases.approve(apis[name], case)
    expect(buyer.get_by_text("已办结").first).to_be_visible(timeout=60_000)
    buyer.get_by_role("region", name="后续动作").scroll_into_view_if_needed()
    take(buyer, "case-closed")
    for api in apis.values():
        api.close()

    admin = page_of(browser, base, "admin")
    admin.goto("/ledgers/purchase")
    expect(admin.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    take(admin, "ledger")
    admin.goto("/admin/processes/purchase")
    expect(admin.get_by_role("button", name=re.compile("部门经理审批"))).to_be_visible()
    take(admin, "flow-designer")
    admin.goto("/admin/forms/purchase")
    expect(admin.get_by_role("navigation", name="字段类型")).to_be_visible()
    take(admin, "form-designer")
    admin.goto("/admin/processes/promotion/sheet")
    expect(admin.get_by_role("heading", name="业务规则单", level=2)).to_be_visible()
    take(admin, "rule-sheet")
    admin.goto("/admin/processes/purchase/insight?days=365")
    expect(admin.get_by_role("heading", name="卡在哪一步")).to_be_visible()
    take(admin, "insight")


def main() -> None:
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8400").rstrip("/")
    TARGET.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("BANJIE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("screenshots need Chromium: set BANJIE_CHROMIUM or install it")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            shoot(browser, base)
            guide_pictures.shoot(browser, base, picture)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
