"""Puts the two weights of Noto Sans SC that PDFs are set in, with their licence, into `src/banjie/static_fonts/`.

They come from an npm package whose other 80 MB stay behind. Only the bytes recorded here are taken: a font
decides what an archived page shows. Fonts that are already there are left alone, without any network.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/banjie/static_fonts"
PACKAGE, VERSION = "@expo-google-fonts/noto-sans-sc", "0.4.3"
FILES = {
    "NotoSansSC-Regular.ttf": (
        "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    "NotoSansSC-Bold.ttf": (
        "700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ),
    "OFL.txt": ("LICENSE_FONT", "1c05c68c34f9708415aada51f17e1b0092d2cea709bf4a94cd38114f9e73d7d9"),
}


def is_intact(path: Path, digest: str) -> bool:
    """True if the file exists with exactly the recorded bytes."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def package_folder() -> Path:
    """The npm package: among the web application's, else installed on its own under `.tools`."""
    declared = json.loads((ROOT / "web/package.json").read_text(encoding="utf-8"))
    if PACKAGE in declared.get("dependencies", {}) | declared.get("devDependencies", {}):
        return ROOT / "web/node_modules" / PACKAGE
    home = ROOT / ".tools/fonts"
    home.mkdir(parents=True, exist_ok=True)
    options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home)]
    subprocess.run(["npm", "install", *options, f"{PACKAGE}@{VERSION}"], check=True, cwd=home)
    return home / "node_modules" / PACKAGE


def main() -> int:
    if all(is_intact(TARGET / name, digest) for name, (_, digest) in FILES.items()):
        return 0
    package = package_folder()
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (source, digest) in FILES.items():
        if not is_intact(package / source, digest):
            print(f"banjie: {package / source} is not the file this release was made with", file=sys.stderr)
            return 1
        (TARGET / name).write_bytes((package / source).read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
