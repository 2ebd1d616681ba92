"""WebKit, the engine of every browser on an iPhone: the distribution's, over the W3C WebDriver protocol.

https://www.w3.org/TR/webdriver2/
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.browser.floor.screen import Screen
from tests.browser.serving import ROOT, answers, free_port, wait_for

_BROWSERS = ("/usr/lib", "**/MiniBrowser")


class WebKitPage(Screen):
    def __init__(self, base: str, session: httpx.Client) -> None:
        super().__init__(base, "WebKit")
        self._session = session

    def _call(self, method: str, path: str, body: object = None) -> Any:
        answer = self._session.request(method, path, json=body if body is not None or method == "GET" else {})
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json()["value"]

    def script(self, body: str, *args: object) -> Any:
        asked = {"script": f"const args = Array.from(arguments); {body}", "args": list(args)}
        return self._call("POST", "/execute/sync", asked)

    def navigate(self, address: str) -> None:
        self._call("POST", "/url", {"url": address})

    def press(self, x: int, y: int) -> None:
        moves = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {
            "type": "pointer",
            "id": "mouse",
            "parameters": {"pointerType": "mouse"},
            "actions": moves,
        }
        self._call("POST", "/actions", {"actions": [pointer]})

    def type(self, text: str) -> None:
        focused = self._call("GET", "/element/active")
        self._call("POST", f"/element/{next(iter(focused.values()))}/value", {"text": text})

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))


@contextmanager
def webkit(folder: Path) -> Iterator[str]:
    """The driver's address, on a screen of its own, until the block ends."""
    found = subprocess.run(
        [ROOT / "tools/floor-browsers", "webkit"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    frame_buffer = shutil.which("Xvfb")
    assert frame_buffer, "tools/floor-browsers brings Xvfb"
    asking, telling = os.pipe()
    screen = subprocess.Popen(
        [frame_buffer, "-displayfd", str(telling), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=(telling,),
        stderr=subprocess.DEVNULL,
    )
    os.close(telling)
    try:
        with os.fdopen(asking) as told:
            display = told.readline().strip()
        assert display, "Xvfb did not start"
        port = free_port()
        settings = os.environ | {
            "DISPLAY": f":{display}",
            "HOME": str(folder),
            "LANG": "zh_CN.UTF-8",
            "TZ": "Asia/Shanghai",
            "NO_AT_BRIDGE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        with (folder / "output").open("wb") as output:
            driver = subprocess.Popen(
                [found.stdout.strip(), f"--port={port}", "--host=127.0.0.1"],
                env=settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: answers(f"{address}/status"), (folder / "output").read_text)
            yield address
        finally:
            driver.kill()
            driver.wait()
    finally:
        screen.kill()
        screen.wait()


@contextmanager
def opened(driver: str, base: str, width: int, height: int) -> Iterator[WebKitPage]:
    """A page of a session of its own on that server, its window as large as asked (in CSS pixels)."""
    browser = next(Path(_BROWSERS[0]).glob(_BROWSERS[1]), None)
    assert browser, "webkit2gtk-driver comes with MiniBrowser"
    wanted = {
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]},
    }
    with httpx.Client(timeout=120, trust_env=False) as client:
        answer = client.post(f"{driver}/session", json={"capabilities": {"alwaysMatch": wanted}})
        assert answer.is_success, answer.text
        client.base_url = httpx.URL(f"{driver}/session/{answer.json()['value']['sessionId']}")
        page = WebKitPage(base, client)
        try:
            _sized(page, client, width, height)
            yield page
        finally:
            client.delete("")


def _sized(page: WebKitPage, client: httpx.Client, width: int, height: int) -> None:
    """The window's frame is not the page: asked once, and once more for what the frame took."""
    rect = {"width": width, "height": height}
    for _ in range(2):
        client.post("/window/rect", json=rect).raise_for_status()
        inner = page.script("return [innerWidth, innerHeight]")
        rect = {
            "width": rect["width"] + width - inner[0],
            "height": rect["height"] + height - inner[1],
        }
