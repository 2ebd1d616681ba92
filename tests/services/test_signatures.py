"""A handwritten signature: a picture that can be printed, kept with the decision and drawn in the archive."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pypdf
import pytest
from tests.services.test_found_defects import publish, steps_of
from tests.systems.world import World, eventually

from banjie.api.views.case import instance_view
from banjie.engine.rejections import Rejected
from banjie.services import read_case, uploads
from banjie.services.opinions import GivenOpinion
from banjie.services.problems import InvalidError
from banjie.services.signatures import MAX_SIDE, is_signature


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int = 40, height: int = 20, *, depth: int = 8, rows: bytes | None = None, interlaced: int = 0
) -> bytes:
    body = rows if rows is not None else (b"\x00" + b"\x10\x20\x30\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, depth, 6, 0, 0, interlaced)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


def test_a_whole_small_picture_is_a_signature() -> None:
    assert is_signature(png())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff not a png",
        png()[:-6],
        png().replace(b"IDAT", b"IDAX"),
        png(depth=16),
        png(interlaced=1),
        png(rows=b"\x00" * 10),
        png(rows=(b"\x09" + b"\x00" * 160) * 20),
        png(width=MAX_SIDE + 1, height=1),
        png(height=1, rows=b"\x00" * 30_000_000),
        png() + b"\x00" * 600_000,
    ],
    ids=["empty", "jpeg", "cut off", "no pixels", "16 bit", "interlaced", "too few rows", "unknown filter", "too wide", "bomb",
         "too big"],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(content: bytes) -> None:
    assert not is_signature(content)


def signing(world: World) -> str:
    """A case whose approval asks for a signature and is archived afterwards."""
    check, *_ = steps_of(world, "record")
    check = {**check, "node": {**check["node"], "opinion": {"signature": True}}}
    archive = {
        "kind": "serviceTask",
        "code": "archive",
        "name": "归档",
        "connector": "document",
        "config": {},
    }
    publish(world, "record", [check, {"kind": "node", "node": archive}])
    return world.start("record")


def signed(world: World, content: bytes, user: str = "zhaomin") -> GivenOpinion:
    file = uploads.store(world.runtime, world.viewer(user), "signature.png", content)
    return GivenOpinion(text="条款无误，可以执行", signature=file.id)


def test_without_one_the_approval_is_refused(world: World) -> None:
    case = signing(world)
    task = world.task(case, "zhaomin")

    with pytest.raises(Rejected, match="signature_required"):
        world.act("zhaomin", task)
    with pytest.raises(Rejected, match="signature_required"):  # somebody else's picture is none of mine
        world.act("zhaomin", task, opinion=signed(world, png(), "wangli"))
    with pytest.raises(InvalidError) as refused:
        world.act("zhaomin", task, opinion=signed(world, b"\x89PNG\r\n\x1a\n and no more"))
    assert [error.field for error in refused.value.errors] == ["opinion.signature"]
    assert world.task(case, "zhaomin") == task


def test_it_is_shown_with_the_decision_and_drawn_in_the_archive(world: World) -> None:
    case = signing(world)
    given = signed(world, png(60, 30))
    with world.executing():
        world.act("zhaomin", world.task(case, "zhaomin"), opinion=given)
        eventually(lambda: world.job(case).state == "landed")

    page = instance_view(read_case.read_case(world.runtime, world.viewer("wangli"), case))
    shown = [line.opinion for line in page.timeline if line.opinion and line.opinion.signature]
    assert [one.signature.id for one in shown if one.signature] == [given.signature]
    assert all(not one.attachments for one in shown)
    receipt = world.job(case).receipt
    _, content = uploads.fetch(world.runtime, world.viewer("wangli"), receipt["id"])
    sizes = [
        (item["/Width"], item["/Height"])
        for sheet in pypdf.PdfReader(BytesIO(content)).pages
        for item in (one.get_object() for one in sheet["/Resources"].get("/XObject", {}).values())
        if item["/Subtype"] == "/Image"
    ]
    assert (60, 30) in sizes
