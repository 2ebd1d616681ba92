"""Checkpoints: the length and head of every case's log at a moment, signed, to be kept out of reach.

A whole log that somebody rewrote consistently still verifies; against a checkpoint it does not. The key lies
in the data folder, not in the database, and is made on first use. What is signed is plain text, a line a case,
so that it can be read and compared without Banjie (Ed25519, RFC 8032, over the SHA-256 of the lines before).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, select

from banjie.storage.tables import instance

KEY_FILE: Final = "checkpoint.key"
_TITLE: Final = "banjie checkpoint 1"
_SIGNED: Final = b"banjie checkpoint 1\n"
_LONGEST_LINE: Final = 400

_heads = select(instance.c.id, instance.c.revision, instance.c.head).order_by(instance.c.id)


class BadCheckpointError(ValueError):
    """A file that is no checkpoint, or one that was altered; `what` is a key of the catalogue."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Place(msgspec.Struct, frozen=True):
    """How far a case's log went: its number of events and the hash of the last one."""

    length: int
    head: bytes


class Written(msgspec.Struct, frozen=True):
    """What a checkpoint came to. `digest` is what its keeper may note down elsewhere."""

    cases: int
    digest: str


class Checkpoint(msgspec.Struct, frozen=True):
    """A checkpoint whose signature holds. `key` is the public key that it was signed for."""

    at: datetime
    places: Mapping[str, Place]
    digest: str
    key: str


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The installation's key, made on first use with mode 600."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as writer:
            writer.write(Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_key(folder: Path) -> str | None:
    """The installation's public key in hex; None while it has made no checkpoint."""
    if not (folder / KEY_FILE).exists():
        return None
    return signing_key(folder).public_key().public_bytes_raw().hex()


def write(connection: Connection, target: TextIO, key: Ed25519PrivateKey, now: datetime) -> Written:
    """Write a checkpoint of every case as it stands, streamed."""
    digest = hashlib.sha256()
    cases = 0
    for line in _lines(connection, now):
        target.write(line)
        digest.update(line.encode())
        cases += 1
    signature = key.sign(_SIGNED + digest.digest()).hex()
    public = key.public_key().public_bytes_raw().hex()
    target.write(f"sha256 {digest.hexdigest()} key {public} signature {signature}\n")
    return Written(cases - 1, digest.hexdigest())


def _lines(connection: Connection, now: datetime) -> Iterator[str]:
    yield f"{_TITLE} {now.isoformat(timespec='seconds')}\n"
    for row in connection.execution_options(yield_per=1000).execute(_heads):
        yield f"{row.id} {row.revision} {bytes(row.head).hex()}\n"


def read(source: TextIO) -> Checkpoint:
    """A checkpoint from its file. Raises BadCheckpointError: another file, cut off, or altered."""
    digest = hashlib.sha256()
    first = source.readline(_LONGEST_LINE)
    if not first.startswith(f"{_TITLE} "):
        raise BadCheckpointError("not_a_checkpoint")
    digest.update(first.encode())
    places: dict[str, Place] = {}
    for line in iter(lambda: source.readline(_LONGEST_LINE), ""):
        words = line.split()
        if words and words[0] == "sha256":
            _check_signature(words, digest.digest())
            return Checkpoint(_moment(first), places, digest.hexdigest(), words[3])
        digest.update(line.encode())
        try:
            identifier, length, head = words
            places[identifier] = Place(int(length), bytes.fromhex(head))
        except ValueError:
            raise BadCheckpointError("checkpoint_altered") from None
    raise BadCheckpointError("checkpoint_cut")


def _moment(line: str) -> datetime:
    try:
        return datetime.fromisoformat(line.removeprefix(_TITLE).strip())
    except ValueError:
        raise BadCheckpointError("checkpoint_altered") from None


def _check_signature(words: list[str], digest: bytes) -> None:
    try:
        _, stated, _, key, _, signature = words
        if bytes.fromhex(stated) != digest:
            raise BadCheckpointError("checkpoint_altered")
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), _SIGNED + digest)
    except (ValueError, InvalidSignature) as error:
        if isinstance(error, BadCheckpointError):
            raise
        raise BadCheckpointError("checkpoint_altered") from None
