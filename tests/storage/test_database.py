"""Transactions and column types behave alike on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa

from banjie.storage import database
from banjie.storage.database import Database, ExactDecimal, Json, UtcDateTime, open_database, sent_together

sample = sa.Table(
    "sample",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("price", ExactDecimal(2)),
    sa.Column("at", UtcDateTime),
    sa.Column("extra", Json()),
)


@pytest.fixture
def table(empty_database: Database) -> Database:
    with empty_database.write() as connection:
        sample.create(connection)
    return empty_database


def stored(database: Database, **values: object) -> sa.Row[tuple[object, ...]]:
    with database.write() as connection:
        connection.execute(sample.insert().values(**values))
    with database.read() as connection:
        return connection.execute(sa.select(sample)).one()


def test_values_come_back_as_they_went_in(table: Database) -> None:
    moment = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    row = stored(table, price=Decimal("92233720368547758.07"), at=moment, extra={"a": [1, "二", None]})
    assert row.price == Decimal("92233720368547758.07")
    assert row.at == moment
    assert row.at.tzinfo is UTC
    assert row.extra == {"a": [1, "二", None]}


def test_nothing_stays_nothing(table: Database) -> None:
    row = stored(table, id=1, price=None, at=None, extra=None)
    assert row == (1, None, None, None)


@pytest.mark.parametrize("bad", ["92233720368547758.08", "0.001", "NaN", "Infinity", "1E+400"])
def test_a_decimal_that_one_database_could_not_keep_is_refused_on_both(table: Database, bad: str) -> None:
    with pytest.raises(sa.exc.StatementError):
        stored(table, price=Decimal(bad))


def test_a_moment_without_a_zone_is_refused(table: Database) -> None:
    with pytest.raises(sa.exc.StatementError):
        stored(table, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_an_error_rolls_back(table: Database) -> None:
    def fail() -> None:
        with table.write() as connection:
            connection.execute(sample.insert().values(id=1))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with table.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(sample)) == 0


def test_a_read_sees_one_moment_and_cannot_write(table: Database) -> None:
    stored(table, id=1)
    counting = sa.select(sa.func.count()).select_from(sample)
    with table.read() as reading:
        assert reading.scalar(counting) == 1
        with table.write() as connection:
            connection.execute(sample.insert().values(id=2))
        assert reading.scalar(counting) == 1
    with pytest.raises(sa.exc.DBAPIError), table.read() as reading:
        reading.execute(sample.insert().values(id=3))


def test_a_nested_write_is_refused_instead_of_waiting_for_itself(table: Database) -> None:
    with table.write(), pytest.raises(RuntimeError), table.write():
        pass
    stored(table, id=1)


def test_writers_take_turns(table: Database) -> None:
    stored(table, id=1, price=Decimal(0))
    change = sample.update().where(sample.c.id == 1).values(price=sample.c.price + Decimal(1))

    def work() -> None:
        for _ in range(10):
            with table.write() as connection:
                connection.execute(change)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with table.read() as connection:
        assert connection.scalar(sa.select(sample.c.price)) == 50


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_what_cannot_work_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"SQLite|database"):
        open_database(url)


def test_statements_sent_together_are_all_written_and_a_refused_one_takes_all_back(table: Database) -> None:
    with table.write() as connection, sent_together(connection):
        for number in (1, 2):
            connection.execute(sample.insert().values(id=number))

    def twice() -> None:
        with table.write() as connection, sent_together(connection):
            connection.execute(sample.insert().values(id=3))
            connection.execute(sample.insert().values(id=1))

    with pytest.raises(sa.exc.IntegrityError):
        twice()
    with table.read() as connection:
        assert connection.execute(sa.select(sample.c.id).order_by(sample.c.id)).scalars().all() == [1, 2]


def test_a_connection_that_was_cut_while_it_rested_is_replaced(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if table.dialect == "sqlite":
        pytest.skip("no server to be cut off from")
    monkeypatch.setattr(database, "PING_AFTER_S", 0.0)
    with table.read() as connection:
        mine = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    killer = sa.create_engine(table.engine.url, poolclass=sa.NullPool)
    with killer.begin() as outside:
        outside.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
    with table.read() as connection:
        assert connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() != mine
