"""(e): `banjie serve` from start to its first answered page, and its resident memory."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.rounds import spread


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def started(banjie: str, folder: str) -> tuple[float, float]:
    """Seconds to the first page, and megabytes of resident memory after some use."""
    port = free_port()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [banjie, "serve", "--data", folder, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/") as answer:
                    answer.read()
                break
            except (URLError, ConnectionError):
                time.sleep(0.02)
        seconds = time.perf_counter() - begin
        for _ in range(20):
            urlopen(f"http://127.0.0.1:{port}/api/v1/openapi.json").read()
        return seconds, psutil.Process(process.pid).memory_info().rss / 1024 / 1024
    finally:
        process.terminate()
        process.wait(10)


@cache  # seconds and memory come from the same starts
def starts(times: int = 5) -> list[tuple[float, float]]:
    banjie = str(Path(sys.executable).with_name("banjie"))
    with tempfile.TemporaryDirectory(prefix="banjie-bench-") as folder:
        subprocess.run(
            [banjie, "demo", "--no-receivers", "--data", folder], check=True, stdout=subprocess.DEVNULL
        )
        return [started(banjie, folder) for _ in range(times)]


def seconds() -> dict[str, float]:
    return spread("seconds", [seconds for seconds, _ in starts()])


def memory() -> dict[str, float]:
    return spread("megabytes", [megabytes for _, megabytes in starts()])
