"""Chromium 87, the floor: over its debugging protocol, with the part of Playwright that such an old one still knows.

Playwright's own finding and waiting calls functions that came later, so it only evaluates, points and types here.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.floor.screen import Screen
from tests.browser.serving import ROOT, answers, free_port, wait_for

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"]


class OldPage(Screen):
    def __init__(self, base: str, page: Page) -> None:
        super().__init__(base, "Chromium 87")
        self._page = page
        self._said: list[str] = []
        page.on("pageerror", lambda error: self._said.append(f"thrown: {error}"))

    def script(self, body: str, *args: object) -> Any:
        return self._page.evaluate(f"args => {{ {body} }}", list(args))

    def navigate(self, address: str) -> None:
        self._page.goto(address)

    def press(self, x: int, y: int) -> None:
        self._page.mouse.click(x, y)

    def type(self, text: str) -> None:
        self._page.keyboard.insert_text(text)

    def picture(self, path: Path) -> None:
        self._page.screenshot(path=path)

    def faults(self) -> list[str]:
        return self._said + super().faults()


@contextmanager
def chromium_87(profile: Path) -> Iterator[Browser]:
    """The old browser, until the block ends."""
    found = subprocess.run(
        [ROOT / "tools/floor-browsers", "chromium"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    port = free_port()
    flags = [*FLAGS, f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
    with (profile / "output").open("wb") as output:
        process = subprocess.Popen(
            [found.stdout.strip(), *flags, "about:blank"], stdout=output, stderr=output
        )
    try:
        with sync_playwright() as playwright:
            wait_for(lambda: answers(f"http://127.0.0.1:{port}/json/version"), (profile / "output").read_text)
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            assert browser.version.startswith("87."), browser.version
            yield browser
    finally:
        process.kill()
        process.wait()


@contextmanager
def opened(browser: Browser, base: str, width: int, height: int) -> Iterator[OldPage]:
    """A page of a profile of its own on that server."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    try:
        yield OldPage(base, context.new_page())
    finally:
        context.close()
