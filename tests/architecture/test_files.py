"""What every tracked file keeps to: a readable length, no place of one machine, no address of an index."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 600
WRITTEN = {".py", ".ts", ".vue", ".css", ".js", ".mjs", ".sh"}
GENERATED = {"web/src/shared/api/schema.d.ts"}
MACHINE_PATH = re.compile(r"(?<![\w./}~-])/(?:work|root|Users|home/[a-z][\w-]*)/[\w.]")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@cache
def tracked() -> tuple[str, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: this is a law of the repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def test_no_source_file_is_longer_than_600_lines() -> None:
    lengths = {
        name: (ROOT / name).read_bytes().count(b"\n")
        for name in tracked()
        if Path(name).suffix in WRITTEN and name not in GENERATED
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = []
    for name in tracked():
        try:
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or a document
        found += [
            f"{name}:{number} {line.strip()[:80]}"
            for number, line in enumerate(lines, 1)
            if MACHINE_PATH.search(line)
        ]

    assert found == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_python_locks_have_hashes_and_no_address(lock: Path) -> None:
    """Any mirror can serve them: what is installed is decided by the hash, not by where it came from."""
    text = lock.read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9][^\s]*==.*$", text, flags=re.MULTILINE)

    assert pins
    assert [pin for pin in pins if not pin.endswith("\\")] == []
    assert re.findall(r"https?://\S+|^--.*(?:index|find-links).*$", text, flags=re.MULTILINE) == []


def test_the_locks_agree_on_versions() -> None:
    """What is tested is what is installed: a package has the same version in every lock that names it."""
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(
            r"^([A-Za-z0-9_.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE
        ):
            versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def npm_packages() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(
        (ROOT / "web/package-lock.json").read_text(encoding="utf-8")
    )["packages"]
    return found


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    packages = {name: entry for name, entry in npm_packages().items() if name}

    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_the_npm_lock_names_every_platform_of_its_optional_packages() -> None:
    """`npm ci` refuses a lock that lacks one, on every machine: pin a version whose platforms are all published."""
    packages = npm_packages()
    names = {name.rpartition("node_modules/")[2] for name in packages}
    missing = [
        f"{owner} needs {name}"
        for owner, entry in packages.items()
        for name in entry.get("optionalDependencies", {})  # type: ignore[attr-defined]
        if name not in names
    ]

    assert missing == []


def test_the_npm_lock_is_the_one_of_the_package_file() -> None:
    declared = json.loads((ROOT / "web/package.json").read_text(encoding="utf-8"))
    locked = npm_packages()[""]

    for group in ("dependencies", "devDependencies"):
        assert locked.get(group, {}) == declared.get(group, {})
