"""Help where one is: the page's own guide beside it, all guides by search, pictures large, the phone's own part."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.watching import Visits, assert_accessible


def test_the_guide_of_a_page_opens_beside_it_and_one_goes_on_working(visit: Visits) -> None:
    page = visit("wangli", "/start/purchase")
    expect(page.get_by_role("heading", name="采购申请")).to_be_visible()
    page.keyboard.press("F1")
    beside = page.get_by_role("complementary", name="使用指南")
    expect(beside.get_by_role("heading", name="发起申请")).to_be_visible()
    assert_accessible(page)
    # The page is not covered: one reads and fills in.
    page.get_by_label("标题").first.fill("看着指南填的")
    page.goto("/inbox")
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
    page.keyboard.press("F1")
    expect(beside.get_by_role("heading", name="审批")).to_be_visible()
    page.get_by_role("link", name="台账", exact=True).click()
    page.wait_for_url("**/ledgers")
    # It stays while one looks around, and offers the guide of the page one has come to.
    expect(beside.get_by_role("heading", name="审批")).to_be_visible()
    beside.get_by_role("button", name="看这一页的指南：台账").click()
    expect(beside.get_by_role("heading", name="台账", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(beside).to_have_count(0)


def test_words_are_found_in_all_guides_and_a_picture_opens_large(visit: Visits) -> None:
    page = visit("admin", "/help")
    page.get_by_label("在指南里查找").fill("试点")
    found = page.get_by_role("navigation", name="使用指南").get_by_role("button")
    expect(found.filter(has_text="试点").first).to_be_visible()
    page.get_by_label("在指南里查找").fill("没有这样的词")
    expect(page.get_by_text("没有找到“没有这样的词”")).to_be_visible()
    page.get_by_label("在指南里查找").fill("")
    page.get_by_role("button", name="画流程").click()
    page.wait_for_url("**/help/flow")
    picture = page.get_by_role("article").get_by_role("img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    picture.click()
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^下一篇")).click()
    expect(page).not_to_have_url(re.compile("/help/flow$"))


def test_the_guides_speak_the_language_of_the_page(visit: Visits) -> None:
    page = visit("admin", "/help/decide")
    expect(page.get_by_role("heading", level=2, name="审批")).to_be_visible()
    page.evaluate("localStorage.setItem('locale', 'en')")
    page.reload()
    expect(page.get_by_role("heading", level=2, name=re.compile("^Decid"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Guides")).to_be_visible()


def test_an_empty_list_leads_to_the_guide_that_says_more(visit: Visits) -> None:
    page = visit("wangli", "/substitutions")
    page.get_by_role("link", name="了解：代理").click()
    beside = page.get_by_role("complementary", name="使用指南")
    expect(beside.get_by_role("heading", name=re.compile("^代理"))).to_be_visible()
    expect(page).to_have_url(re.compile("/substitutions$"))


def test_on_the_phone_guides_are_pages(visit: Visits) -> None:
    page = visit("wangli", "/mine", phone=True)
    page.get_by_role("link", name="使用指南").click()
    page.get_by_role("button", name="审批").click()
    page.wait_for_url("**/m/help/decide")
    expect(page.get_by_role("heading", name="审批")).to_be_visible()
    # What is done on the desktop only is not offered here.
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("button", name="发起申请")).to_be_visible()
    expect(page.get_by_role("button", name="画流程")).to_have_count(0)
