"""The sqlite3 shell as a peer: one process fed through a pipe, or one per query."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from .failure import MeasurementFailure
from .places import BENCH

END = "--end of answer--"


@dataclass(frozen=True)
class ShellAnswer:
    """What the script printed."""

    text: str
    seconds: float

    def json(self) -> Any:
        return json.loads(self.text)


def activity_script(user: str, days: int) -> str:
    """The script of `peers/activity.sql` for one user."""
    return (BENCH / "peers" / "activity.sql").read_text().replace("@USER@", user).replace("@DAYS@", str(days))


class Shell:
    """A shell that stays open, so that its start and its caches do not count."""

    def __init__(self, database: Path) -> None:
        self._process = subprocess.Popen(
            _command(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self) -> Shell:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(".quit\n", timeout=20)

    def ask(self, script: str) -> ShellAnswer:
        """Runs a script; the time is from writing it to reading the last line of its output."""
        source, output = self._process.stdin, self._process.stdout
        assert source is not None and output is not None
        start = time.perf_counter()
        source.write(f"{script}\n.print {END}\n")
        source.flush()
        lines: list[str] = []
        while (line := output.readline()) not in (f"{END}\n", ""):
            lines.append(line)
        seconds = time.perf_counter() - start
        return ShellAnswer(_checked("".join(lines)), seconds)


def ask_once(database: Path, script: str) -> ShellAnswer:
    """Runs a script in a shell of its own."""
    start = time.perf_counter()
    done = subprocess.run(_command(database), check=False, input=script, capture_output=True, text=True, timeout=120)
    return ShellAnswer(_checked(done.stdout), time.perf_counter() - start)


def _command(database: Path) -> list[str]:
    return ["sqlite3", "-batch", "-bail", "-readonly", "-init", "/dev/null", str(database)]


def _checked(text: str) -> str:
    if not text.startswith("{"):
        raise MeasurementFailure(f"the sqlite3 shell gave no answer: {text[:500]!r}")
    return text
