"""Which characters a font file has: its `cmap` table (OpenType 1.9), formats 4 and 12, nothing else of it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO


def code_points(path: Path) -> frozenset[int]:
    """Every code point the font maps to a glyph. Of a collection, its first font's.

    Raises ValueError for a file that is no font.
    """
    with path.open("rb") as file:
        try:
            return _read(file)
        except (struct.error, OverflowError):
            raise ValueError(f"not a font: {path.name}") from None


def _read(file: BinaryIO) -> frozenset[int]:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H6x", file.read(8))
    for _ in range(tables):
        tag, offset, length = struct.unpack(">4s4xII", file.read(16))
        if tag == b"cmap":
            file.seek(offset)
            return _unicode(file.read(length))
    raise ValueError("a font without cmap")


def _unicode(table: bytes) -> frozenset[int]:
    (count,) = struct.unpack_from(">2xH", table)
    found: set[int] = set()
    for index in range(count):
        platform, _, offset = struct.unpack_from(">HHI", table, 4 + 8 * index)
        if platform in (0, 3):
            (format_,) = struct.unpack_from(">H", table, offset)
            if format_ == 12:
                found |= _groups(table, offset)
            elif format_ == 4:
                found |= _segments(table, offset)
    return frozenset(found)


def _groups(table: bytes, offset: int) -> set[int]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    found: set[int] = set()
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", table, offset + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, min(last, 0x10FFFF) + 1))
    return found


def _segments(table: bytes, offset: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", table, offset + 6)
    count = twice // 2
    read = f">{count}H"
    ends = struct.unpack_from(read, table, offset + 14)
    starts = struct.unpack_from(read, table, offset + 16 + twice)
    deltas = struct.unpack_from(read, table, offset + 16 + 2 * twice)
    ranges = struct.unpack_from(read, table, offset + 16 + 3 * twice)
    found: set[int] = set()
    for index, (first, last, delta, ranged) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if ranged:
                at = offset + 16 + 3 * twice + 2 * index + ranged + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", table, at)
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                found.add(code)
    return found
