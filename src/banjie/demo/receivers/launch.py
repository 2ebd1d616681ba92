"""Starts the receivers as a process and knows where they listen; for `banjie serve` with a demo, and for tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType

_PATIENCE_S = 10


class RunningReceivers:
    """Started on creation; `stop()` (or leaving the `with` block) ends the process."""

    def __init__(
        self, data: Path, *, smtp_port: int = 8425, http_port: int = 8426, token_seconds: float = 600
    ) -> None:
        """Raises OSError when the process does not come up."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [
                sys.executable, "-m", "banjie.demo.receivers", "--data", str(data),
                "--smtp-port", str(smtp_port), "--http-port", str(http_port), "--token-seconds", str(token_seconds),
            ],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise OSError("the demo receivers did not start")
        ports = json.loads(line)
        self.smtp_port: int = ports["smtp"]
        self.http_port: int = ports["http"]
        self.smtp_url = f"smtp://127.0.0.1:{self.smtp_port}"
        self.http_url = f"http://127.0.0.1:{self.http_port}"

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> RunningReceivers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
