"""Public holidays with their make-up working days, as governments have published them.

China: the State Council's yearly notices, through the package `chinesecalendar`. A year that is not published yet is
unknown, not free of holidays: nobody can guess which Saturdays will be worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final, Literal

import msgspec
from chinese_calendar import constants

Country = Literal["", "cn"]
"""Which country's holidays a calendar follows; empty: none."""

_CODES: Final = {holiday.value: holiday.name for holiday in constants.Holiday}


class PublicDay(msgspec.Struct, frozen=True):
    """A free day, or a worked day of a weekend that makes up for one. `holiday` is a stable code."""

    working: bool
    holiday: str


@cache
def days(country: Country) -> Mapping[date, PublicDay]:
    """Every published day: free ones, of weekends too (who works on Saturdays is free then), and make-up days."""
    if not country:
        return {}
    return {
        **{day: PublicDay(False, _CODES[name]) for day, name in constants.holidays.items()},
        **{day: PublicDay(True, _CODES[name]) for day, name in constants.workdays.items()},
    }


@cache
def _published(country: Country) -> frozenset[int]:
    return frozenset(day.year for day in days(country))


def is_published(country: Country, year: int) -> bool:
    """Whether the government has said which days of the year are free. Nothing to publish: yes."""
    return not country or year in _published(country)
