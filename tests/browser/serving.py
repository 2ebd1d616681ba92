"""A real `banjie serve` with the demo company and its receivers, on free ports, its network guarded."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).with_name("guard")
PASSWORD = "banjie-demo"
_PATIENCE_S = 120.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Without the settings of whoever runs the tests, and with this checkout's sources first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANJIE_")}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"} | more


def banjie(*arguments: str) -> list[str]:
    """The command line of the installed `banjie`."""
    return [str(Path(sys.executable).with_name("banjie")), *arguments]


def load_demo(data: Path) -> None:
    """`banjie demo` into an empty folder."""
    done = subprocess.run(
        banjie("demo", "--data", str(data)), env=environment(), capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr


def found_company(data: Path, password: str) -> None:
    """`banjie init` into an empty folder: a company with nobody but its administrator."""
    done = subprocess.run(
        banjie("init", "--data", str(data), "--company", "新公司"),
        env=environment(BANJIE_ADMIN_PASSWORD=password),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Api:
    """The HTTP API as one signed-in person: what a test arranges or verifies beside the page."""

    def __init__(self, base: str, username: str, password: str = PASSWORD) -> None:
        self._client = httpx.Client(base_url=f"{base}/api/v1", timeout=30, trust_env=False)
        self.username = username
        self.call("POST", "/session", json={"username": username, "password": password})
        self._client.headers["X-CSRF-Token"] = self._client.cookies["csrf"]

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The answer's JSON. Fails the test on any problem."""
        answer = self._client.request(method, path, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, json=body or {})

    def upload(self, name: str, content: bytes, media_type: str) -> str:
        return str(self.call("POST", "/files", files={"file": (name, content, media_type)})["id"])

    def download(self, address: str) -> bytes:
        return self._client.get(address).raise_for_status().content

    def cookies(self) -> dict[str, str]:
        return dict(self._client.cookies)

    def close(self) -> None:
        self._client.close()


class DemoServer:
    """One running server. `attempts` is what it tried to reach beside its configured receivers."""

    def __init__(self, base: str, folder: Path, password: str = PASSWORD) -> None:
        self.base = base
        self.folder = folder
        self.password = password
        self._apis: dict[str, Api] = {}

    def api(self, username: str) -> Api:
        if username not in self._apis:
            self._apis[username] = Api(self.base, username, self.password)
        return self._apis[username]

    def connectors(self) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in self.api("admin").get("/connectors")}

    def configure(self, name: str, url: str) -> None:
        """Point a connection elsewhere, as an administrator does; its port is a configured one from now on."""
        self.allow(url)
        self.api("admin").call("PATCH", f"/connectors/{name}", json={"url": url, "allow_private": True})

    def allow(self, *urls: str) -> None:
        with self.allowed.open("a", encoding="ascii") as allowed:
            allowed.writelines(f"{urlsplit(url).port}\n" for url in urls)

    def received(self, kind: str) -> list[dict[str, Any]]:
        return [item for item in self.api("admin").get("/demo/received") if item["kind"] == kind]

    @property
    def allowed(self) -> Path:
        return self.folder / "allowed-ports"

    @property
    def attempts(self) -> list[str]:
        log = self.folder / "attempts"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    @property
    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        for api in self._apis.values():
            api.close()


@contextmanager
def serving(demo: Path, folder: Path, password: str = PASSWORD) -> Iterator[DemoServer]:
    """Serve a copy of these data until the block ends; nothing outside may have been tried by then."""
    shutil.copytree(demo, folder / "data")
    server = DemoServer(f"http://127.0.0.1:{free_port()}", folder, password)
    server.allowed.touch()
    guarded = environment(
        PYTHONPATH=os.pathsep.join([str(GUARD), str(ROOT / "src")]),
        BANJIE_GUARD_ALLOW=str(server.allowed),
        BANJIE_GUARD_LOG=str(folder / "attempts"),
    )
    port = str(urlsplit(server.base).port)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            banjie("serve", "--data", str(folder / "data"), "--port", port),
            env=guarded,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(server, process)
        if any(demo.iterdir()):  # over an empty folder there is nobody to ask
            server.allow(*(row["url"] for row in server.connectors().values() if row["url"]))
        yield server
    finally:
        server.close()
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert server.attempts == []


def answers(address: str) -> bool:
    """Whether something at that address answers well."""
    try:
        return httpx.get(address, trust_env=False).is_success
    except httpx.TransportError:
        return False


def wait_for(ready: Callable[[], bool], what: Callable[[], str]) -> None:
    """Until a process that was just started is there; what it said is told where it never comes."""
    until = time.monotonic() + _PATIENCE_S
    while not ready():
        assert time.monotonic() < until, what()
        time.sleep(0.1)


def _wait_until_ready(server: DemoServer, process: subprocess.Popen[bytes]) -> None:
    def ready() -> bool:
        assert process.poll() is None, server.output
        return answers(f"{server.base}/readyz")

    wait_for(ready, lambda: server.output)
