"""Mail by SMTP. The Message-ID comes from the idempotency key, so that a mailbox can tell a repeat.

SMTP has no keys: a connection lost after the content was sent and before the server answered is `Uncertain`,
and never sent again silently.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import msgspec

from banjie.followups.connectors.delivery import (
    Delivery,
    DeliveryError,
    Permanent,
    Receipt,
    Retryable,
    Uncertain,
    typed,
)
from banjie.followups.connectors.mail_message import Mail, compose, message_id, recipients


class MailConnection(msgspec.Struct, frozen=True):
    """`url`: `smtp://host:port` (STARTTLS where offered) or `smtps://…`.

    The account stands beside it, or in it as `user:password@`.
    """

    url: str
    username: str = ""
    password: str = ""
    sender: str = "banjie@localhost.localdomain"
    allow_private: bool = False
    verify_tls: bool = True
    timeout_s: float = 30.0


def deliver(delivery: Delivery, now: datetime) -> Receipt:
    """Sends one mail. Raises Permanent (5xx, bad address), Retryable (4xx, unreachable), Uncertain."""
    connection = typed(delivery.connection, MailConnection, "connection")
    mail = typed(delivery.payload, Mail, "payload")
    identity = message_id(delivery.idempotency_key, connection.sender)
    to = recipients(mail)
    content = compose(mail, connection.sender, identity, now)
    try:
        smtp = _connect(connection)
        try:
            refused = _envelope(smtp, connection.sender, to)
            reply = _content(smtp, content)
        finally:
            _leave(smtp)
    except DeliveryError:
        raise
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Retryable("unreachable", f"mail server: {type(error).__name__}") from None
    result = {"message_id": identity, "accepted": [one for one in to if one not in refused], "reply": reply}
    return Receipt(identity, now, result | ({"refused": refused} if refused else {}))


def try_sign_in(connection: MailConnection) -> None:
    """Connects and signs in, sends nothing. Raises Permanent, Retryable."""
    try:
        _leave(_connect(connection))
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Retryable("unreachable", f"mail server: {type(error).__name__}") from None


def _connect(connection: MailConnection) -> smtplib.SMTP:
    address = urlsplit(connection.url)
    host = address.hostname
    if address.scheme not in ("smtp", "smtps") or not host:
        raise Permanent(
            "bad_settings", "the mail server's address must be smtp://host:port or smtps://host:port"
        )
    context = ssl.create_default_context()
    if not connection.verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    # The greeting's name: without one smtplib would look up this machine's own name in the DNS.
    own_name = connection.sender.rpartition("@")[2] or "localhost"
    smtp: smtplib.SMTP
    if address.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(
            host, address.port or 465, own_name, timeout=connection.timeout_s, context=context
        )
    else:
        smtp = smtplib.SMTP(host, address.port or 25, own_name, timeout=connection.timeout_s)
    try:
        smtp.ehlo_or_helo_if_needed()
        encrypted = address.scheme == "smtps"
        if not encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
            encrypted = True
        username = connection.username or unquote(address.username or "")
        if username:
            if not (encrypted or connection.allow_private or _is_loopback(host)):
                raise Permanent("login_needs_tls", "the mail server offers no encryption for the password")
            _sign_in(smtp, username, connection.password or unquote(address.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _sign_in(smtp: smtplib.SMTP, username: str, password: str) -> None:
    try:
        smtp.login(username, password)
    except smtplib.SMTPServerDisconnected:
        # Some servers hang up at a wrong password, where smtplib would still try another way to sign in.
        raise Retryable("sign_in_cut_off", "the mail server hung up during the sign-in") from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _envelope(smtp: smtplib.SMTP, sender: str, to: tuple[str, ...]) -> dict[str, str]:
    """Names sender and recipients; returns those refused. Raises when all are, or the sender is."""
    code, text = smtp.mail(sender)
    if code != 250:
        raise _refusal(code, text)
    refused: dict[str, str] = {}
    codes: list[int] = []
    for one in to:
        code, text = smtp.rcpt(one)
        if code not in (250, 251):
            codes.append(code)
            refused[one] = f"{code} {_plain(text)}"
    if len(refused) == len(to):
        detail = "; ".join(refused.values())
        if all(code >= 500 for code in codes):
            raise Permanent("recipients_refused", detail)
        raise Retryable("recipients_refused", detail)
    return refused


def _content(smtp: smtplib.SMTP, content: bytes) -> str:
    code, text = smtp.docmd("DATA")
    if code != 354:
        raise _refusal(code, text)
    try:
        smtp.send(content)
        code, text = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Uncertain("cut_off", f"the connection ended while sending: {type(error).__name__}") from None
    if code != 250:
        raise _refusal(code, text)
    return _plain(text)


def _leave(smtp: smtplib.SMTP) -> None:
    """The mail is accepted or not by now: a server that hangs up at QUIT changes nothing."""
    with suppress(smtplib.SMTPException, OSError):
        smtp.docmd("QUIT")
    smtp.close()


def _refusal(code: int, text: bytes | str) -> Permanent | Retryable:
    detail = f"mail server: {code} {_plain(text)}"
    return Permanent(f"smtp_{code}", detail) if code >= 500 else Retryable(f"smtp_{code}", detail)


def _plain(text: bytes | str) -> str:
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(decoded.split())[:300]
