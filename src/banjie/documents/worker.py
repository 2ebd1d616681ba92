"""The renderer's own process: `python -m banjie.documents.worker`, a job as JSON in, a PDF out.

It bounds its memory and CPU before it loads anything big, sees only its job's fonts and attachments in a
folder that vanishes with it, and has no way to the network. A template is code: this is its cage.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any

_ATTACH = """
#for one in json(bytes(sys.inputs.attachments)) {
  pdf.attach(
    one.name,
    read(one.file, encoding: none),
    mime-type: one.media_type,
    relationship: one.relationship,
    description: one.name,
  )
}
"""


def main() -> int:
    """Exit 0 with the PDF on stdout; 1 with the reason on stderr."""
    job = json.load(sys.stdin.buffer)
    memory = int(job["memory_mb"]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(job["timeout_s"]) + 1,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="banjie-document-") as folder:
        try:
            content = _compile(job, Path(folder))
        except MemoryError:
            sys.stderr.write("out of memory")
            return 1
        except RuntimeError as error:
            sys.stderr.write((str(error) or str(getattr(error, "message", "")))[:2000])
            return 1
    sys.stdout.buffer.write(content)
    return 0


def _compile(job: dict[str, Any], folder: Path) -> bytes:
    import typst  # after the limits: loading it is part of the job

    root, fonts, empty = folder / "root", folder / "fonts", folder / "packages"
    for one in (root, fonts, empty):
        one.mkdir()
    for index, path in enumerate(job["fonts"]):
        (fonts / f"{index}{Path(path).suffix}").symlink_to(path)
    attachments = []
    for index, one in enumerate(job["attachments"]):
        (root / f"{index}.bin").write_bytes(b64decode(one["content"]))
        attachments.append(
            {**{k: one[k] for k in ("name", "media_type", "relationship")}, "file": f"{index}.bin"}
        )
    for name, content in job["images"].items():
        (root / Path(name).name).write_bytes(b64decode(content))
    main_file = root / "main.typ"
    main_file.write_text(job["template"] + _ATTACH, encoding="utf-8")
    return typst.compile(
        main_file,
        root=root,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        sys_inputs={
            "data": json.dumps(job["data"], ensure_ascii=False),
            "fonts": json.dumps(job["families"]),
            "attachments": json.dumps(attachments, ensure_ascii=False),
        },
        pdf_standards=["a-3b"],
        timestamp=job["timestamp"],
        package_path=empty,
        package_cache_path=empty,
    )


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # nothing is left to tidy up; a renderer under a memory limit may fail at it
