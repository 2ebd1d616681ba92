"""A mail as bytes: headers that cannot be broken out of, a stable Message-ID, attachments, dots doubled."""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import msgspec

from banjie.followups.connectors.delivery import Permanent

_ADDRESS = re.compile(r"[^@\s\x00-\x1f<>()\",;:\\]+@[^@\s\x00-\x1f<>()\",;:\\]+")


class MailFile(msgspec.Struct, frozen=True):
    """An attachment; `content` in base64."""

    name: str
    media_type: str
    content: str


class Mail(msgspec.Struct, frozen=True):
    """`to` and `cc`: addresses, one or several; `text` is plain text."""

    to: str | tuple[str, ...]
    subject: str = ""
    text: str = ""
    cc: str | tuple[str, ...] = ()
    reply_to: str = ""
    attachments: tuple[MailFile, ...] = ()


def addresses(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Checked addresses, each once. Raises Permanent for what is none."""
    given = re.split(r"[,;]", value) if isinstance(value, str) else value
    found = dict.fromkeys(one.strip() for one in given if one.strip())
    return tuple(_checked(one) for one in found)


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise Permanent("bad_address", f"not a mail address: {address[:80]!r}")
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Permanent("bad_address", f"not a mail address: {address[:80]!r}") from None


def recipients(mail: Mail) -> tuple[str, ...]:
    """Everybody who gets it. Raises Permanent for nobody."""
    found = tuple(dict.fromkeys((*addresses(mail.to), *addresses(mail.cc))))
    if not found:
        raise Permanent("no_recipient", "the mail has no recipient")
    return found


def message_id(idempotency_key: str, sender: str) -> str:
    """The same for every attempt of a job."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(idempotency_key.encode()).hexdigest()[:40]}@{domain}>"


def compose(mail: Mail, sender: str, identity: str, now: datetime) -> bytes:
    """The message ready to follow DATA, with its end."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _header_address(sender)
    message["To"] = tuple(_header_address(one) for one in addresses(mail.to))
    if cc := addresses(mail.cc):
        message["Cc"] = tuple(_header_address(one) for one in cc)
    if mail.reply_to:
        message["Reply-To"] = tuple(_header_address(one) for one in addresses(mail.reply_to))
    message["Subject"] = " ".join(mail.subject.split())[:500]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="base64")
    for file in mail.attachments:
        main, _, sub = file.media_type.partition("/")
        name = " ".join(file.name.split())
        message.add_attachment(_decoded(file), maintype=main, subtype=sub or "octet-stream", filename=name)
    content = message.as_bytes()
    return re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n"


def _header_address(address: str) -> Address:
    local, _, domain = _checked(address).rpartition("@")
    return Address(username=local, domain=domain)


def _decoded(file: MailFile) -> bytes:
    try:
        return b64decode(file.content, validate=True)
    except binascii.Error:
        raise Permanent("bad_settings", f"the attachment {file.name[:80]!r} is not base64") from None
