"""How a connection's test ended, in words that say what to do."""

from __future__ import annotations

from banjie.api.schemas import ConnectionTest
from banjie.messages import has
from banjie.services.ports import Probed
from banjie.services.viewer import Viewer

_BY_STATUS = {"http_401": "sign_in_refused", "http_403": "sign_in_refused", "smtp_535": "sign_in_refused"}


def connection_test(found: Probed, took_ms: int, viewer: Viewer) -> ConnectionTest:
    code = _BY_STATUS.get(found.code, found.code)
    key = f"probe.{code}"
    if not has(key):
        key = "probe.server_error" if code.startswith("http_5") else "probe.failed"
    message = viewer.words(key, detail=found.detail, code=found.code)
    return ConnectionTest(found.ok, found.code, message, found.detail, took_ms)
