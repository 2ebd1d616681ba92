"""Sending a case back: to the start, or to a task that it has passed.

What is active in the region is taken back, what was decided there is superseded, and one token stands at
the target again. Outside nothing is touched.
"""

from __future__ import annotations

from typing import Literal

from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.state import Task
from banjie.engine.values import OpinionRef


def reopen_held(run: Run) -> bool:
    return False


def send_back(
    run: Run, task: Task, to: str, opinion: OpinionRef, decision: Literal["returned", "rejected"]
) -> None:
    raise Rejected("not_supported")
