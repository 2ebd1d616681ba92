"""Ids of cases, files and sealed values: ordered by time, not guessable, 26 characters.

Source: ULID (48 bits of milliseconds, 80 random bits, Crockford's base 32), in lower case.
"""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """A new id; later ones sort after earlier ones to the millisecond."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
