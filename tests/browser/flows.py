"""Processes for the flow designer's tests: drafts by the API, and the drawing's parts on the page."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.serving import DemoServer

Json = dict[str, Any]
HEAD: Json = {"policies": [{"kind": "direct_leader"}]}


def task(code: str, name: str, **more: Any) -> Json:
    return {
        "kind": "node",
        "node": {"kind": "userTask", "code": code, "name": name, "assignment": HEAD, **more},
    }


def designed(server: DemoServer, code: str, steps: list[Json], form: str = "purchase") -> str:
    """A process's draft over the purchase form; the address of its designer."""
    body = {"steps": steps, "definition": {"form": form}, "name": f"流程 {code}", "revision": 0}
    server.api("admin").call("PUT", f"/processes/{code}/draft", json=body)
    return f"/admin/processes/{code}"


def draft_of(server: DemoServer, code: str) -> list[Json]:
    steps: list[Json] = server.api("admin").get(f"/processes/{code}")["draft_steps"]
    return steps


def names(page: Page) -> list[str]:
    """Steps and lanes as drawn, in reading order."""
    return [text.split("\n")[0] for text in page.locator("[data-node] b").all_text_contents()]


def part(page: Page, code: str) -> Locator:
    return page.locator(f"[data-node='{code}']")


def insert(page: Page, place: int, kind: str) -> Locator:
    """By the + of that place; the drawer that opens."""
    page.get_by_role("button", name="在这里添加步骤").nth(place).click()
    page.get_by_role("menuitem", name=kind, exact=True).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    return drawer


def done(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="完成").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
