"""Requests per second of the two short answers, against programs that answer from memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from . import constants, load
from .client import Answer, Client
from .failure import MeasurementFailure
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .places import Places
from .processes import Processes
from .rounds import alternate
from .settings import Settings
from .table import Row, Target
from .traffic import READER

#: Before the first round, in seconds.
WARM_UP = 1
HEALTH = "/health"
READ_BYTES = 2_048
MOST_EVENTS = 30

TARGETS = {"c": Target("≥", 0.85), "go-fastcgi": Target("≥", 0.9), "go-http": Target("≥", 0.9)}
TITLES = {
    "c": "C on libfcgi, constant", "go-fastcgi": "Go net/http/fcgi, constant", "go-http": "Go net/http, constant",
}


@dataclass(frozen=True)
class HotRequest:
    """A request and what it is called in the table."""

    title: str
    path: str
    headers: dict[str, str]


def read_request(frontend: Frontend, gateway: Gateway) -> HotRequest:
    """A user's own newest events with a JWT: as many as come closest to 2 KB."""
    headers = gateway.tokens.user(READER)
    client = Client(frontend, gateway.name)
    sizes = {}
    for limit in range(1, MOST_EVENTS):
        path = f"/api/analytics/user/events?limit={limit}"
        answer = client.fetch(path, headers)
        if len(answer.json()["events"]) != limit:
            break
        sizes[path] = abs(len(answer.body) - READ_BYTES)
        if len(answer.body) > READ_BYTES:
            break
    client.close()
    if not sizes:
        raise MeasurementFailure(f"{gateway.name} has no events of the user {READER}")
    return HotRequest("own events, JWT", min(sizes, key=lambda path: sizes[path]), headers)


def measure(
    settings: Settings, frontend: Frontend, places: Places, processes: Processes, gateway: Gateway
) -> list[Row]:
    health = HotRequest("/health", HEALTH, {})
    read = read_request(frontend, gateway)
    client = Client(frontend, gateway.name)
    answers = {request.path: client.fetch(request.path, request.headers) for request in (health, read)}
    client.close()
    running = constants.start(processes, places, answers[health.path], answers[read.path])
    try:
        rows = []
        for request in (health, read):
            _verify(frontend, request, answers[request.path])
            rows += _compare(settings, frontend, gateway, request, answers[request.path])
        return rows
    finally:
        for process in running:
            processes.stop(process)


def _verify(frontend: Frontend, request: HotRequest, expected: Answer) -> None:
    """The peers have to send the same bytes and headers as the gateway."""
    for name in constants.NAMES:
        client = Client(frontend, name)
        answer = client.fetch(request.path, request.headers)
        client.close()
        for header in constants.OWN_HEADERS:
            if answer.headers.get(header) != expected.headers.get(header):
                raise MeasurementFailure(f"{name} sends another {header} for {request.path}")
        if answer.body != expected.body:
            raise MeasurementFailure(f"{name} sends another body for {request.path}")


def _compare(
    settings: Settings, frontend: Frontend, gateway: Gateway, request: HotRequest, answer: Answer
) -> list[Row]:
    def turn(peer: str, seconds: int) -> float:
        return load.run(frontend, peer, request.path, seconds, request.headers).per_second

    peers = [gateway.name, *constants.NAMES]
    for peer in peers:
        turn(peer, WARM_UP)
    rounds = alternate({peer: partial(turn, peer, settings.seconds) for peer in peers}, settings.rounds)
    what = f"{request.title}, {len(answer.body)} B, {CONNECTIONS} clients"
    ours = f"{rounds.spread(gateway.name).median:,.0f}/s"
    return [
        Row(what, TITLES[name], ours, f"{rounds.spread(name).median:,.0f}/s", rounds.ratio(gateway.name, name),
            TARGETS[name])
        for name in constants.NAMES
    ]
