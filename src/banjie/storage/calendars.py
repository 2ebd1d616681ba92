"""Working calendars: hours of a week, and the days that a company has decided about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from banjie.storage.tables import calendar, calendar_day

_get = select(calendar).where(calendar.c.code == bindparam("code_"))
_days = (
    select(calendar_day.c.day, calendar_day.c.working, calendar_day.c.name)
    .where(calendar_day.c.calendar == bindparam("code_"), calendar_day.c.day >= bindparam("first"))
    .order_by(calendar_day.c.day)
)
_count = select(func.count()).where(calendar_day.c.calendar == bindparam("code_"))


def get(connection: Connection, code: str) -> Row[Any] | None:
    """A calendar that was changed; None for one as it came."""
    return connection.execute(_get, {"code_": code}).one_or_none()


def put(connection: Connection, code: str, values: dict[str, Any], at: datetime, revision: int) -> bool:
    """Whether the calendar was still at that revision (0: as it came) and is changed now."""
    if revision == 0:
        if get(connection, code) is not None:
            return False
        connection.execute(insert(calendar).values(code=code, updated_at=at, **values))
        return True
    statement = update(calendar).where(calendar.c.code == code, calendar.c.revision == revision)
    changed = {**values, "updated_at": at, "revision": revision + 1}
    return bool(connection.execute(statement.values(**changed)).rowcount)


def days(connection: Connection, code: str, first: date, until: date | None = None) -> list[Row[Any]]:
    """The days from `first` on, before `until`: day, worked or not, name."""
    query = _days if until is None else _days.where(calendar_day.c.day < until)
    return list(connection.execute(query, {"code_": code, "first": first}))


def count_days(connection: Connection, code: str) -> int:
    return int(connection.execute(_count, {"code_": code}).scalar_one())


def set_days(connection: Connection, code: str, decided: list[dict[str, Any]], undecided: list[date]) -> None:
    """Decide about days (`day`, `working`, `name`), and leave others to the week and the public holidays."""
    gone = [*undecided, *(one["day"] for one in decided)]
    connection.execute(
        delete(calendar_day).where(calendar_day.c.calendar == code, calendar_day.c.day.in_(gone))
    )
    if decided:
        connection.execute(insert(calendar_day), [{"calendar": code, **one} for one in decided])
