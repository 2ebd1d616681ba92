"""Connections: set up by kind, tried at once, told what to do, and taken away while nothing needs them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Visits
from tests.browser.serving import DemoServer
from tests.connectors.servers import Reply, Seen, http_server


def opened(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_system_is_added_tried_and_removed(visit: Visits, server: DemoServer) -> None:
    seen: list[Seen] = []  # by the system

    def answer(request: Seen) -> Reply:
        seen.append(request)
        return (200 if request.headers.get("authorization") == "Bearer t0p-secret" else 401, {})

    page = visit("admin", "/admin/connections")
    opened(page, "添加连接")
    drawer = page.get_by_role("dialog")
    with http_server(answer) as system:
        server.allow(system.url)
        drawer.get_by_label("标识").fill("kingdee")
        drawer.get_by_label("名称", exact=True).fill("金蝶 ERP")
        drawer.get_by_label("地址", exact=True).fill(system.url)
        drawer.get_by_label("登录方式").select_option(label="令牌（Bearer）")
        drawer.get_by_label("令牌", exact=True).fill("wrong")
        drawer.get_by_role("button", name="保存并测试").click()
        told = drawer.get_by_role("status")
        # What to do is said: first the address inside the company, then the secret.
        expect(told).to_contain_text("允许访问内网地址")
        drawer.get_by_label("允许访问内网地址").check()
        drawer.get_by_role("button", name="保存并测试").click()
        expect(told).to_contain_text("账号或密钥被拒绝")
        drawer.get_by_label("令牌", exact=True).fill("t0p-secret")
        drawer.get_by_role("button", name="保存并测试").click()
        expect(told).to_contain_text("地址可达")
    assert [request.method for request in seen] == ["GET", "GET"]

    # The secret was taken and does not come back.
    expect(drawer.get_by_label("令牌", exact=True)).to_have_value("")
    expect(drawer.get_by_label("令牌", exact=True)).to_have_attribute("placeholder", re.compile("已设置"))
    assert "t0p-secret" not in str(server.api("admin").get("/connectors"))
    drawer.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("金蝶 ERP"))).to_contain_text("已配置")

    page.get_by_role("button", name=re.compile("金蝶 ERP")).click()
    drawer.get_by_role("button", name="删除").click()
    page.get_by_role("dialog", name=re.compile("删除连接")).get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除“金蝶 ERP”")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("金蝶 ERP"))).to_be_hidden()


def test_the_mail_server_is_tried_with_a_real_mail(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/admin/connections")
    page.get_by_role("button", name=re.compile("邮件服务器")).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="测试连接").click()
    expect(drawer.get_by_role("status")).to_contain_text("已连上邮件服务器")
    drawer.get_by_label("发一封测试邮件到（可不填）").fill("boss@example.com")
    drawer.get_by_role("button", name="测试连接").click()
    expect(drawer.get_by_role("status")).to_contain_text("测试邮件已发往 boss@example.com")
    received = server.api("admin").get("/demo/received")
    assert [one["title"] for one in received if "boss@example.com" in one["content"]] == ["办结的测试邮件"]


def test_a_connection_that_processes_call_stays(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/admin/connections")
    page.get_by_role("button", name=re.compile("ERP 系统")).click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    page.get_by_role("dialog", name=re.compile("删除连接")).get_by_role("button", name="删除").click()
    expect(page.get_by_text(re.compile("这些流程还在用它"))).to_be_visible()
    assert "erp" in [one["name"] for one in server.api("admin").get("/connectors")]


def test_unsaved_settings_are_asked_for(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/admin/connections")
    page.get_by_role("button", name=re.compile("ERP 系统")).click()
    page.get_by_label("地址", exact=True).fill("https://elsewhere.example.com")
    page.keyboard.press("Escape")
    expect(page.get_by_text("还没有保存，确定丢弃吗？")).to_be_visible()
    page.get_by_role("dialog", name="还没有保存").get_by_role("button", name="取消").click()
    expect(page.get_by_label("地址", exact=True)).to_have_value("https://elsewhere.example.com")
