"""The wheel holds the built interface, the fonts with their licence, and the words; without them there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE", ".gitignore")
BUILT = {
    "static/index.html": "<html></html>",
    "static/m.html": "<html></html>",
    "static/assets/index-1.js": "1",
    "static_fonts/NotoSansSC-Regular.ttf": "font",
    "static_fonts/NotoSansSC-Bold.ttf": "font",
    "static_fonts/OFL.txt": "licence",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A source tree small enough to build in a moment, with everything that has to be in the wheel."""
    home = tmp_path / "checkout"
    for name in PARTS:
        home.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, home / name)
    package = home / "src/banjie"
    shutil.copytree(
        ROOT / "src/banjie/messages", package / "messages", ignore=shutil.ignore_patterns("__pycache__")
    )
    (package / "__init__.py").touch()
    for name, content in BUILT.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(content, encoding="utf-8")
    return home


def build(checkout: Path, target: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", "dist"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def test_the_wheel_holds_interface_fonts_and_words(checkout: Path) -> None:
    result = build(checkout, "wheel")

    assert result.returncode == 0, result.stderr
    (wheel,) = (checkout / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"banjie/{name}" for name in BUILT} <= names
    assert "banjie/messages/zh-CN/problems.json" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_a_wheel_can_be_built_from_the_sdist_without_node(checkout: Path, tmp_path: Path) -> None:
    assert build(checkout, "sdist").returncode == 0
    (sdist,) = (checkout / "dist").glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(tmp_path)], check=True)

    result = build(next(tmp_path.glob("banjie-*")), "wheel")

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", ["static", "static/m.html", "static_fonts/NotoSansSC-Bold.ttf"])
def test_a_wheel_without_its_interface_or_fonts_is_refused(checkout: Path, missing: str) -> None:
    path = checkout / "src/banjie" / missing
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

    result = build(checkout, "wheel")

    assert result.returncode != 0
    assert "make wheel" in result.stderr
    assert list((checkout / "dist").glob("*.whl")) == []
