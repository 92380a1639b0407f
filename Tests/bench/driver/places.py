"""Where the files of a run are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
REPOSITORY = BENCH.parent.parent


@dataclass(frozen=True)
class Places:
    """The directories of one run."""

    #: Kept between runs: the virtual environment and the compiled peers.
    work: Path
    #: Stores and logs of this run. On a disk, because a flush to memory costs nothing.
    run: Path
    #: Sockets, under a short path: theirs may have 107 bytes.
    sockets: Path

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    def socket(self, name: str) -> Path:
        return self.sockets / f"{name}.sock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"
