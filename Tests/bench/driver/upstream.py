"""Flags on a PostHog project: the same while PostHog is healthy, slow or dead."""

from __future__ import annotations

import json
import time
from functools import partial

from . import flag_set, load
from .client import Client
from .failure import MeasurementFailure
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .hot import HEALTH, WARM_UP
from .places import Places
from .posthog import PostHog, gateway
from .processes import Processes
from .rounds import alternate
from .settings import Settings
from .table import Row, Target

BULK = "/ofrep/v1/evaluate/flags"
#: How much slower flags may be while PostHog is not well.
SAME = Target("≥", 0.95)
#: How long it may take until the gateway has noticed that PostHog is not well: polls come every second, and a slow
#: answer is waited for.
SETTLE_SECONDS = 4
LONGEST_START = 20.0


def measure(settings: Settings, frontend: Frontend, places: Places, processes: Processes) -> list[Row]:
    posthog = PostHog(processes, places)
    ours = gateway(settings, places, processes, posthog)
    try:
        await_flags(frontend, ours)
        rows: list[Row] = []
        for title, step in _steps(ours).items():
            plan = load.write_plan(places.run / "upstream.lua", ours.name, [step])

            def turn(mode: str, seconds: int, plan=plan) -> float:
                posthog.order(mode)
                time.sleep(SETTLE_SECONDS)
                return load.run(frontend, ours.name, HEALTH, seconds, plan=plan).per_second

            turn("healthy", WARM_UP)
            rounds = alternate(
                {mode: partial(turn, mode, settings.seconds) for mode in ("healthy", "slow", "dead")}, settings.rounds)
            healthy = f"{rounds.spread('healthy').median:,.0f}/s"
            rows += [
                Row(f"{title}, PostHog {mode}, {CONNECTIONS} clients", "PostHog healthy",
                    f"{rounds.spread(mode).median:,.0f}/s", healthy, rounds.ratio(mode, "healthy"), SAME)
                for mode in ("slow", "dead")
            ]
        return rows
    finally:
        ours.stop()


def _steps(ours: Gateway) -> dict[str, load.Step]:
    user = flag_set.users()[7]
    token = ours.tokens.administrator()
    headers = {**token, "Content-Type": "application/json"}
    context = json.dumps({"context": {"targetingKey": user["distinct_id"], **user["person_properties"]}})
    known = json.dumps({"context": {"targetingKey": user["distinct_id"]}})
    key = flag_set.flags()[9]["key"]
    return {
        "OFREP, one flag": load.Step(f"{BULK}/{key}", headers, body=context),
        "OFREP, all flags": load.Step(BULK, headers, body=context),
        "OFREP, all flags, properties left to PostHog": load.Step(BULK, headers, body=known),
        "definitions": load.Step(f"/flags/definitions?token={ours.tokens.project}", token),
    }


def await_flags(frontend: Frontend, ours: Gateway) -> None:
    client = Client(frontend, ours.name)
    deadline = time.monotonic() + LONGEST_START
    try:
        while (answer := client.send("/ready")).status != 200:
            if time.monotonic() > deadline:
                raise MeasurementFailure(f"{ours.name} has no flags: {answer.body[:500]!r}")
            time.sleep(0.05)
    finally:
        client.close()
