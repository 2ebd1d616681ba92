"""Handwritten signatures: small PNG pictures that a printer will surely draw.

A signature goes into the archive's PDF. What only looks like a PNG would stop that archive for ever, so a
picture is read to its last row before it counts as one.
"""

from __future__ import annotations

import zlib

MAX_BYTES = 512 * 1024
MAX_SIDE = 4096
_HEAD = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def is_signature(content: bytes) -> bool:
    """Whether these bytes are a whole PNG of eight bits a channel, not interlaced, within bounds."""
    if len(content) > MAX_BYTES or not content.startswith(_HEAD):
        return False
    chunks = _chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        return False
    head = chunks[0][1]
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    depth, colour, *rest = head[8:]
    if (
        depth != 8
        or colour not in _CHANNELS
        or any(rest)
        or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE)
    ):
        return False
    row = 1 + width * _CHANNELS[colour]
    pixels = _inflated(b"".join(data for kind, data in chunks if kind == b"IDAT"), row * height)
    return pixels is not None and all(pixels[start] <= 4 for start in range(0, len(pixels), row))


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and data of every chunk; empty where one is cut off or its checksum is wrong."""
    found: list[tuple[bytes, bytes]] = []
    at = len(_HEAD)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        body = content[at + 4 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(body) < 4 + length or int.from_bytes(check, "big") != zlib.crc32(body) or len(check) < 4:
            return []
        found.append((body[:4], body[4:]))
        at += 12 + length
    return found


def _inflated(packed: bytes, size: int) -> bytes | None:
    """The unpacked rows if they are exactly as many as the head promises; a bomb is never unpacked."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(packed, size + 1)
    except zlib.error:
        return None
    return found if len(found) == size and reader.eof else None
