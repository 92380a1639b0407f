"""The processes of one run: each has a log, and all are ended by their ids."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from .failure import MeasurementFailure

STOP_SECONDS = 20


class Processes:
    """Starts processes and ends them, last first, when the block is left."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running.copy()):
            self.stop(process)

    def start(
        self, name: str, command: list[str], environment: dict[str, str] | None = None, directory: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a program whose output goes to a log named after it."""
        with (self._logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=directory,
                env={"PATH": os.environ["PATH"], **(environment or {})})
        self._running.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Asks a process to end, and ends it when it does not."""
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._running.remove(process)


def wait_for_socket(path: Path, process: subprocess.Popen[bytes], log: Path, seconds: float = 20) -> None:
    """Returns as soon as somebody accepts connections on a Unix socket."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                return probe.connect(str(path))
            except OSError:
                time.sleep(0.001)
        if process.poll() is not None:
            break
    raise MeasurementFailure(f"nothing listens on {path}; the log says:\n{tail(log)}")


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"
