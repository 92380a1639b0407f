"""The subcommands of the executable, run as a person or a pipeline runs them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.environment import bare_environment
from harness.instance import EXECUTABLE

#: Longer than any of them takes.
LONGEST_SECONDS = 300


@dataclass
class Ended:
    status: int
    output: str
    complaints: str


class Command:
    """One subcommand in a directory; it knows none of the settings of whoever runs the tests."""

    def __init__(self, name: str, directory: Path, settings: dict[str, str]) -> None:
        self.name = name
        self.directory = directory
        self.environment = bare_environment() | settings

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [EXECUTABLE, self.name, *arguments],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, expected: int) -> Ended:
        """Runs it to its end; the exit status must be the expected one."""
        with self.start(*arguments) as process:
            try:
                output, complaints = process.communicate(timeout=LONGEST_SECONDS)
            finally:
                process.kill()
        ended = Ended(process.returncode, output, complaints)
        assert ended.status == expected, ended
        return ended
