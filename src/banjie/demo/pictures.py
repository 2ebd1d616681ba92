"""Small pictures and letters for the demo's attachments, made here: nobody's photo is shipped."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 240, 160


def picture(name: str) -> bytes:
    """A PNG of two slanted bands; the same name gives the same picture."""
    seed = zlib.crc32(name.encode())
    light = bytes((160 + seed % 80, 160 + seed // 80 % 80, 160 + seed // 6400 % 80))
    dark = bytes(value - 70 for value in light)
    rows = b"".join(
        b"\x00" + b"".join(dark if (x + y + seed) // 40 % 2 else light for x in range(_WIDTH))
        for y in range(_HEIGHT)
    )
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def letter(name: str) -> bytes:
    """A PDF of one page that says it is a sample."""
    text = f"BT /F 18 Tf 72 720 Td (Sample document {zlib.crc32(name.encode()):08x}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    )
