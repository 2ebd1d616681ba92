"""Writes the server's OpenAPI document to a file: starts the server on an empty company and asks it.

Taking it from the running server keeps this tool ignorant of how the application is put together.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def fetch(url: str, server: subprocess.Popen[bytes]) -> bytes:
    """The document, as soon as the server answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"banjie: the server stopped with exit code {server.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise SystemExit(f"banjie: {url} answered {error.code}") from None
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"banjie: no answer from {url} in {PATIENCE_SECONDS} s")


def main(target: Path) -> None:
    port = free_port()
    banjie = Path(sys.executable).parent / "banjie"
    with tempfile.TemporaryDirectory() as data:
        command = [str(banjie), "serve", "--host", "127.0.0.1", "--port", str(port), "--data", data]
        server = subprocess.Popen(command, stdout=sys.stderr)
        try:
            target.write_bytes(fetch(f"http://127.0.0.1:{port}/api/v1/openapi.json", server))
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
