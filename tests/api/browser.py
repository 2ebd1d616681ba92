"""People at their browsers: requests with a session cookie and the CSRF header, as the web interface sends them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from tests.systems.world import World

from banjie.api.auth import CSRF_HEADER, SESSION_COOKIE
from banjie.storage import sessions

OPINION = {"text": "价格合理，业务需要"}
NOTE = {"title": "纸", "amount": "10", "fixed": "不变", "secret": "底价", "remark": "无"}


class Person:
    """Somebody signed in, or a stranger to the door (`username` empty)."""

    def __init__(self, site: Site, username: str, secret: str, csrf: str) -> None:
        self.site = site
        self.username = username
        self.secret = secret
        self.csrf = csrf

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A request to `/api/v1…`; absolute paths with another root are left as they are."""
        headers = dict(options.pop("headers", {}))
        if self.secret:
            headers.setdefault("cookie", f"{SESSION_COOKIE}={self.secret}")
            headers.setdefault(CSRF_HEADER, self.csrf)
        self.site.client.cookies.clear()
        url = path if path.startswith(("/healthz", "/readyz", "/metrics", "/api/")) else f"/api/v1{path}"
        return self.site.client.request(method, url, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        if body is not None:
            options["json"] = body
        return self.request("POST", path, **options)

    def start(self, process: str = "note", *, send: bool = True, **data: Any) -> dict[str, Any]:
        answer = self.post("/instances", {"process": process, "data": {**NOTE, **data}, "submit": send})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, case: str, command: str = "approve", **body: Any) -> httpx.Response:
        """Carry out a command at one's own open task of a case."""
        task = self.site.world.task(case, self.username)
        return self.post(f"/tasks/{task}/{command}", {"opinion": OPINION, **body})


class Site:
    """The application, and whoever comes to it."""

    def __init__(self, world: World, client: TestClient[Litestar]) -> None:
        self.world = world
        self.client = client
        self._people: dict[str, Person] = {}

    def as_(self, username: str) -> Person:
        """A person's browser, signed in."""
        if username not in self._people:
            self._people[username] = self.signed_in(username)
        return self._people[username]

    def signed_in(self, username: str) -> Person:
        """A browser with a session of its own (opened without the cost of a password hash)."""
        if not username:
            return Person(self, "", "", "")
        secret, csrf = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        now = self.world.runtime.clock()
        with self.world.runtime.database.write() as connection:
            sessions.add(connection, secret, username, csrf, now, now + timedelta(hours=1))
        return Person(self, username, secret, csrf)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Asserts that an answer is a problem document of this kind, and gives it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["code"] == code, found
    assert found["type"] == f"urn:banjie:problem:{code}"
    assert found["title"]
    assert found["title"] != f"problem.{code}", "no words for this code"
    return found
