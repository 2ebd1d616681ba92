"""Refusals. A refused command changes nothing; its code and details become words at the edge.

Each code is a key of the message catalogue (`rejected.<code>`); `details` fill the words.
"""

from __future__ import annotations

from typing import Any, Literal

Code = Literal[
    "not_found",
    "not_allowed",
    "wrong_state",
    "task_closed",
    "opinion_required",
    "opinion_stock_phrase",
    "signature_required",
    "unknown_reason_code",
    "unknown_target",
    "target_not_passed",
    "nobody_to_ask",
    "no_branch",
    "already_there",
    "job_not_in_incident",
    "too_many_steps",
    "not_supported",
]


class Rejected(Exception):  # noqa: N818 (a refusal, not a fault)
    """A command that may not be carried out, with a code and the details for the words.

    `task_closed` carries `by`, `decision`, `at`: what happened meanwhile. `field` names the input at fault.
    """

    def __init__(self, code: Code, *, field: str | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code: Code = code
        self.field = field
        self.details = details
