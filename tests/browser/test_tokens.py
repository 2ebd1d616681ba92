"""Personal tokens in a browser: shown once, usable, listed with their last use, revoked for good."""

from __future__ import annotations

import httpx
from playwright.sync_api import expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def whoami(server: DemoServer, secret: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {secret}"}
    return httpx.get(f"{server.base}/api/v1/me", headers=headers, trust_env=False)


def test_a_token_is_made_used_and_revoked(visit: Visits, server: DemoServer) -> None:
    page = visit("wangli", "/")
    page.get_by_role("button", name="账户").click()
    page.get_by_role("link", name="个人令牌").click()
    page.wait_for_url("**/tokens")
    expect(page.get_by_text('curl -H "Authorization: Bearer $BANJIE_TOKEN"')).to_be_visible()

    page.get_by_role("button", name="新建令牌").click()
    dialog = page.get_by_role("dialog", name="新建令牌")
    expect(dialog.get_by_role("button", name="生成令牌")).to_be_disabled()
    dialog.get_by_label("用途").fill("每晚同步订单")
    dialog.get_by_label("有效期").select_option(label="30 天")
    assert_accessible(page)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="令牌“每晚同步订单”已生成")
    secret = dialog.get_by_label("个人令牌").input_value()
    assert secret.startswith("bj_")
    assert whoami(server, secret).json()["username"] == "wangli"
    expect(dialog.get_by_text(f"Bearer {secret}")).to_be_visible()
    assert_accessible(page)

    # Not copied: closing asks once more.
    dialog.get_by_role("button", name="完成").click()
    asked = page.get_by_role("dialog", name="令牌只显示这一次")
    asked.get_by_role("button", name="取消").click()
    expect(dialog.get_by_label("个人令牌")).to_have_value(secret)
    dialog.get_by_role("button", name="复制", exact=True).click()
    dialog.get_by_role("button", name="完成").click()
    expect(dialog).to_be_hidden()

    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="每晚同步订单")).to_contain_text("最近使用")
    assert secret not in page.content()
    assert_accessible(page)
    page.get_by_role("button", name="吊销“每晚同步订单”").click()
    page.get_by_role("dialog").get_by_role("button", name="吊销").click()
    expect(page.get_by_text("还没有个人令牌")).to_be_visible()
    assert whoami(server, secret).status_code == 401


def test_an_administrator_finds_a_persons_tokens_from_the_person(visit: Visits, server: DemoServer) -> None:
    made = server.api("zhaomin").post("/tokens", {"name": "月报脚本", "days": None})
    page = visit("admin", "/people?q=zhaomin")
    page.get_by_role("button", name="编辑“赵敏”").click()
    page.get_by_role("dialog").get_by_role("link", name="个人令牌").click()
    page.wait_for_url("**/tokens?of=zhaomin")
    expect(page.get_by_role("listitem").filter(has_text="月报脚本")).to_contain_text("永不过期")
    page.get_by_role("button", name="所有人的").click()
    expect(page.get_by_role("listitem").filter(has_text="月报脚本")).to_contain_text("赵敏")
    assert_accessible(page)
    page.get_by_role("button", name="吊销“月报脚本”").click()
    page.get_by_role("dialog").get_by_role("button", name="吊销").click()
    expect(page.get_by_text("月报脚本").filter(has_not_text="已吊销")).to_have_count(0)
    assert whoami(server, made["secret"]).status_code == 401
