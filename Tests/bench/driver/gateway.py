"""The program that is measured."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .failure import MeasurementFailure
from .places import Places
from .processes import Processes, wait_for_socket
from .tokens import Tokens


@dataclass
class Gateway:
    """One gateway with its store; it can be stopped and started again."""

    name: str
    binary: Path
    places: Places
    processes: Processes
    tokens: Tokens
    #: Settings besides those every gateway has.
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def data(self) -> Path:
        return self.places.run / self.name

    def start(self) -> None:
        """Starts it; returns when it accepts connections."""
        self.launch()
        assert self.process is not None
        wait_for_socket(self.places.socket(self.name), self.process, self.places.log(self.name))

    def launch(self) -> None:
        """Starts it without waiting."""
        self.data.mkdir(exist_ok=True)
        self.places.socket(self.name).unlink(missing_ok=True)
        environment = {
            **self.tokens.environment(), "GATEWAY_DATA_DIR": str(self.data),
            "GATEWAY_SOCKET": str(self.places.socket(self.name)), "LOG_LEVEL": "warning", **self.environment,
        }
        self.process = self.processes.start(self.name, [str(self.binary), "serve"], environment, self.data)

    def stop(self) -> None:
        if self.process is not None:
            self.processes.stop(self.process)
            self.process = None

    @property
    def database(self) -> Path:
        """The file of the store."""
        for file in sorted(self.data.iterdir()):
            if file.is_file() and file.open("rb").read(15) == b"SQLite format 3":
                return file
        raise MeasurementFailure(f"there is no SQLite file in {self.data}")

    def resident_megabytes(self) -> float:
        """Memory of the process that is in RAM now, shared pages included."""
        if self.process is None:
            raise MeasurementFailure(f"{self.name} does not run")
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kibibytes) / 1024
