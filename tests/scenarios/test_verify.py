"""`banjie verify`: one altered byte of an event, of a value or of an opinion is found, and so is a shortened log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, select, update
from tests.scenarios.conftest import Company, served
from tests.scenarios.office import Receivers
from tests.scenarios.papers import paper

from banjie.commands import evidence
from banjie.storage.database import open_database
from banjie.storage.tables import event, sealed_value

Damage = Callable[[Connection, str], None]


def flipped(content: bytes, at: int) -> bytes:
    """One bit of one byte."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def one_event(connection: Connection, case: str) -> None:
    row = connection.execute(select(event.c.body).where(event.c.instance == case, event.c.seq == 3)).one()
    body = row.body[:-2] + ("1" if row.body[-2] != "1" else "2") + row.body[-1:]
    connection.execute(update(event).where(event.c.instance == case, event.c.seq == 3).values(body=body))


def who_acted(connection: Connection, case: str) -> None:
    connection.execute(update(event).where(event.c.instance == case, event.c.seq == 2).values(actor="zhoufa"))


def value_holding(text: str) -> Damage:
    def damage(connection: Connection, case: str) -> None:
        rows = connection.execute(select(sealed_value).where(sealed_value.c.instance == case)).all()
        [row] = [row for row in rows if text.encode() in bytes(row.value)][:1]
        changed = flipped(bytes(row.value), bytes(row.value).index(text.encode()) + 2)
        connection.execute(update(sealed_value).where(sealed_value.c.id == row.id).values(value=changed))

    return damage


def last_event(connection: Connection, case: str) -> None:
    last = select(event.c.seq).where(event.c.instance == case).order_by(event.c.seq.desc()).limit(1)
    seq = connection.execute(last).scalar_one()
    connection.execute(delete(event).where(event.c.instance == case, event.c.seq == seq))


def an_event_within(connection: Connection, case: str) -> None:
    connection.execute(delete(event).where(event.c.instance == case, event.c.seq == 4))


def a_value(connection: Connection, case: str) -> None:
    identifier = connection.execute(
        select(sealed_value.c.id).where(sealed_value.c.instance == case).limit(1)
    ).scalar()
    connection.execute(delete(sealed_value).where(sealed_value.c.id == identifier))


DAMAGE: dict[str, Damage] = {
    "a byte of an event": one_event,
    "who acted": who_acted,
    "a byte of a value": value_holding("仓库补货"),
    "a byte of an opinion": value_holding("库存只够三天"),
    "the last event gone": last_event,
    "an event within gone": an_event_within,
    "a value gone": a_value,
}


def test_each_kind_of_damage_is_found_with_its_case(
    company: Company, receivers: Receivers, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(company, receivers) as office:
        case = office.send("wangli", "purchase", paper(office, "purchase"))
        case.do("zhaomin", "approve", opinion={"text": "库存只够三天，应当补货"})
        case.closed()
        other = office.send("wangli", "leave", paper(office, "leave"))
    assert evidence.verify(company.config) == 0
    capsys.readouterr()

    found = {}
    for what, damage in DAMAGE.items():
        with open_database(company.config.database_url) as database:
            with database.read() as connection:
                events = connection.execute(select(event).where(event.c.instance == case.id)).mappings().all()
                values = (
                    connection.execute(select(sealed_value).where(sealed_value.c.instance == case.id))
                    .mappings()
                    .all()
                )
            with database.write() as connection:
                damage(connection, case.id)
            code = evidence.verify(company.config)
            said = capsys.readouterr().err
            found[what] = (code, case.id in said, other.id in said)
            with database.write() as connection:
                connection.execute(delete(event).where(event.c.instance == case.id))
                connection.execute(delete(sealed_value).where(sealed_value.c.instance == case.id))
                connection.execute(event.insert(), [dict(row) for row in events])
                connection.execute(sealed_value.insert(), [dict(row) for row in values])

    assert found == dict.fromkeys(DAMAGE, (1, True, False))
    assert evidence.verify(company.config) == 0
