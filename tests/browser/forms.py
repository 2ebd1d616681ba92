"""Forms being designed: a draft by the API, its page, its cards, and what the server keeps of it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits

Json = dict[str, Any]

ORDER: list[Json] = [
    {"code": "name", "label": "名称", "type": "text"},
    {"code": "price", "label": "单价", "type": "money"},
    {"code": "qty", "label": "合计数量", "type": "number"},
    {"code": "worth", "label": "总价", "type": "formula", "settings": {"result": "money", "expression": "price * qty"}},
    {"code": "why", "label": "原因", "type": "longtext", "visible_when": "qty > 10"},
]  # fmt: skip
LINES: Json = {
    "code": "lines",
    "label": "清单",
    "type": "subtable",
    "fields": [{"code": "thing", "label": "物品", "type": "text"}, {"code": "count", "label": "数量", "type": "number"}],
}  # fmt: skip


def drafted(server: DemoServer, code: str, fields: list[Json], **more: Any) -> None:
    """A draft of a new form; nothing of it is published."""
    definition = {"code": code, "name": f"表单 {code}", "fields": fields, **more}
    server.api("admin").call("PUT", f"/forms/{code}/draft", json={"definition": definition, "revision": 0})


def opened(visit: Visits, code: str) -> Page:
    page = visit("admin", f"/admin/forms/{code}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def designing(visit: Visits, server: DemoServer, code: str, fields: list[Json], **more: Any) -> Page:
    drafted(server, code, fields, **more)
    return opened(visit, code)


def draft_of(server: DemoServer, code: str) -> Json:
    found: Json = server.api("admin").get(f"/forms/{code}")["draft"]
    return found


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="字段类型").get_by_role("button", name=name, exact=True)


def card(page: Page, path: str) -> Locator:
    return page.locator(f'[data-path="{path}"]')


def pick(page: Page, path: str) -> Locator:
    return card(page, path).locator(".pick").first


def grip(page: Page, path: str) -> Locator:
    return card(page, path).locator(".grip").first


def settings(page: Page) -> Locator:
    return page.get_by_role("complementary", name="设置")


def zone(page: Page, name: str = "") -> list[str]:
    """The paths of a zone's cards, as they stand."""
    found = page.locator(f'[data-zone="{name}"] > [data-path]').evaluate_all(
        "all => all.map(one => one.dataset.path)"
    )
    return [str(path) for path in found]


def expect_zone(page: Page, paths: list[str], name: str = "") -> None:
    page.wait_for_function(
        "([zone, paths]) => JSON.stringify([...document.querySelectorAll("
        '`[data-zone="${zone}"] > [data-path]`)].map(one => one.dataset.path)) === JSON.stringify(paths)',
        arg=[name, paths],
    )


def carry(page: Page, what: Locator, to: Locator, *, where: float = 0.1) -> None:
    """Take it and hold it over a part of another element (0 its upper edge, 1 its lower one); not let go."""
    what.scroll_into_view_if_needed()
    start = what.bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2 + 12, start["y"] + start["height"] / 2 + 12, steps=3)
    end = to.bounding_box()
    assert end is not None
    page.mouse.move(end["x"] + min(120, end["width"] / 2), end["y"] + end["height"] * where, steps=5)


def saved(page: Page) -> None:
    """Everything is on the server, said with the time."""
    expect(page.get_by_role("status").filter(has_text=re.compile(r"已保存 \d\d:\d\d"))).to_be_visible()


def formula(page: Page, name: str = "公式") -> Locator:
    """The box of a formula; its chips and its list of suggestions stand in the same shadow root."""
    return page.get_by_role("group", name=name, exact=True).get_by_role("textbox", name=name, exact=True)
