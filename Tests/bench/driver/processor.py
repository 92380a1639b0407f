"""Processor time that the servers have used: nginx and the gateway, not the load."""

from __future__ import annotations

import os
from pathlib import Path

from .failure import MeasurementFailure
from .frontend import Frontend
from .gateway import Gateway

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(frontend: Frontend, gateway: Gateway) -> float:
    """Of all threads since each process started, in the kernel and outside it."""
    if gateway.process is None:
        raise MeasurementFailure(f"{gateway.name} does not run")
    workers = Path(f"/proc/{frontend.process}/task/{frontend.process}/children").read_text().split()
    return sum(_seconds(int(process)) for process in [*workers, gateway.process.pid])


def _seconds(process: int) -> float:
    # The name of the program may hold blanks; what follows its closing parenthesis are the fields from the third on.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
