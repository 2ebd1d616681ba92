"""Which font files documents are set in: one family, regular and bold.

Looked for in `BANJIE_FONTS` (a folder), in the package, then among the system's CJK fonts. Only these files
are ever given to the renderer, so a document does not change with what else is installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from banjie.documents.cmap import code_points

_PACKAGE = Path(__file__).resolve().parent.parent / "static_fonts"
_SYSTEM = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
    Path("/Library/Fonts"),
)
_NAMES = (
    ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"),
    ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
)
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")


class NoFontsError(Exception):
    """No font that documents could be set in."""

    def __init__(self) -> None:
        super().__init__(
            "no Chinese font found: set BANJIE_FONTS to a folder with NotoSansSC-Regular.ttf and -Bold.ttf"
        )


def font_paths() -> tuple[Path, ...]:
    """The regular and the bold file. Raises NoFontsError."""
    return _find(os.environ.get("BANJIE_FONTS", ""))


@lru_cache(maxsize=4)
def _find(configured: str) -> tuple[Path, ...]:
    for folder in (*((Path(configured),) if configured else ()), _PACKAGE, *_SYSTEM):
        for names in _NAMES:
            found = tuple(path for name in names if (path := _in(folder, name)) is not None)
            if found:
                return found
    raise NoFontsError


def _in(folder: Path, name: str) -> Path | None:
    return next(_matches(folder, name), None)


def _matches(folder: Path, name: str) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob(name) if path.is_file())


@lru_cache(maxsize=4)
def glyphs(paths: tuple[Path, ...]) -> frozenset[int]:
    """The code points that every one of the files can show."""
    return frozenset.intersection(*(code_points(path) for path in paths))
