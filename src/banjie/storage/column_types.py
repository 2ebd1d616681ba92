"""Column types that hold the same values on SQLite and on PostgreSQL.

A value that one of the two could not keep exactly is refused on both, with a `ValueError` that names it:
what passes the tests on a laptop must not fail in the company, nor the other way round.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_INTEGER = 2**63 - 1
_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder()


def encode_json(value: object) -> str:
    """JSON text; decimals become strings, structs become objects."""
    return _encoder.encode(value).decode()


def decode_json(text: str | bytes) -> Any:
    """The plain value of JSON text."""
    return _decoder.decode(text)


def Json() -> sa.JSON:  # noqa: N802 - stands where a type stands
    """JSON: `jsonb` on PostgreSQL, text on SQLite. Python's None is SQL's NULL. Order of keys may be lost."""
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places: `numeric` on PostgreSQL, a scaled integer on SQLite.

    SQLite has no exact decimals, but exact 64-bit integers; so no value may exceed 2^63-1 units of the
    last place, on either database. More places than `scale` are refused, never rounded in silence.
    """

    impl = sa.Numeric
    cache_ok = True

    def __init__(self, scale: int) -> None:
        self.scale = scale
        super().__init__(19, scale)

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.Numeric(19, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        units = self.units(Decimal(value))
        return units if dialect.name == "sqlite" else self.decimal(units)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        return self.decimal(value) if dialect.name == "sqlite" else Decimal(value)

    def units(self, value: Decimal) -> int:
        """The value in units of its last place; `ValueError` when it does not fit."""
        with localcontext() as context:
            context.prec = 60
            try:
                scaled = value.scaleb(self.scale)
                units = int(scaled)
            except (InvalidOperation, ValueError, OverflowError) as error:
                raise ValueError(f"not a number that can be stored: {value}") from error
            if units != scaled:
                raise ValueError(f"more than {self.scale} decimal places: {value}")
        if abs(units) > MAX_INTEGER:
            raise ValueError(f"number out of bounds: {value}")
        return units

    def decimal(self, units: int) -> Decimal:
        """The value of so many units of the last place."""
        return Decimal(units).scaleb(-self.scale)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware and in UTC out. A naive one is refused, for nobody could say when it is."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        utc = value.astimezone(UTC)
        # SQLite keeps text of one width, in UTC, so that its order is the order of time.
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
