"""Events as they were written by every release, read as today's.

A stored event is JSON with its tag in `type`. Fields that came later have defaults and need nothing
here. What a default cannot say (a renamed tag, a split event) gets a step from one version to the next;
steps are only ever added, and `tests/engine/golden/` holds logs of every release that replay for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from banjie.engine.events import AnyEvent

VERSION = 1
Stored = dict[str, Any]
Step = Callable[[Stored], list[Stored]]

# From version n: tag -> what the event is in version n + 1 (one event may become several).
STEPS: dict[int, dict[str, Step]] = {}

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def to_stored(event: AnyEvent) -> Stored:
    """An event as it is stored, in today's version."""
    stored: Stored = msgspec.to_builtins(event)
    return stored


def from_stored(stored: Stored, version: int = VERSION) -> list[AnyEvent]:
    """Today's events for one that was stored by `version`.

    Raises ValueError for a version of the future, msgspec.ValidationError for what no release has written.
    """
    return [msgspec.convert(event, AnyEvent) for event in upcast(stored, version)]


def decode(raw: bytes) -> AnyEvent:
    """The quick way for events that were written in today's version."""
    return _decoder.decode(raw)


def upcast(stored: Stored, version: int) -> list[Stored]:
    """The stored form in today's version."""
    if version > VERSION:
        raise ValueError(f"event version {version} is newer than this release ({VERSION})")
    found = [stored]
    for step in range(version, VERSION):
        found = list(_one_version_up(found, STEPS.get(step, {})))
    return found


def _one_version_up(events: Iterable[Stored], steps: dict[str, Step]) -> Iterable[Stored]:
    for event in events:
        step = steps.get(event["type"])
        if step is None:
            yield event
        else:
            yield from step(event)
