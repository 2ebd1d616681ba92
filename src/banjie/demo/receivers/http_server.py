"""The receivers' HTTP side: webhook sink, ERP, control and inbox on one loopback port."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from banjie.demo.receivers.control import Control, Trouble
from banjie.demo.receivers.erp import Erp
from banjie.demo.receivers.exchange import Call, Reply
from banjie.demo.receivers.inbox import Inbox
from banjie.demo.receivers.webhook_sink import receive

_MAX_BODY = 10_000_000


class Receivers(msgspec.Struct, frozen=True):
    """What a request can reach."""

    inbox: Inbox
    erp: Erp
    control: Control
    webhook_secret: str

    def answer(self, call: Call) -> Reply:
        """Routes one request; what a caller sent wrong is 400."""
        try:
            return self._route(call)
        except (msgspec.DecodeError, msgspec.ValidationError, KeyError, ValueError, TypeError) as error:
            return Reply(400, {"error": f"{type(error).__name__}: {error}"})

    def _route(self, call: Call) -> Reply:
        match call.method, call.path:
            case "POST", "/control":
                self.control.set(msgspec.json.decode(call.body, type=Trouble))
                return Reply(200, self.control.listed())
            case "GET", "/control":
                return Reply(200, self.control.listed())
            case "GET", "/inbox":
                return Reply(200, self.inbox.listed())
            case "POST", "/webhook":
                return receive(call, self.inbox, self.webhook_secret)
        if call.path.startswith("/erp/"):
            return self.erp.answer(call)
        return Reply(404, {"error": "no such resource"})


def make_server(receivers: Receivers, port: int) -> ThreadingHTTPServer:
    """A server on loopback, not yet serving. Raises OSError when the port is taken."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def _serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            if not 0 <= length <= _MAX_BODY:
                self.send_error(413)
                return
            url = urlsplit(self.path)
            path = unquote(url.path)
            call = Call(
                method=self.command,
                path=path,
                query=dict(parse_qsl(url.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            excepted = path in ("/control", "/inbox")
            ruling = None if excepted else receivers.control.rule(path)
            if ruling is not None and ruling.down:
                self._hang_up()
            elif ruling is not None and ruling.fail_with:
                self._reply(Reply(ruling.fail_with, {"error": "asked to fail"}, {"retry-after": "1"}))
            else:
                reply = receivers.answer(call)
                if ruling is not None and ruling.drop:
                    self._hang_up()
                else:
                    self._reply(reply)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the standard library's names

        def _reply(self, reply: Reply) -> None:
            content = msgspec.json.encode(reply.body)
            self.send_response(reply.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ARG002
            return

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server
