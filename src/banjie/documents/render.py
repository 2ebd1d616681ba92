"""`render`: a template and data to a PDF/A-3b, in a subprocess with limits. Same input, same bytes.

Values travel as JSON and are shown as text; no value can become markup. Templates are code: they run without
network, without files, and for a bounded time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from banjie.documents.case_layout import lay_out
from banjie.documents.clean_text import clean
from banjie.documents.fonts import FAMILIES, NoFontsError, font_paths, glyphs

_LAYOUTS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"case": lay_out}
_MAX_INPUT = 100_000_000


class Attachment(msgspec.Struct, frozen=True):
    """A file carried inside the PDF."""

    name: str
    media_type: str
    content: bytes


class DocumentError(Exception):
    """No document came out. `code`: no_fonts, too_large, timeout, crashed, template; `detail` in English."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    attachments: tuple[Attachment, ...] = (),
    images: Mapping[str, bytes] | None = None,
    timestamp: datetime,
    timeout_s: float = 30,
    memory_mb: int = 1024,
) -> bytes:
    """The PDF. `template` is the name of one of ours (`case`) or Typst source reading `sys.inputs.data`.

    `images` lie beside the template under their names, for it to draw.

    Raises DocumentError.
    """
    try:
        fonts = font_paths()
    except NoFontsError as error:
        raise DocumentError("no_fonts", str(error)) from None
    layout = _LAYOUTS.get(template)
    job = {
        "template": _source(template) if layout else template,
        "data": clean(layout(data) if layout else data, glyphs(fonts)),
        "fonts": [str(path) for path in fonts],
        "families": FAMILIES,
        "attachments": _attached(attachments),
        "images": {name: b64encode(content).decode() for name, content in (images or {}).items()},
        "timestamp": int(timestamp.timestamp()),
        "timeout_s": timeout_s,
        "memory_mb": memory_mb,
    }
    return _run(_encoded(job), timeout_s)


def _source(name: str) -> str:
    return (Path(__file__).parent / f"{name}_template.typ").read_text(encoding="utf-8")


def _attached(attachments: tuple[Attachment, ...]) -> list[dict[str, str]]:
    """With names that are plain and different; what is data says so to who reads the archive."""
    found: dict[str, dict[str, str]] = {}
    for one in attachments:
        plain = "".join(char for char in one.name if char.isprintable() and char not in '/\\:*?"<>|')[-120:]
        stem, dot, suffix = (plain or "file").rpartition(".")
        name, number = plain or "file", 1
        while name in found:
            number += 1
            name = f"{stem}-{number}{dot}{suffix}"
        found[name] = {
            "name": name,
            "media_type": one.media_type,
            "relationship": "data" if one.media_type == "application/json" else "supplement",
            "content": b64encode(one.content).decode(),
        }
    return list(found.values())


def _encoded(job: dict[str, Any]) -> bytes:
    try:
        content = msgspec.json.encode(job)
    except UnicodeEncodeError:
        raise DocumentError("template", "a text that is no Unicode") from None
    if len(content) > _MAX_INPUT:
        raise DocumentError("too_large", f"{len(content)} bytes of data and attachments")
    return content


def _run(job: bytes, timeout_s: float) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "banjie.documents.worker"],
            input=job,
            capture_output=True,
            timeout=timeout_s,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError("timeout", f"rendering took longer than {timeout_s} s") from None
    if done.returncode == 1:
        raise DocumentError("template", done.stderr.decode("utf-8", "replace")[:2000])
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise DocumentError("crashed", f"the renderer ended with {done.returncode}: out of memory or time")
    return done.stdout


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to our modules. Proxies that lead nowhere keep it off the network."""
    nowhere = "http://127.0.0.1:9"
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "RAYON_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "all_proxy": nowhere,
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
        "ALL_PROXY": nowhere,
    }
