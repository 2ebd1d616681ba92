"""Trying a connection: what works, what does not and why, and that nothing else is done to the other side."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from tests.connectors.servers import Reply, Seen, free_port, http_server, tcp_server

from banjie.followups.connectors.probe import probe
from banjie.services.ports import Probed, TrialMail

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def tried(kind: str, mail: TrialMail | None = None, **connection: Any) -> Probed:
    return probe(kind, {"allow_private": True, **connection}, "test-1", mail, NOW)


class Sink:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 sign in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append((list(envelope.rcpt_tos), bytes(envelope.content or b"")))
        return "250 OK"


def signs_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"banjie", b"s3cret"))


def mail_server(sink: Sink) -> Controller:
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=signs_in,
        auth_require_tls=False,
    )
    controller.start()
    return controller


def test_a_mail_account_beside_the_address_is_signed_in_with_and_no_mail_is_sent() -> None:
    sink = Sink()
    server = mail_server(sink)
    try:
        url = f"smtp://127.0.0.1:{server.port}"
        right = tried("email", url=url, username="banjie", password="s3cret")
        wrong = tried("email", url=url, username="banjie", password="geheim")
    finally:
        server.stop()
    assert right == Probed(True, "mail_signed_in", "")
    assert (wrong.ok, wrong.code in ("smtp_535", "sign_in_cut_off")) == (False, True)
    assert "geheim" not in wrong.detail
    assert sink.mails == []


def test_a_test_mail_is_one_mail_to_whom_it_was_asked_for() -> None:
    sink = Sink()
    server = mail_server(sink)
    try:
        mail = TrialMail("admin@example.com", "测试", "收到了")
        url = f"smtp://banjie:s3cret@127.0.0.1:{server.port}"
        found = tried("email", mail, url=url)
    finally:
        server.stop()
    assert found == Probed(True, "mail_sent", "admin@example.com")
    assert [to for to, _ in sink.mails] == [["admin@example.com"]]


def test_a_webhook_gets_one_signed_message_that_says_it_is_a_test() -> None:
    seen: list[Seen] = []

    def answer(request: Seen) -> Reply:
        seen.append(request)
        return (204, None)

    with http_server(answer) as server:
        found = tried("webhook", url=server.url, secret="whsec_c2VjcmV0")
    assert found == Probed(True, "webhook_taken", "204")
    assert [request.json["type"] for request in seen] == ["banjie.test"]
    assert "webhook-signature" in {name.lower() for name in seen[0].headers}


def test_any_answer_proves_the_way_to_a_system_but_a_refused_sign_in() -> None:
    for status, expected in ((200, True), (404, True), (401, False), (503, False)):
        with http_server(lambda _request, status=status: (status, {})) as server:
            found = tried("http", url=server.url, secret="t0ken", auth={"kind": "bearer"})
        assert (found.ok, found.detail) == (expected, str(status))


def test_what_cannot_be_reached_says_why() -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    assert tried("http", url=nobody).code == "unreachable"
    assert tried("http", url=nobody, allow_private=False).code == "address_refused"
    assert tried("http", url="ftp://example.com").code == "bad_address"
    assert tried("email", url="http://example.com").code == "bad_settings"
    assert tried("email", url=f"smtp://127.0.0.1:{free_port()}").code == "unreachable"


def test_a_receiver_that_hangs_up_is_told() -> None:
    def hang_up(connection: socket.socket) -> None:
        connection.recv(1000)

    with tcp_server(hang_up) as port:
        assert tried("http", url=f"http://127.0.0.1:{port}").code == "unanswered"
