"""What the documents point to is there: files, folders and headings."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").glob("*.md")])
LINK = re.compile(r"(?<!\\)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]*`")


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of headings: lower case, no punctuation, hyphens for spaces."""
    found: set[str] = set()
    for heading in HEADING.findall(prose(page)):
        text = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        anchor = text.replace(" ", "-")
        number = 1
        while anchor in found:
            anchor = f"{text.replace(' ', '-')}-{number}"
            number += 1
        found.add(anchor)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for match in LINK.finditer(SPAN.sub("", prose(page))):
        target = match.group(1) or match.group(2) or ""
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue  # an address outside
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        missing = not file.exists() or not file.is_relative_to(ROOT)
        if missing or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)

    assert broken == []


def test_every_decision_has_a_number_of_its_own() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in records]

    assert len(set(numbers)) == len(numbers)
    for path in records:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")
