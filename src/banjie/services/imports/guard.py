"""What a workbook unpacks to, before the reader sees it: the reader makes room for the whole rectangle up to the
last filled cell at once, so a few bytes could ask for more memory than there is.

Every part is unpacked piece by piece under a limit, every sheet is walked by a real XML parser that only counts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_BYTES = 400 * 1024 * 1024
MOST_PARTS = 2_000
ROWS = 100_000
COLUMNS = 200
AREA = 4_000_000
"""Cells of the rectangle that holds all filled ones."""

_PIECE = 1 << 16
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class NoWorkbookError(Exception):
    """It is not an Excel workbook, or a broken one."""


class TooLargeError(Exception):
    """More than is taken in at once."""


def inspect(content: bytes) -> None:
    """Raises NoWorkbookError, TooLargeError for what the reader must not be given."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NoWorkbookError from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or len(parts) > MOST_PARTS:
        raise NoWorkbookError
    left = MOST_BYTES
    for part in parts:
        count = _count_part(content, part, left)
        left -= count


def _count_part(content: bytes, part: ZipInfo, most: int) -> int:
    """How many bytes a part unpacks to; its cells are counted on the way."""
    walk = _Walk() if part.filename.lower().endswith((".xml", ".rels")) else None
    count = 0
    try:
        for piece in _unpacked(content, part):
            count += len(piece)
            if count > most:
                raise TooLargeError
            if walk:
                walk.parser.Parse(piece, False)
        if walk and count:
            walk.parser.Parse(b"", True)
    except (expat.ExpatError, zlib.error, ValueError, LookupError) as error:
        raise NoWorkbookError from error
    return count


def _unpacked(content: bytes, part: ZipInfo) -> Iterator[bytes]:
    """The part's bytes as they really unpack; what the archive says of their number is not believed."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise NoWorkbookError
    start = (
        part.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if part.compress_type != ZIP_DEFLATED:
        raise NoWorkbookError
    unpacker = zlib.decompressobj(-15)
    for at in range(0, len(packed), _PIECE):
        waiting = bytes(packed[at : at + _PIECE])
        while waiting and not unpacker.eof:
            yield unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
    yield unpacker.flush()


class _Walk:
    """Where the filled cells of a sheet lie. Other parts have no such cells and pass."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._row = self._column = self._last_row = self._last_column = 0

    def _doctype(self, *_: Any) -> None:
        raise NoWorkbookError

    def _start(self, name: str, given: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("v", "is", "f"):
            self._filled()
        elif kind == "c":
            found = _REFERENCE.fullmatch(given.get("r", ""))
            if found:
                self._column, self._row = _number(found[1]), int(found[2])
            else:
                self._column += 1
        elif kind == "row":
            number = given.get("r", "")
            self._row = (
                int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self._row + 1
            )
            self._column = 0
        elif (
            kind == "Relationship"
            and given.get("Type", "").endswith("/worksheet")
            and not given.get("Target", "").lower().endswith(".xml")
        ):
            raise NoWorkbookError  # a sheet that would not be walked

    def _filled(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row > ROWS or self._last_column > COLUMNS or self._last_row * self._last_column > AREA:
            raise TooLargeError


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
