"""Attachments: bounded, typed by their content, served to those who may see them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress

import msgspec
from sqlalchemy import Connection

from banjie.services import access, form_pages
from banjie.services.problems import InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import exports, files, imports
from banjie.storage.definitions import FormVersion, UnknownDefinitionError
from banjie.storage.ids import new_id

MAX_BYTES = 20 * 1024 * 1024

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)
_BY_ENDING = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/plain",
    "json": "application/json",
    "xml": "application/xml",
}
_ZIP = {"docx", "xlsx", "pptx", "zip", "ofd"}
_OLE = {"doc", "xls", "ppt"}


class Stored(msgspec.Struct, frozen=True):
    """A file's row as the outside sees it."""

    id: str
    name: str
    media_type: str
    size: int


def media_type_of(name: str, content: bytes) -> str | None:
    """The type by content, with the ending only to tell containers apart; None when it is not accepted.

    HTML, SVG, scripts and programs are never accepted: they could act in a reader's browser or machine.
    """
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    ending = name.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04") and ending in _ZIP:
        return _BY_ENDING[ending]
    if content.startswith(b"\xd0\xcf\x11\xe0") and ending in _OLE:
        return _BY_ENDING[ending]
    if ending in {"txt", "csv", "md", "json", "xml"} and b"\x00" not in content[:8192]:
        return _BY_ENDING[ending]
    return None


def clean_name(name: str) -> str:
    """A file name without paths or control characters, at most 200 characters."""
    base = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in base if unicodedata.category(character)[0] != "C").strip(". ")
    return kept[-200:] or "file"


def store(runtime: Runtime, viewer: Viewer, name: str, content: bytes) -> Stored:
    """Keep an upload. Raises InvalidError for one that is too large or of a type not accepted."""
    if len(content) > MAX_BYTES:
        raise InvalidError("file_too_large", limit_mb=MAX_BYTES // 1024 // 1024)
    cleaned = clean_name(name)
    media_type = media_type_of(cleaned, content)
    if media_type is None:
        raise InvalidError("file_type", media_type=cleaned.rpartition(".")[2][:20] or "?")
    return keep(runtime, viewer.username, cleaned, media_type, content)


def keep(runtime: Runtime, username: str, name: str, media_type: str, content: bytes) -> Stored:
    """Store bytes of a known type and their row."""
    stored = Stored(new_id(), name, media_type, len(content))
    digest = runtime.files.put(content)
    with runtime.database.write() as connection:
        files.add(
            connection,
            {
                **msgspec.to_builtins(stored),
                "sha256": digest,
                "created_by": username,
                "created_at": runtime.clock(),
                "instance": None,
            },
        )
    return stored


def fetch(runtime: Runtime, viewer: Viewer, identifier: str) -> tuple[Stored, bytes]:
    """A file's bytes, for its uploader, for those who may see its case or a ledger that holds it, and, if it is
    no export and no list of an import's faulty rows, for administrators. Raises NotFoundError."""
    with runtime.database.read() as connection:
        row = files.get_many(connection, [identifier]).get(identifier)
        if row is None:
            raise NotFoundError("file_not_found")
        allowed = row.created_by == viewer.username
        made = allowed or exports.some(connection, [identifier]) or imports.some(connection, [identifier])
        if not made:  # what a job of somebody has made is theirs alone
            allowed = viewer.is_administrator(runtime, connection)
        if not allowed and row.instance:
            allowed = access.may_view(runtime, connection, viewer, row.instance)
        allowed = allowed or any(
            form_pages.can_view(runtime, connection, viewer, version)
            for version in _holding(runtime, connection, identifier)
        )
    if not allowed:
        raise NotFoundError("file_not_found")
    return Stored(row.id, row.name, row.media_type, row.size), runtime.files.get(row.sha256)


def _holding(runtime: Runtime, connection: Connection, identifier: str) -> Iterator[FormVersion]:
    for code in files.ledgers_of(connection, identifier):
        with suppress(UnknownDefinitionError):
            yield runtime.definitions.form(connection, code)
