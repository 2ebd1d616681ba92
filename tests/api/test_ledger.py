"""Ledgers: what a filter means by today and by me, and what is asked beside the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.api.browser import Site

from banjie.services import ledger


def test_today_is_the_companys_day(site: Site) -> None:
    late = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # half past four in the morning of the 25th in Shanghai
    runtime = replace(site.world.runtime, clock=lambda: late)
    site.as_("admin").post("/forms/goods/records", {"values": {"name": "今天"}})
    asked = ledger.Query(filter='today() = date("2026-11-25")')
    assert ledger.listed(runtime, site.world.viewer("admin"), "goods", asked).items
