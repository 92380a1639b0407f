"""The time from the start of the process to its first answer."""

from __future__ import annotations

import socket
import time

from . import hot
from .client import Client
from .failure import MeasurementFailure
from .frontend import Frontend
from .gateway import Gateway
from .rounds import Spread
from .settings import Settings
from .table import Row, Target

LIMIT_MILLISECONDS = 300
LONGEST = 20.0


def measure(settings: Settings, frontend: Frontend, gateway: Gateway) -> list[Row]:
    request = hot.read_request(frontend, gateway)
    times = [_start(frontend, gateway, request) * 1_000 for _ in range(settings.starts)]
    spread = Spread.of(times)
    return [
        Row(f"start to first answer, {settings.starts} starts, ms", "", f"{spread.median:.0f} ms", "", spread,
            Target("≤", LIMIT_MILLISECONDS), digits=0)
    ]


def _start(frontend: Frontend, gateway: Gateway, request: hot.HotRequest) -> float:
    """Seconds until a user's own events were answered through nginx."""
    gateway.stop()
    client = Client(frontend, gateway.name)
    start = time.perf_counter()
    gateway.launch()
    path = str(gateway.places.socket(gateway.name))
    while not _accepts(path):
        if time.perf_counter() - start > LONGEST:
            raise MeasurementFailure(f"{gateway.name} does not listen {LONGEST:g} s after its start")
        time.sleep(0.001)
    client.fetch(request.path, request.headers)
    seconds = time.perf_counter() - start
    client.close()
    return seconds


def _accepts(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0
