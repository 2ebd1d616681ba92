"""The way out is bounded in size and time, follows nobody, and knows whether something was sent."""

from __future__ import annotations

import socket
import time

import pytest
from tests.connectors.servers import free_port, http_server, tcp_server

from banjie.followups.connectors.delivery import Permanent
from banjie.followups.connectors.outbound import NotSentError, Outgoing, Reach, UnansweredError, send

HERE = frozenset({"127.0.0.1", "localhost"})


def test_an_answer_that_is_too_long_is_cut() -> None:
    with http_server(lambda seen: (200, b"x" * 3_000_000)) as server, pytest.raises(UnansweredError):
        send(Outgoing("GET", server.url), Reach(HERE))


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with http_server(lambda seen: (302, {}, {"location": "/other"})) as server:
        assert send(Outgoing("GET", server.url), Reach(HERE)).status == 302
        assert len(server.requests) == 1


def test_a_receiver_that_drips_is_cut_at_the_deadline() -> None:
    def drip(caller: socket.socket) -> None:
        caller.recv(4096)
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 1000:
            caller.sendall(bytes([byte]))
            time.sleep(0.05)

    started = time.monotonic()
    with tcp_server(drip) as port, pytest.raises(UnansweredError):
        send(Outgoing("GET", f"http://127.0.0.1:{port}/"), Reach(HERE, timeout_s=0.5))
    assert time.monotonic() - started < 5


def test_a_closed_port_means_that_nothing_was_sent() -> None:
    with pytest.raises(NotSentError):
        send(Outgoing("POST", f"http://127.0.0.1:{free_port()}/"), Reach(HERE))


def test_a_receiver_that_hangs_up_leaves_it_open() -> None:
    with http_server(lambda seen: None) as server, pytest.raises(UnansweredError):
        send(Outgoing("POST", server.url, body=b"{}"), Reach(HERE))


def test_the_receiver_sees_its_own_name() -> None:
    with http_server(lambda seen: (200, {})) as server:
        port = server.url.rpartition(":")[2]
        send(Outgoing("GET", f"http://localhost:{port}/x?y=1"), Reach(HERE))
        assert server.requests[0].headers["host"] == f"localhost:{port}"
        assert server.requests[0].path == "/x?y=1"


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://", "nonsense", "http://u:p@h/"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Permanent):
        send(Outgoing("GET", url), Reach())
