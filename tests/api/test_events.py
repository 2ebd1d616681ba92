"""Server-sent events: people hear of what they take part in, through a real server, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from tests.api.browser import Person, Site
from tests.connectors.servers import free_port
from tests.systems.world import World, eventually

from banjie.api.event_stream import PAGES_PER_PERSON

HEARTBEAT = 0.2


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The system served over HTTP by this process, with signals but nobody to execute jobs."""
    world.system.hub.heartbeat = HEARTBEAT
    world.system.start(execute=False)
    port = free_port()
    options = uvicorn.Config(world.system.app(), port=port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


class Listener:
    """An open page of somebody: the events that have come, as (event, data)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.status = 0
        self.ended = threading.Event()

    def events(self, kind: str) -> list[str]:
        return [data for event, data in self.heard if event == kind]


@contextmanager
def listening(address: str, person: Person) -> Iterator[Listener]:
    page, leave = Listener(), threading.Event()

    def read() -> None:
        headers = {"cookie": f"banjie_session={person.secret}"}
        with httpx.stream("GET", f"{address}/api/v1/events", headers=headers, timeout=30) as answer:
            page.status = answer.status_code
            event = ""
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data":
                    page.heard.append((event, value))
                if leave.is_set():
                    break
        page.ended.set()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    eventually(lambda: page.status)
    try:
        yield page
    finally:
        leave.set()
        thread.join(20)


def person(world: World, username: str) -> Person:
    return Site(world, client=None).signed_in(username)  # type: ignore[arg-type]


def test_an_approver_hears_of_a_case_and_a_bystander_does_not(world: World, address: str) -> None:
    with (
        listening(address, person(world, "zhaomin")) as approver,
        listening(address, person(world, "hrlin")) as bystander,
    ):
        eventually(lambda: approver.events("ready") and bystander.events("ready"))
        case = world.start()
        eventually(lambda: approver.events("inbox") and approver.events("case"))
        assert case in approver.events("case")[0]
        assert bystander.events("inbox") == bystander.events("case") == []


def test_the_applicant_hears_of_the_decision(world: World, address: str) -> None:
    case = world.start()
    with listening(address, person(world, "wangli")) as applicant:
        eventually(lambda: applicant.events("ready"))
        world.act("zhaomin", world.task(case, "zhaomin"), data={"remark": "好"})
        eventually(lambda: any(case in data for data in applicant.events("case")))


def test_a_stranger_hears_nothing(world: World, address: str) -> None:
    answer = httpx.get(f"{address}/api/v1/events")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


def test_a_page_whose_session_has_ended_hears_no_more(world: World, address: str) -> None:
    from banjie.services import sign_in

    leaving = person(world, "zhaomin")
    with listening(address, leaving) as page:
        eventually(lambda: page.events("ready"))
        sign_in.sign_out(world.runtime, leaving.secret)
        assert page.ended.wait(20)
        world.start()
        assert page.events("case") == []


def test_a_person_has_a_bounded_number_of_open_pages(world: World, address: str) -> None:
    crowd = person(world, "zhaomin")
    headers = {"cookie": f"banjie_session={crowd.secret}"}
    with httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None)) as client:
        pages = [
            client.send(client.build_request("GET", f"{address}/api/v1/events", headers=headers), stream=True)
            for _ in range(PAGES_PER_PERSON)
        ]
        assert {page.status_code for page in pages} == {200}
        eventually(lambda: world.system.hub.is_full("zhaomin"))
        refused = client.get(f"{address}/api/v1/events", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_pages")
        for page in pages:
            page.close()
        # A closed page is noticed at its next heartbeat.
        eventually(lambda: not world.system.hub.is_full("zhaomin"))
