"""`posthog-gateway flags`, run as a pipeline runs it."""

import json
from pathlib import Path
from typing import Any

from harness.command import Command

DONE, DIFFERS, USAGE, REFUSED, UNREACHABLE = range(5)


class FlagsCommand(Command):
    """The command in a directory of its own, with `flags.json` in it."""

    def __init__(self, directory: Path, url: str | None, token: str | None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        settings = {"GATEWAY_URL": url, "GATEWAY_TOKEN": token}
        super().__init__("flags", directory, {name: value for name, value in settings.items() if value is not None})
        self.file = directory / "flags.json"

    def write(self, flags: dict[str, Any], **others: Any) -> None:
        self.file.write_text(json.dumps(others | {"flags": flags}))

    def read(self) -> dict[str, Any]:
        return json.loads(self.file.read_text())["flags"]
