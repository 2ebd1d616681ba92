"""The `Retry-After` header: seconds, or a date."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from banjie.followups.connectors.outbound import Answer

_LONGEST = 86_400.0


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds to wait, at most a day; None where the receiver did not say (or said nonsense)."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST)
    if not text:
        return None
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), _LONGEST)
