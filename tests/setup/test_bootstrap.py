"""The set-up scripts say in one line what is missing, and install nothing where they may not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "dirname", "id", "env", "cat", "mkdir", "touch")


class Machine:
    """A copy of the scripts, and a PATH that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        shutil.copytree(ROOT / "tools", self.checkout / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        for name in TOOLS:
            self.bin.joinpath(name).symlink_to(shutil.which(name) or f"/bin/{name}")

    def has(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def has_python(self, *, pip: bool = True) -> None:
        refuse = 'case "$*" in *"-m pip"*) exit 1;; esac\n' if not pip else ""
        self.has("python3", f'{refuse}exec "{sys.executable}" "$@"')

    def has_node(self, version: str = "20.1.0") -> None:
        major = version.split(".")[0]
        old = 1 if int(major) < 20 else 0
        self.has("node", f'if [ "$1" = --version ]; then echo v{version}; else exit {old}; fi')
        self.has("npm", "exit 0")

    def is_not_root(self) -> None:
        self.has("id", "echo 1000")

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.checkout / "tools" / script), *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.checkout), **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_without_python_is_told_which_one_to_install(machine: Machine) -> None:
    result = machine.run("bootstrap")

    assert result.returncode == 1
    assert result.stderr == "banjie: python3 is missing: install Python 3.11 or newer.\n"


def test_an_old_node_is_named_with_its_version(machine: Machine) -> None:
    machine.has_python()
    machine.has_node("18.19.0")

    result = machine.run("bootstrap")

    assert result.returncode == 1
    assert result.stderr == "banjie: Node.js 20 or newer is needed, node is v18.19.0.\n"


def test_a_missing_node_is_named_unless_only_python_is_wanted(machine: Machine) -> None:
    machine.has_python()
    machine.has("uv", "exit 0")

    assert "Node.js is missing" in machine.run("bootstrap").stderr
    assert machine.run("bootstrap", "python").returncode == 0


def test_without_pip_and_without_being_root_one_line_says_what_to_run(machine: Machine) -> None:
    machine.has_python(pip=False)
    machine.has_node()
    machine.is_not_root()
    machine.has("apt-get", "echo apt-get must not run >&2; exit 1")

    result = machine.run("bootstrap")

    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "banjie: pip is missing. Run once, as an administrator: "
        "apt-get install -y --no-install-recommends python3-pip python3-venv"
    ]


def test_root_gets_pip_from_apt_after_fetching_missing_package_lists(
    machine: Machine, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    machine.has_python(pip=False)
    machine.has_node()
    machine.has("id", "echo 0")
    machine.has("apt-get", f'echo "$1" >> "{said}"; [ "$(cat "{said}")" != install ] || exit 1')

    machine.run("bootstrap")

    assert said.read_text(encoding="utf-8").split() == ["install", "update", "install"]


def test_uv_on_the_path_is_taken_and_nothing_is_installed(machine: Machine) -> None:
    machine.has_python(pip=False)
    machine.has_node()
    machine.has("uv", "exit 0")

    assert machine.run("bootstrap").returncode == 0
    assert not (machine.checkout / ".tools").exists()


def test_uv_follows_the_mirror_that_pip_is_configured_with(machine: Machine) -> None:
    machine.has_python()
    machine.has("uv", 'echo "$UV_DEFAULT_INDEX $UV_PYTHON_DOWNLOADS $UV_SYSTEM_CERTS $*"')

    result = machine.run("uv", "pip", "list", PIP_INDEX_URL="https://mirror.invalid/simple")

    assert result.stdout == "https://mirror.invalid/simple never 1 pip list\n"


def test_the_named_chromium_comes_first(machine: Machine) -> None:
    machine.has("mine", "exit 0")
    machine.has("chromium", "exit 0")

    assert machine.run("chromium", BANJIE_CHROMIUM=str(machine.bin / "mine")).stdout.endswith("/mine\n")
    assert machine.run("chromium").stdout.endswith("/chromium\n")


def test_without_chromium_and_without_being_root_one_line_says_what_to_run(machine: Machine) -> None:
    machine.is_not_root()

    result = machine.run("chromium")

    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "BANJIE_CHROMIUM" in result.stderr
    assert "apt-get install" in result.stderr


def test_a_second_set_up_has_nothing_to_do() -> None:
    """Whoever runs these tests has set up already."""
    if not (ROOT / ".stamps/dev").exists():
        pytest.skip("the tests were not started with make")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(
        ["make", "--dry-run", ".stamps/dev"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "pip sync" not in result.stdout
