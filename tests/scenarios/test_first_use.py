"""Right after a start several threads meet settings, forms and policies for the first time at once.

msgspec works out a struct's fields at its first use, and two threads doing so crash the process; a server that
starts with follow-ups waiting for it would die before it has done any.
"""

from __future__ import annotations

import subprocess
import sys

_TOGETHER = """
import sys, threading
sys.setswitchinterval(1e-6)
from banjie import bootstrap
from banjie.engine.definition import ProcessDefinition
from banjie.followups.connectors.delivery import typed
from banjie.followups.connectors.email import MailConnection
from banjie.followups.connectors.http import HttpPayload
from banjie.followups.connectors.http_request import HttpConnection
from banjie.forms.form import Field, Form
from banjie.forms.registry import bind
from banjie.org.policies import registry
import msgspec

barrier = threading.Barrier(8)

def meet():
    barrier.wait()
    typed({"url": "http://x", "auth": {"kind": "sign_in", "user": "a"}}, HttpConnection, "connection")
    typed({"path": "/x", "look": {"path": "/y", "found": "true"}}, HttpPayload, "payload")
    typed({"url": "smtp://x"}, MailConnection, "connection")
    registry.decode({"kind": "department_head", "of": "applicant"})
    msgspec.convert({"code": "f", "name": "F", "fields": []}, Form)
    bind(Field(code="a", label="A", type="money", settings={"scale": 2}))
    msgspec.convert({"code": "p", "name": "P", "form": "f", "nodes": [], "flows": []}, ProcessDefinition)

threads = [threading.Thread(target=meet) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_threads_may_meet_everything_at_once() -> None:
    tries = [subprocess.Popen([sys.executable, "-c", _TOGETHER]) for _ in range(4)]

    assert [one.wait(120) for one in tries] == [0] * len(tries)
