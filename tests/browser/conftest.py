"""The demo company in a browser: data loaded once, a real server per module, watched pages per test.

Nothing is skipped: without the built interface, or without Chromium, the run says what to do and fails.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser import ledgers, purchases
from tests.browser.serving import ROOT, DemoServer, load_demo, serving
from tests.browser.watching import Visits, launch

expect.set_options(timeout=20_000)  # a busy machine is no fault


@pytest.fixture(scope="session")
def interface() -> Path:
    """The built interface; built here where it is missing."""
    static = ROOT / "src/banjie/static"
    if not (static / "index.html").is_file():
        npm = shutil.which("npm")
        if npm is None or not (ROOT / "web/node_modules").is_dir():
            pytest.exit("the web interface is not built: run `make web` first", returncode=2)
        done = subprocess.run([npm, "run", "build"], cwd=ROOT / "web", capture_output=True, text=True)
        if done.returncode:
            pytest.exit(f"the web interface cannot be built:\n{done.stdout}{done.stderr}", returncode=2)
    return static


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's data folder, loaded once and shared by all test processes of this run."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):  # one of several test processes
        shared = shared.parent
    data = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo.done").exists():
            load_demo(data)
            (shared / "demo.done").touch()
    return data


@pytest.fixture(scope="module")
def server(
    interface: Path, demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoServer]:
    """A server for this module, on its own copy of the demo data."""
    with serving(demo_data, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, server: DemoServer) -> Iterator[Visits]:
    """`visit("zhaomin", "/inbox")`: watched pages; any fault of theirs fails the test."""
    visits = Visits(browser, server)
    yield visits
    visits.close()
    assert visits.faults == []


@pytest.fixture
def closed(server: DemoServer) -> str:
    """A purchase with its order, in this module's ledger; its title."""
    title = "台账里的水泥"
    buyer = server.api("wangli")
    if not buyer.get("/instances", role="started", q=title)["items"]:
        for name, amount in ((title, 700), (f"{title}二", 900)):
            case = purchases.sent(buyer, name, amount=amount, changed=False)
            purchases.approve(server.api("zhaomin"), case["id"])
    return title


@pytest.fixture
def kept(server: DemoServer) -> str:
    """A ledger kept by hand with some rows; its address."""
    admin = ledgers.publish(server, "things", "物品")
    if not admin.get("/forms/things/records")["items"]:
        for number in range(1, 13):
            ledgers.add(admin, "things", name=f"物品{number:02}", qty=str(number), price="10.50", kind="tool",
                day=f"2026-11-{number:02}", owner="wangli" if number % 2 else "admin", dept="purchasing")  # fmt: skip
    return "/ledgers/things"
