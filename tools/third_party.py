"""Writes docs/third-party.md: what the product is shipped with or needs to run, and under which licence.

Python packages are those of requirements/app.txt, read from their installed metadata; web packages are the
runtime tree of web/package-lock.json, read from node_modules. Neither list is written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLASSIFIER = "License :: OSI Approved :: "
OTHER_PLATFORMS = {"colorama": "BSD-3-Clause"}
HEAD = """# Third-party software

Banjie is licensed under the Apache License 2.0. It is shipped with, or needs to run, the packages below, each
under its own licence; their texts are in the packages themselves. `make notices` rewrites this page from what
is installed.
"""
FONTS = """
## Fonts

| font | copyright | licence |
|---|---|---|
| Noto Sans SC, Regular and Bold | 2014-2021 Adobe, with Reserved Font Name 'Source' | OFL-1.1, shipped beside the fonts as `OFL.txt` |
"""


def python_licence(name: str) -> str:
    """The licence a distribution states: its SPDX expression, else its classifiers, else its first line."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return OTHER_PLATFORMS.get(name, "unknown")
    if expression := stated.get("License-Expression"):
        return expression
    classes = [
        value.removeprefix(CLASSIFIER) for value in stated.get_all("Classifier") or [] if CLASSIFIER in value
    ]
    if classes:
        return ", ".join(classes)
    text = (stated.get("License") or "unknown").strip().splitlines()[0]
    return text if len(text) < 60 else "see the package"


def python_rows() -> Iterator[tuple[str, str, str]]:
    locked = (ROOT / "requirements/app.txt").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", locked, flags=re.MULTILINE):
        yield name, version, python_licence(name)


def web_rows() -> Iterator[tuple[str, str, str]]:
    packages = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, locked in packages.items():
        if not path or locked.get("dev") or locked.get("optional") or locked.get("devOptional"):
            continue
        described = json.loads((ROOT / "web" / path / "package.json").read_text(encoding="utf-8"))
        stated = described.get("license") or locked.get("license") or "unknown"
        yield (
            described["name"],
            locked["version"],
            stated if isinstance(stated, str) else stated.get("type", "unknown"),
        )


def table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = [f"| {name} | {version} | {licence} |" for name, version, licence in sorted(set(rows))]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *lines]) + "\n"


def main(target: Path) -> None:
    parts = [HEAD, "\n## Server (Python)\n\n", table(python_rows())]
    parts += ["\n## Web interface (TypeScript and JavaScript)\n\n", table(web_rows()), FONTS]
    target.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
