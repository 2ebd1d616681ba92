"""Mail against a real SMTP server: headers, stable ids, refusals, and what a cut connection means."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from tests.connectors.deliveries import deliver
from tests.connectors.servers import free_port, tcp_server

from banjie.followups.connectors.delivery import Permanent, Retryable, Uncertain

MAIL: dict[str, Any] = {"to": "supplier@example.com", "subject": "采购订单 CG-1", "text": "您好\n.\n..末行"}


class Sink:
    """Keeps mails; `refuse` maps a recipient to its refusal."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse: dict[str, str] = {}
        self.answer = "250 OK kept"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = cast(bytes, envelope.content)
            self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
            self.envelopes.append(envelope)
        return self.answer


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def smtp(sink: Sink) -> Iterator[str]:
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(
            success=data.login == b"us er" and data.password == b"p@ss", handled=False
        ),
    )
    controller.start()
    yield f"127.0.0.1:{controller.port}"
    controller.stop()


def connection(smtp: str, **more: Any) -> dict[str, Any]:
    return {"url": f"smtp://{smtp}", "sender": "hub@example.com", **more}


def test_a_mail_arrives_as_written(smtp: str, sink: Sink) -> None:
    file = {"name": "订单.pdf", "media_type": "application/pdf", "content": b64encode(b"%PDF").decode()}
    receipt = deliver("email", connection(smtp), MAIL | {"cc": ["a@example.com"], "attachments": [file]})
    (mail,) = sink.mails
    assert mail["Subject"] == "采购订单 CG-1"
    assert mail["Message-ID"] == receipt.id
    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == MAIL["text"]
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("订单.pdf", b"%PDF")
    assert sink.envelopes[0].rcpt_tos == ["supplier@example.com", "a@example.com"]


def test_the_message_id_is_the_same_for_every_attempt(smtp: str, sink: Sink) -> None:
    first = deliver("email", connection(smtp), MAIL)
    second = deliver("email", connection(smtp), MAIL, attempt=2)
    assert first.id == second.id == sink.mails[1]["Message-ID"]


def test_a_subject_cannot_bring_headers_of_its_own(smtp: str, sink: Sink) -> None:
    deliver("email", connection(smtp), MAIL | {"subject": "x\r\nBcc: evil@example.com"})
    assert sink.mails[0]["Bcc"] is None


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nRCPT TO:<c@d>", "<a@b>", [], ["ok@example.com", "bad"]])
def test_an_address_that_is_none_is_permanent(smtp: str, to: Any) -> None:
    with pytest.raises(Permanent):
        deliver("email", connection(smtp), MAIL | {"to": to})


def test_some_recipients_refused_is_told_in_the_receipt(smtp: str, sink: Sink) -> None:
    sink.refuse = {"gone@example.com": "550 no such user"}
    receipt = deliver("email", connection(smtp), MAIL | {"to": ["gone@example.com", "b@example.com"]})
    assert receipt.result["accepted"] == ["b@example.com"]
    assert receipt.result["refused"] == {"gone@example.com": "550 no such user"}


def test_refusals_by_class(smtp: str, sink: Sink) -> None:
    sink.refuse = {MAIL["to"]: "550 no such user"}
    with pytest.raises(Permanent):
        deliver("email", connection(smtp), MAIL)
    sink.refuse = {MAIL["to"]: "451 later"}
    with pytest.raises(Retryable):
        deliver("email", connection(smtp), MAIL)
    sink.refuse = {}
    sink.answer = "554 spam"
    with pytest.raises(Permanent):
        deliver("email", connection(smtp), MAIL)
    sink.answer = "452 full"
    with pytest.raises(Retryable):
        deliver("email", connection(smtp), MAIL)


def test_sign_in_with_an_encoded_user_and_password(smtp: str, sink: Sink) -> None:
    deliver("email", connection(smtp) | {"url": f"smtp://us%20er:p%40ss@{smtp}"}, MAIL)
    assert len(sink.mails) == 1
    with pytest.raises(Permanent) as failed:
        deliver("email", connection(smtp) | {"url": f"smtp://us%20er:wrong-word@{smtp}"}, MAIL)
    assert "wrong-word" not in str(failed.value)


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(Retryable):
        deliver("email", connection(f"127.0.0.1:{free_port()}"), MAIL)


def _hang_up_after(command: bytes) -> Any:
    def talk(caller: socket.socket) -> None:
        reader = caller.makefile("rb")
        caller.sendall(b"220 hello\r\n")
        for line in reader:
            word = line[:4].upper()
            if word == b"DATA":
                caller.sendall(b"354 go on\r\n")
                for content in reader:
                    if content == b".\r\n":
                        break
            if word == command:
                return
            if word != b"DATA":
                caller.sendall(b"250 OK\r\n")

    return talk


def test_hanging_up_before_the_content_is_tried_again_after_it_is_uncertain() -> None:
    with tcp_server(_hang_up_after(b"RCPT")) as port, pytest.raises(Retryable):
        deliver("email", connection(f"127.0.0.1:{port}"), MAIL)
    with tcp_server(_hang_up_after(b"DATA")) as port, pytest.raises(Uncertain):
        deliver("email", connection(f"127.0.0.1:{port}"), MAIL)
