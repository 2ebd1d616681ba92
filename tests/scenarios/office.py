"""The demo company at work, seen from outside: a real HTTP server, real receivers, nothing behind the API.

`Office` sends requests and reads ledgers, `Case` is one case with its people. Whoever acts does it with the
first reason that the step offers, as somebody with a phone would, unless a test says otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from banjie.demo.receivers.launch import RunningReceivers

Json = dict[str, Any]
PATIENCE_S = 60.0
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def same(one: object, other: object) -> bool:
    """Whether two values are the same number, or the same text: `17` and `17.00` are one price."""
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return one == other


def eventually(
    what: Callable[[], Any], why: Callable[[], object] = lambda: "", patience: float = PATIENCE_S
) -> Any:
    """The first true answer; fails with the reason when it does not come."""
    until = time.monotonic() + patience
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"did not happen within {patience} s: {why()}")
        time.sleep(0.05)


class Receivers:
    """The other companies' systems. Each test sees only what arrived since it began."""

    def __init__(self, running: RunningReceivers) -> None:
        self.running = running
        self._http = httpx.Client(base_url=running.http_url, timeout=30, trust_env=False)
        self._before: dict[str, int] = {}
        self._mails = self._deliveries = 0

    def close(self) -> None:
        self._http.close()

    def begin(self) -> None:
        """Ends all trouble and forgets what has arrived so far."""
        self.recover()
        for table in ("price_sync", "sales_policy", "payroll_notice"):
            self._before[table] = max((row["id"] for row in self._rows(table)), default=0)
        inbox = self._inbox()
        self._mails = max((mail["id"] for mail in inbox["mails"]), default=0)
        self._deliveries = max((item["id"] for item in inbox["deliveries"]), default=0)

    def trouble(self, prefix: str, **what: object) -> None:
        """As in `demo.receivers.control.Trouble`: down, delay_ms, fail_next, drop_after_commit."""
        self._http.post("/control", json={"prefix": prefix, **what}).raise_for_status()

    def recover(self) -> None:
        self._http.post("/control", json={"prefix": "", "reset": True}).raise_for_status()

    def table(self, name: str, case: str = "") -> list[Json]:
        """Rows of an ERP table, of a journal only the new ones; those of one case by its number."""
        new = [row for row in self._rows(name) if row.get("id", 1) > self._before.get(name, 0)]
        return [row for row in new if not case or row["data"]["case"] == case]

    def document(self, name: str, code: str) -> Json:
        """A customer's or an employee's data in the other system; empty when it is not there."""
        found = (row["data"] for row in self._rows(name) if code in (row.get("code"), row.get("no")))
        return dict(next(found, {}))

    def mails(self, case: str) -> list[Json]:
        """New mails that name this case's number."""
        new = [mail for mail in self._inbox()["mails"] if mail["id"] > self._mails]
        return [mail for mail in new if case in mail["subject"] + mail["text"]]

    def deliveries(self, case: str) -> list[Json]:
        """New webhook deliveries of this case."""
        new = [item for item in self._inbox()["deliveries"] if item["id"] > self._deliveries]
        return [item for item in new if item["body"]["data"]["number"] == case]

    def _rows(self, table: str) -> list[Json]:
        found: list[Json] = self._http.get(f"/erp/tables/{table}").raise_for_status().json()["rows"]
        return found

    def _inbox(self) -> Json:
        found: Json = self._http.get("/inbox").raise_for_status().json()
        return found


class Office:
    """The company behind its HTTP API."""

    def __init__(self, address: str, sessions: dict[str, tuple[str, str]], receivers: Receivers) -> None:
        self.address = address
        self.receivers = receivers
        self._sessions = sessions
        self._http = httpx.Client(timeout=30, trust_env=False)
        self._records: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        self._http.close()

    def request(self, user: str, method: str, path: str, **more: Any) -> httpx.Response:
        secret, csrf = self._sessions[user]
        headers = {"cookie": f"banjie_session={secret}", "x-csrf-token": csrf, **more.pop("headers", {})}
        return self._http.request(method, f"{self.address}/api/v1{path}", headers=headers, **more)

    def get(self, user: str, path: str, **query: Any) -> Any:
        answer = self.request(user, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, user: str, path: str, body: Json | None = None) -> httpx.Response:
        return self.request(user, "POST", path, json=body or {})

    def file(self, user: str, name: str = "photo.png") -> str:
        """A file that this person has just uploaded."""
        content = PNG if name.endswith(".png") else PDF
        answer = self.request(user, "POST", "/files", files={"file": (name, content)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def record(self, form: str, title: str) -> int:
        """The id of a ledger's record by its short text."""
        if (form, title) not in self._records:
            page = self.get("admin", f"/forms/{form}/records", q=title)
            [found] = [item for item in page["items"] if title in (item["title"], item["number"])]
            self._records[form, title] = found["id"]
        return self._records[form, title]

    def rows(self, form: str, filter: str = "") -> list[Json]:  # noqa: A002 - the contract's name
        """A ledger's rows as their values, oldest first."""
        page = self.get(
            "admin", f"/forms/{form}/records", limit=200, filter=filter, sort="id", children="true"
        )
        return [{**item["values"], "id": item["id"]} for item in page["items"]]

    def send(self, user: str, process: str, data: Json) -> Case:
        """A case sent by this person; returns when its lookups are done."""
        body = {"process": process, "data": data}
        answer = self.request(user, "POST", "/instances", json=body, headers={"prefer": "wait=20"})
        assert answer.status_code == 201, answer.text
        return Case(self, answer.json()["id"])

    def refused(self, user: str, process: str, data: Json) -> set[str]:
        """The fields at which a request is refused; it must be refused."""
        answer = self.post(user, "/instances", {"process": process, "data": data})
        assert answer.status_code == 422, answer.text
        return {error["field"] for error in answer.json()["errors"]}

    def inbox(self, user: str) -> list[Json]:
        found: list[Json] = self.get(user, "/tasks", limit=100)["items"]
        return found


class Case:
    """One case. Reads as the administrator; acts as whoever the test names."""

    def __init__(self, office: Office, identifier: str) -> None:
        self.office = office
        self.id = identifier

    @property
    def number(self) -> str:
        return str(self.now()["number"])

    def now(self, user: str = "admin") -> Json:
        found: Json = self.office.get(user, f"/instances/{self.id}")
        return found

    def open(self) -> dict[str, str]:
        """Who is asked now: node → person (several joined by a comma, in order of name)."""
        found: dict[str, list[str]] = {}
        for task in self.now()["tasks"]:
            if task["state"] == "open":
                found.setdefault(task["node"], []).append(task["assignee"])
        return {node: ",".join(sorted(people)) for node, people in found.items()}

    def why_asked(self, node: str) -> str:
        """The sentence that tells the (last) person at a node why it came to them."""
        return str([task["reason"] for task in self.now()["tasks"] if task["node"] == node][-1])

    def why(self, node: str) -> str:
        """The sentence at a node that tells why the case went on as it did."""
        [found] = [item["why"] for item in self.now()["nodes"] if item["code"] == node]
        return str(found)

    def try_(self, user: str, command: str, **body: Any) -> httpx.Response:
        """A command at this person's open task, with the first reason offered for it unless one is given."""
        task = self.now(user)["my_task"]
        assert task is not None, f"{user} has no task: {self.open()}"
        [action] = [item for item in task["actions"] if item["command"] == command]
        code = action["codes"][0]["code"] if action["codes"] else ""
        body.setdefault("opinion", {"reason_code": code} if code else {"text": "情况属实，按规定办理"})
        return self.office.post(user, f"/tasks/{task['task']['id']}/{command}", body)

    def do(self, user: str, command: str, **body: Any) -> Case:
        answer = self.try_(user, command, **body)
        assert answer.status_code == 200, answer.text
        return self

    def approve(self, *users: str) -> Case:
        for user in users:
            self.do(user, "approve")
        return self

    def complete(self, user: str, **data: Any) -> Case:
        return self.do(user, "complete", data=data)

    def walk(self) -> list[str]:
        """Everybody who is asked agrees; answers who was asked, in order, as `node person`."""
        asked: list[str] = []
        while people := self.open():
            for node, user in sorted(people.items()):
                self.approve(user)
                asked.append(f"{node} {user}")
        return asked

    def jobs(self) -> dict[str, Json]:
        """Follow-ups by node."""
        return {job["node"]: job for job in self.now()["jobs"]}

    def closed(self) -> Json:
        """Waits until every follow-up has landed, each with a receipt."""
        found: Json = eventually(lambda: (case := self.now())["closed"] and case, self._troubles)
        for job in found["jobs"]:
            assert job["state"] == "waived" or (job["receipt"] and job["receipt"]["id"]), job
        return found

    def until(self, node: str, state: str) -> Json:
        """Waits until a follow-up is in a state; answers the job."""
        found: Json = eventually(
            lambda: (job := self.jobs().get(node, {})).get("state") == state and job, self._troubles
        )
        return found

    def _troubles(self) -> object:
        case = self.now()
        return {
            "status": case["status"],
            "outcome": case["outcome"],
            "open": self.open(),
            "jobs": {job["node"]: (job["state"], job["attempts"], job["error"]) for job in case["jobs"]},
        }
