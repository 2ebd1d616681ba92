"""Deliveries for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from banjie.followups.connectors.delivery import Delivery, Receipt
from banjie.followups.connectors.registry import CONNECTORS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = "job-1:purchase/create"


def deliver(name: str, connection: dict[str, Any], payload: dict[str, Any], attempt: int = 1) -> Receipt:
    return CONNECTORS[name].deliver(Delivery("1", KEY, attempt, connection, payload), NOW)
