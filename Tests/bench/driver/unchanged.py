"""Answers of the kind 304 against the full ones they stand for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

from . import load
from .client import Client
from .failure import MeasurementFailure
from .flag_request import FlagRequest
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .hot import HEALTH
from .places import Places
from .processor import processor_seconds
from .rounds import Rounds, alternate
from .settings import Settings
from .table import Row, Target

#: How many times as many answers of the kind 304 there are in the same time as full ones. SDKs get these compressed; an
#: uncompressed one comes nearly as fast as a constant program sends it, whose own 304 is only three times as fast.
TARGET = Target("≥", 3)


def measure(
    settings: Settings, frontend: Frontend, places: Places, gateway: Gateway, request: FlagRequest,
    known: FlagRequest, accepted: str,
) -> list[Row]:
    """In the same time, and for the same processor time of the servers: on one machine the load takes its own share of
    the processors, the same for a short answer as for a long one.

    Without `Accept-Encoding` the full answer goes out as it is; most SDKs ask for gzip, and the web server compresses
    it for each of them.
    """
    plans = {}
    for kind, asked in {"304": known, "200": request}.items():
        if accepted:
            asked = replace(asked, headers={**asked.headers, "Accept-Encoding": accepted})
            _verify_coding(frontend, gateway, asked, accepted if asked.status == 200 else None)
        plans[kind] = load.write_plan(places.run / f"flags-{kind}.lua", gateway.name, [asked.step()])
    per_processor_second: dict[str, list[float]] = defaultdict(list)

    def turn(kind: str, plan: Path) -> float:
        before = processor_seconds(frontend, gateway)
        done = load.run(frontend, gateway.name, HEALTH, settings.seconds, plan=plan)
        per_processor_second[kind].append(done.requests / (processor_seconds(frontend, gateway) - before))
        return done.per_second

    per_second = alternate({kind: partial(turn, kind, plan) for kind, plan in plans.items()}, settings.rounds)
    against = f"its full answers{f', {accepted}' if accepted else ''}"
    return [
        _row(f"  answered 304, {CONNECTIONS} clients", against, per_second, "/s", TARGET),
        _row("    the same, servers only", against, Rounds(per_processor_second), "/processor second", None),
    ]


def _row(what: str, against: str, rounds: Rounds, unit: str, target: Target | None) -> Row:
    return Row(
        what, against, f"{rounds.spread('304').median:,.0f}{unit}", f"{rounds.spread('200').median:,.0f}{unit}",
        rounds.ratio("304", "200"), target)


def _verify_coding(frontend: Frontend, gateway: Gateway, request: FlagRequest, coding: str | None) -> None:
    client = Client(frontend, gateway.name)
    answer = request.fetch(client)
    client.close()
    if answer.headers.get("content-encoding") != coding:
        raise MeasurementFailure(f"{request.path} is not sent as {coding}: {answer.headers}")
