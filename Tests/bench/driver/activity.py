"""The time of one activity answer, against the sqlite3 shell and against FastAPI; and how it grows with the store."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from . import shell
from .client import Client
from .failure import MeasurementFailure
from .frontend import Frontend
from .gateway import Gateway
from .places import BENCH, Places
from .processes import Processes, wait_for_socket
from .rounds import alternate
from .settings import Settings
from .table import Row, Target
from .traffic import BUSY_EVENTS, BUSY_USER

DAYS = 30
PATH = f"/api/analytics/user/activity?user_id={BUSY_USER}&days={DAYS}"
WHAT = f"activity, {BUSY_EVENTS:,} events in {DAYS} days"
#: Two roundings of the same mean may fall on different sides.
TOLERANCE = 0.11
#: In answers of a user, but not in the shell's and FastAPI's.
NOT_SHARED = {"person", "meta", "summary", "next_cursor"}


class TimedAnswer(Protocol):
    """An answer of any peer."""

    @property
    def seconds(self) -> float: ...

    def json(self) -> Any: ...


def measure(
    settings: Settings, frontend: Frontend, places: Places, processes: Processes, gateway: Gateway
) -> list[Row]:
    script = shell.activity_script(BUSY_USER, DAYS)
    twin = _start_twin(places, processes, gateway)
    ours, fastapi = Client(frontend, gateway.name), Client(frontend, "fastapi")
    headers = gateway.tokens.user(BUSY_USER)
    try:
        with shell.Shell(gateway.database) as open_shell:
            answers: dict[str, Callable[[], TimedAnswer]] = {
                "gateway": lambda: ours.fetch(PATH, headers),
                "shell": lambda: open_shell.ask(script),
                "fresh shell": lambda: shell.ask_once(gateway.database, script),
                "fastapi": lambda: fastapi.fetch(PATH),
            }
            expected = answers["gateway"]().json()
            _verify_content(expected)
            for peer in ("shell", "fresh shell", "fastapi"):
                _verify_equal(peer, expected, answers[peer]().json())
            rounds = alternate(
                {peer: partial(_median_seconds, ask, settings.seconds) for peer, ask in answers.items()},
                settings.rounds)
    finally:
        ours.close()
        fastapi.close()
        processes.stop(twin)
    titles = {
        "shell": ("sqlite3 shell, kept open", Target("≤", 3)),
        "fresh shell": ("sqlite3 shell, with its start", None),
        "fastapi": ("FastAPI + sqlite3", None),
    }
    return [
        Row(WHAT, title, _milliseconds(rounds.spread("gateway").median), _milliseconds(rounds.spread(peer).median),
            rounds.ratio("gateway", peer), target)
        for peer, (title, target) in titles.items()
    ]


def measure_growth(settings: Settings, frontend: Frontend, small: Gateway, large: Gateway) -> list[Row]:
    """The same user with as many events, in two stores side by side."""
    headers = small.tokens.user(BUSY_USER)
    clients = {gateway.name: Client(frontend, gateway.name) for gateway in (small, large)}
    for client in clients.values():
        _verify_content(client.fetch(PATH, headers).json())
    rounds = alternate(
        {
            name: partial(_median_seconds, partial(client.fetch, PATH, headers), settings.seconds)
            for name, client in clients.items()
        }, settings.rounds)
    for client in clients.values():
        client.close()
    return [
        Row(WHAT, f"itself with {settings.events:,} events", _milliseconds(rounds.spread(large.name).median),
            _milliseconds(rounds.spread(small.name).median), rounds.ratio(large.name, small.name), Target("<", 1.3))
    ]


def _start_twin(places: Places, processes: Processes, gateway: Gateway) -> subprocess.Popen[bytes]:
    socket = places.socket("fastapi")
    socket.unlink(missing_ok=True)
    process = processes.start(
        "fastapi", [sys.executable, "-B", str(BENCH / "peers" / "twin.py"), str(gateway.database), str(socket)])
    wait_for_socket(socket, process, places.log("fastapi"), seconds=60)
    return process


def _median_seconds(ask: Callable[[], TimedAnswer], seconds: float) -> float:
    ask()
    deadline = time.monotonic() + seconds
    times: list[float] = []
    while time.monotonic() < deadline or not times:
        times.append(ask().seconds)
    return statistics.median(times)


def _verify_content(answer: Any) -> None:
    if answer["total_events"] != BUSY_EVENTS or len(answer["timeline"]) != 100:
        raise MeasurementFailure(
            f"the activity counts {answer['total_events']} events and lists {len(answer['timeline'])}, "
            f"not {BUSY_EVENTS} and 100")


def _verify_equal(peer: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    if missing := set(ours) - set(theirs) - NOT_SHARED:
        raise MeasurementFailure(f"the answer of {peer} lacks {', '.join(sorted(missing))}")
    for name, value in theirs.items():
        if difference := _difference(ours.get(name), value, name):
            raise MeasurementFailure(f"the gateway and {peer} differ in {difference}")


def _difference(ours: Any, theirs: Any, place: str) -> str | None:
    """Where two JSON values differ first; None when they mean the same."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        found = (_difference(ours[key], theirs[key], f"{place}.{key}") for key in ours)
        return next((difference for difference in found if difference), None)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        found = (_difference(a, b, f"{place}[{index}]") for index, (a, b) in pairs)
        return next((difference for difference in found if difference), None)
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        if isinstance(ours, int) and isinstance(theirs, int):
            return None if ours == theirs else f"{place}: {ours} and {theirs}"
        return None if abs(ours - theirs) <= TOLERANCE else f"{place}: {ours} and {theirs}"
    return None if ours == theirs else f"{place}: {str(ours)[:200]} and {str(theirs)[:200]}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1_000:.2f} ms"
