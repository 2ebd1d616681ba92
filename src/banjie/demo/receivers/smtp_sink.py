"""A mail server that keeps everything: enough of RFC 5321 for a polite sender, every limit bounded."""

from __future__ import annotations

import asyncio
import re

from banjie.demo.receivers.control import Control
from banjie.demo.receivers.inbox import Inbox

MAX_MAIL = 25_000_000
_MAX_RECIPIENTS = 100
_PATIENCE_S = 60
_PATH = re.compile(rb"(?:FROM|TO):\s*<([^<>\s]{0,320})>(?:\s.*)?", re.IGNORECASE)


class SmtpSession:
    """One connection: greets, collects an envelope, keeps the mail."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inbox: Inbox, control: Control
    ) -> None:
        self._reader, self._writer = reader, writer
        self._inbox, self._control = inbox, control
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        try:
            await self._say(220, "banjie demo mail sink")
            while (line := await self._line()) and await self._obey(line):
                pass
        except (OSError, EOFError, TimeoutError, ValueError):
            pass  # the other side went away, dawdled, or sent a line without end
        finally:
            self._writer.close()

    async def _obey(self, line: bytes) -> bool:
        """Answers one command; False ends the session."""
        verb, _, rest = line.strip().partition(b" ")
        match verb.upper():
            case b"HELO":
                await self._say(250, "hello")
            case b"EHLO":
                self._writer.write(f"250-hello\r\n250-SIZE {MAX_MAIL}\r\n250 8BITMIME\r\n".encode())
                await self._writer.drain()
            case b"MAIL" | b"RCPT":
                await self._address(verb.upper(), rest)
            case b"DATA":
                return await self._data()
            case b"RSET":
                self._sender, self._recipients = None, []
                await self._say(250, "OK")
            case b"NOOP":
                await self._say(250, "OK")
            case b"QUIT":
                await self._say(221, "bye")
                return False
            case _:
                await self._say(502, "not implemented")
        return True

    async def _address(self, verb: bytes, rest: bytes) -> None:
        match = _PATH.fullmatch(rest)
        if match is None:
            await self._say(501, "syntax: address in angle brackets")
        elif verb == b"MAIL":
            self._sender, self._recipients = match[1].decode("utf-8", "replace"), []
            await self._say(250, "OK")
        elif self._sender is None:
            await self._say(503, "MAIL first")
        elif len(self._recipients) >= _MAX_RECIPIENTS:
            await self._say(452, "too many recipients")
        else:
            self._recipients.append(match[1].decode("utf-8", "replace"))
            await self._say(250, "OK")

    async def _data(self) -> bool:
        if self._sender is None or not self._recipients:
            await self._say(503, "MAIL and RCPT first")
            return True
        await self._say(354, "end with a dot on a line of its own")
        content = await self._content()
        if content is None:
            await self._say(552, "too large")
            return False
        ruling = await asyncio.to_thread(self._control.rule, "smtp")
        if ruling.down:
            return False
        if ruling.fail_with:
            await self._say(451, "later")
        else:
            await asyncio.to_thread(self._inbox.keep_mail, self._sender, self._recipients, content)
            if ruling.drop:
                return False
            await self._say(250, "kept")
        self._sender, self._recipients = None, []
        return True

    async def _content(self) -> bytes | None:
        """The mail with doubled dots undone; None when it is too large."""
        lines: list[bytes] = []
        size = 0
        while (line := await self._line()) not in (b".\r\n", b".\n"):
            if not line:
                raise EOFError
            size += len(line)
            if size > MAX_MAIL:
                return None
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    async def _line(self) -> bytes:
        return await asyncio.wait_for(self._reader.readline(), _PATIENCE_S)

    async def _say(self, code: int, text: str) -> None:
        self._writer.write(f"{code} {text}\r\n".encode())
        await self._writer.drain()
