"""`posthog-gateway flags`, run as a pipeline runs it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.instance import EXECUTABLE, bare_environment

DONE, DIFFERS, USAGE, REFUSED, UNREACHABLE = range(5)


@dataclass
class Ended:
    status: int
    output: str
    complaints: str


class FlagsCommand:
    """The command in a directory of its own, with `flags.json` in it."""

    def __init__(self, directory: Path, url: str | None, token: str | None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.file = directory / "flags.json"
        self.environment = bare_environment()
        if url is not None:
            self.environment["GATEWAY_URL"] = url
        if token is not None:
            self.environment["GATEWAY_TOKEN"] = token

    def __call__(self, *arguments: str, expected: int | None = None) -> Ended:
        process = subprocess.run(
            [EXECUTABLE, "flags", *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        ended = Ended(process.returncode, process.stdout, process.stderr)
        if expected is not None:
            assert ended.status == expected, ended
        return ended

    def write(self, flags: dict[str, Any], **others: Any) -> None:
        self.file.write_text(json.dumps(others | {"flags": flags}))

    def read(self) -> dict[str, Any]:
        return json.loads(self.file.read_text())["flags"]
