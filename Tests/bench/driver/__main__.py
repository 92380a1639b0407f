"""Fills the stores, measures, and prints the tables."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from . import activity, beside, constants, evaluator, flags, frontend, hot, ingest, memory, outage, starting, upstream
from .failure import MeasurementFailure
from .frontend import Frontend
from .gateway import Gateway
from .loader import Loader
from .places import Places
from .processes import Processes
from .settings import LARGE_FACTOR, STORE_PARTS, Settings
from .table import Row, Table
from .tokens import Tokens
from .traffic import Population


def main() -> int:
    settings = Settings.parse(sys.argv[1:])
    signal.signal(signal.SIGTERM, _end)
    try:
        constants.build(settings.work)
        with ExitStack() as stack:
            places = _places(settings, stack)
            processes = stack.enter_context(Processes(places.logs))
            _run(settings, places, processes)
    except MeasurementFailure as failure:
        print(f"Tests/bench/run: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _places(settings: Settings, stack: ExitStack) -> Places:
    run = Path(tempfile.mkdtemp(prefix="run-", dir=settings.work))
    if not settings.keep:
        stack.callback(shutil.rmtree, run, ignore_errors=True)
    sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gateway-bench-")))
    places = Places(settings.work, run, sockets)
    places.logs.mkdir()
    return places


def _run(settings: Settings, places: Places, processes: Processes) -> None:
    front = frontend.start(processes, places)
    print(f"{os.cpu_count()} processors; {settings.rounds} rounds of {settings.seconds} s per turn; each result is "
          "gateway / peer, the median of the rounds' own ratios, then the lowest and the highest", flush=True)
    if "evaluator" in settings.parts:
        print(f"\n{Table('flags without a server', evaluator.measure(settings))}", flush=True)
    if set(STORE_PARTS) & set(settings.parts):
        _run_stores(settings, front, places, processes)
    for title, name, part in (("flags on PostHog", "upstream", upstream), ("an outage of PostHog", "outage", outage)):
        if name in settings.parts:
            print(f"measuring {name}", file=sys.stderr, flush=True)
            print(f"\n{Table(title, part.measure(settings, front, places, processes))}", flush=True)


def _run_stores(settings: Settings, front: Frontend, places: Places, processes: Processes) -> None:
    tokens = Tokens()
    small = Gateway("gateway", settings.binary, places, processes, tokens)
    stores = [(small, settings.events)]
    large = Gateway("gateway-large", settings.binary, places, processes, tokens)
    if settings.large:
        stores.append((large, settings.events * LARGE_FACTOR))
    for gateway, events in stores:
        gateway.start()
        Loader(front, gateway.name, tokens, Population(events)).run()
    # Before anything that adds to a store.
    growth = activity.measure_growth(settings, front, small, large) if settings.large else []
    for gateway, events in stores:
        rows = _measure(settings, front, places, processes, gateway)
        print(f"\n{Table(f'{events:,} stored events', rows)}", flush=True)
    if growth:
        print(f"\n{Table('growth of the store', growth)}", flush=True)


def _measure(
    settings: Settings, front: Frontend, places: Places, processes: Processes, gateway: Gateway
) -> list[Row]:
    parts: dict[str, Callable[[], list[Row]]] = {
        "hot": lambda: hot.measure(settings, front, places, processes, gateway),
        "activity": lambda: activity.measure(settings, front, places, processes, gateway),
        "start": lambda: starting.measure(settings, front, gateway),
        "memory": lambda: memory.measure(settings, front, places, gateway),
        "flags": lambda: flags.measure(settings, front, places, processes, gateway),
        "beside": lambda: beside.measure(settings, front, places, processes, gateway),
        "ingest": lambda: ingest.measure(settings, front, places, gateway),
    }
    rows: list[Row] = []
    for name, measure in parts.items():
        if name in settings.parts:
            print(f"measuring {name} on {gateway.name}", file=sys.stderr, flush=True)
            rows += measure()
    return rows


if __name__ == "__main__":
    sys.exit(main())
