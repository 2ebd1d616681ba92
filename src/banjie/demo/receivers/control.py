"""Failures on demand: slow, refusing, down, or gone right after the commit; per path prefix (`smtp` for mail).

Each counted failure happens to the next matching requests and then stops by itself.
"""

from __future__ import annotations

import threading
import time

import msgspec


class Trouble(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What is wrong with the endpoints below `prefix`.

    `fail_next` requests are answered with `status` and do nothing; `drop_after_commit` requests are carried
    out and then the connection is closed without an answer; while `down`, nothing is read or answered.
    """

    prefix: str = "/"
    delay_ms: int = 0
    fail_next: int = 0
    status: int = 503
    drop_after_commit: int = 0
    down: bool = False
    reset: bool = False


class Ruling(msgspec.Struct, frozen=True):
    """What happens to one request."""

    fail_with: int = 0
    drop: bool = False
    down: bool = False


class Control:
    """The present troubles; safe to use from several threads."""

    def __init__(self) -> None:
        self._troubles: dict[str, Trouble] = {}
        self._lock = threading.Lock()

    def set(self, trouble: Trouble) -> None:
        """Replaces the trouble of that prefix; `reset` ends all below it."""
        with self._lock:
            if trouble.reset:
                for prefix in [one for one in self._troubles if one.startswith(trouble.prefix)]:
                    del self._troubles[prefix]
            else:
                self._troubles[trouble.prefix] = trouble

    def listed(self) -> list[Trouble]:
        with self._lock:
            return [msgspec.structs.replace(one) for one in self._troubles.values()]

    def rule(self, path: str) -> Ruling:
        """What happens to a request for `path`: the longest prefix decides. Counts it, and waits the delay."""
        with self._lock:
            fitting = [one for one in self._troubles.values() if path.startswith(one.prefix)]
            trouble = max(fitting, key=lambda one: len(one.prefix), default=None)
            if trouble is None:
                return Ruling()
            ruling = _count(trouble)
            delay = trouble.delay_ms / 1000
        if delay:
            time.sleep(delay)
        return ruling


def _count(trouble: Trouble) -> Ruling:
    if trouble.down:
        return Ruling(down=True)
    if trouble.fail_next > 0:
        trouble.fail_next -= 1
        return Ruling(fail_with=trouble.status)
    if trouble.drop_after_commit > 0:
        trouble.drop_after_commit -= 1
        return Ruling(drop=True)
    return Ruling()
