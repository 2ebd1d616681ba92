"""Pages that are watched: whoever asks another origin, breaks the CSP or throws, fails the test."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route, WebError
from tests.browser.serving import ROOT, DemoServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def launch(playwright: Playwright) -> Browser:
    """The distribution's Chromium: BANJIE_CHROMIUM, else the first on PATH."""
    found = os.environ.get("BANJIE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.exit("browser tests need Chromium: set BANJIE_CHROMIUM or install it", returncode=2)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


class Visits:
    """Opens contexts on one server, a browser profile of its own for each person, and keeps their faults."""

    def __init__(self, browser: Browser, server: DemoServer) -> None:
        self._browser = browser
        self.server = server
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def context(self, *, phone: bool = False, **options: Any) -> BrowserContext:
        screen: dict[str, Any] = (
            {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
            if phone
            else {"viewport": {"width": 1440, "height": 900}}
        )
        context = self._browser.new_context(
            base_url=self.server.base,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion=options.pop("reduced_motion", "reduce"),
            **screen,
            **options,
        )
        context.set_default_timeout(20_000)
        context.route(self._is_foreign, self._foreign)
        context.on("console", self._console)
        context.on("weberror", self._thrown)
        self._contexts.append(context)
        return context

    def __call__(self, username: str = "", path: str = "", *, phone: bool = False, **options: Any) -> Page:
        """A page of its own, signed in as that person, at that path (`/m` before it on the phone)."""
        page = self.context(phone=phone, **options).new_page()
        if username:
            sign_in(page, self.server, username)
        if username or path:
            page.goto(f"/m{path}" if phone else path or "/")
        return page

    def _is_foreign(self, url: str) -> bool:
        """Chromium's own pages, such as its PDF viewer, come from inside it."""
        return url.startswith(("http", "ws")) and not url.startswith(f"{self.server.base}/")

    def _foreign(self, route: Route) -> None:
        self.faults.append(f"asked another origin: {route.request.url}")
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "[Vue warn]" in message.text:
            self.faults.append(f"console: {message.text}")

    def _thrown(self, error: WebError) -> None:
        self.faults.append(f"thrown: {error.error}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(page: Page, server: DemoServer, username: str) -> None:
    """Give the page that person's session; the sign-in page itself is tested by typing."""
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.base, "httpOnly": name != "csrf", "sameSite": "Lax"}
            for name, value in server.api(username).cookies().items()
        ]
    )


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """axe's serious and critical findings on the page as it stands, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())  # through the debugger: the page's CSP stays as it is
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{item['id']} ({item['impact']}) at {node['target']}: {node['failureSummary']}"
        for item in cast("list[dict[str, Any]]", found["violations"])
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


def eventually(page: Page, check: Callable[[], bool], what: str, patience_ms: int = 10_000) -> None:
    """Wait for something that is not on the page; the browser's events go on meanwhile."""
    for _ in range(patience_ms // 100):
        if check():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"did not happen within {patience_ms} ms: {what}")


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
