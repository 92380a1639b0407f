"""Flags through nginx: OFREP and PostHog's routes, against a program that sends the same bytes from memory."""

from __future__ import annotations

import json
from functools import partial

from . import constants, flag_set, load, memory, unchanged
from .client import Answer, Client
from .failure import MeasurementFailure
from .flag_request import FlagRequest
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .hot import HEALTH, WARM_UP
from .places import Places
from .processes import Processes
from .rounds import alternate
from .settings import Settings
from .table import Row, Target

BULK = "/ofrep/v1/evaluate/flags"
FLAGS = "/flags/?v=2"
DEFINITIONS = "/flags/definitions"
JSON = {"Content-Type": "application/json"}


def measure(
    settings: Settings, frontend: Frontend, places: Places, processes: Processes, gateway: Gateway
) -> list[Row]:
    flags = flag_set.flags()
    client = Client(frontend, gateway.name)
    try:
        _store(client, gateway, flags)
        rows: list[Row] = []
        sent: list[FlagRequest] = []
        for request in _requests(gateway, flags):
            answer = request.fetch(client)
            sent.append(request)
            rows += _compare(settings, frontend, places, processes, gateway, request, answer)
            if request.tagged:
                known = request.knowing(answer.headers["etag"])
                sent.append(known)
                for accepted in ("", "gzip"):
                    rows += unchanged.measure(settings, frontend, places, gateway, request, known, accepted)
                rows += _compare(settings, frontend, places, processes, gateway, known, known.fetch(client))
    finally:
        client.close()
    plan = load.write_plan(places.run / "flags.lua", gateway.name, [request.step() for request in sent])
    return rows + memory.watch(settings, frontend, gateway, plan, "flag requests")


def _store(client: Client, gateway: Gateway, flags: list[dict[str, object]]) -> None:
    headers = {**gateway.tokens.administrator(), **JSON}
    for flag in flags:
        answer = client.send("/api/flags", headers, json.dumps(flag).encode())
        if answer.status not in (200, 201):
            raise MeasurementFailure(f"{gateway.name} refused a flag: {answer.body[:500]!r}")


def _requests(gateway: Gateway, flags: list[dict[str, object]]) -> list[FlagRequest]:
    user = flag_set.users()[7]
    token = gateway.tokens.administrator()
    context = json.dumps({"context": {"targetingKey": user["distinct_id"], **user["person_properties"]}})
    asked = json.dumps({"api_key": gateway.tokens.project, **user})
    return [
        FlagRequest("OFREP, one flag", f"{BULK}/{flags[9]['key']}", {**token, **JSON}, context, Target("≥", 0.6)),
        FlagRequest(f"OFREP, {len(flags)} flags", BULK, {**token, **JSON}, context, Target("≥", 0.4), tagged=True),
        FlagRequest(f"/flags?v=2, {len(flags)} flags", FLAGS, JSON, asked, varying=["requestId", "evaluatedAt"]),
        FlagRequest(
            f"/flags/definitions, {len(flags)} flags", f"{DEFINITIONS}?token={gateway.tokens.project}", token,
            tagged=True),
    ]


def _compare(
    settings: Settings, frontend: Frontend, places: Places, processes: Processes, gateway: Gateway,
    request: FlagRequest, answer: Answer,
) -> list[Row]:
    plans = {
        peer: load.write_plan(places.run / f"flags-{peer}.lua", peer, [request.step()]) for peer in (gateway.name, "c")
    }
    process = constants.start_c(processes, places, answer, answer)
    try:
        _verify(frontend, gateway, request, answer)

        def turn(peer: str, seconds: int) -> float:
            return load.run(frontend, peer, HEALTH, seconds, plan=plans[peer]).per_second

        for peer in plans:
            turn(peer, WARM_UP)
        rounds = alternate({peer: partial(turn, peer, settings.seconds) for peer in plans}, settings.rounds)
    finally:
        processes.stop(process)
    return [
        Row(f"{request.title}, {len(answer.body):,} B, {CONNECTIONS} clients", "C on libfcgi, constant",
            f"{rounds.spread(gateway.name).median:,.0f}/s", f"{rounds.spread('c').median:,.0f}/s",
            rounds.ratio(gateway.name, "c"), request.target)
    ]


def _verify(frontend: Frontend, gateway: Gateway, request: FlagRequest, expected: Answer) -> None:
    """Both send the same bytes, and the gateway sends them again."""
    for peer in ("c", gateway.name):
        client = Client(frontend, peer)
        answer = request.fetch(client)
        client.close()
        if _constant(request, answer) != _constant(request, expected):
            raise MeasurementFailure(f"{peer} sends another answer to {request.path}")


def _constant(request: FlagRequest, answer: Answer) -> object:
    headers = {name: answer.headers.get(name) for name in constants.OWN_HEADERS}
    if not request.varying:
        return headers, answer.body
    return headers, {name: value for name, value in answer.json().items() if name not in request.varying}
