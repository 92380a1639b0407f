"""Resident memory of the gateway: when it has started, and after many requests of all kinds."""

from __future__ import annotations

from pathlib import Path

from . import activity, hot, ingest, load
from .client import Client
from .frontend import Frontend
from .gateway import Gateway
from .places import Places
from .rounds import Spread
from .settings import Settings
from .table import Row, Target
from .traffic import BUSY_USER, READER, batch_template

LIMIT_MEGABYTES = 48
#: How much the second half of the requests may add and still be called flat.
FLAT_MEGABYTES = 2
#: Memory is looked at after each turn of this many seconds.
TURN_SECONDS = 2
LEAST_TURNS = 4
SMALL_BATCH = 10
USERS = "/api/analytics/user"


def measure(settings: Settings, frontend: Frontend, places: Places, gateway: Gateway) -> list[Row]:
    plan = _write_plan(frontend, places, gateway)
    return watch(settings, frontend, gateway, plan, "requests", Target("≤", LIMIT_MEGABYTES))


def watch(
    settings: Settings, frontend: Frontend, gateway: Gateway, plan: Path, what: str, limit: Target | None = None
) -> list[Row]:
    """Starts the gateway afresh and sends the requests of a plan."""
    gateway.stop()
    gateway.start()
    client = Client(frontend, gateway.name)
    client.fetch(hot.HEALTH)
    client.close()
    at_start = gateway.resident_megabytes()
    done = 0
    samples: list[float] = []
    while done < settings.requests or len(samples) < LEAST_TURNS:
        done += load.run(
            frontend, gateway.name, hot.HEALTH, TURN_SECONDS, plan=plan, seed=len(samples) + 1).requests
        samples.append(gateway.resident_megabytes())
    # Each turn has about as many requests as the others.
    halfway = samples[len(samples) // 2 - 1]
    growth = samples[-1] - halfway
    return [
        Row("resident memory at start, MB", "", f"{at_start:.1f} MB", "", Spread.of([at_start]), digits=1),
        Row(f"resident memory after {done:,} {what}, MB", "", f"{samples[-1]:.1f} MB", "",
            Spread(samples[-1], min(samples), max(samples)), limit, digits=1),
        Row("  growth in their second half, MB", "itself halfway", f"{samples[-1]:.1f} MB", f"{halfway:.1f} MB",
            Spread.of([growth]), Target("≤", FLAT_MEGABYTES), digits=1),
    ]


def _write_plan(frontend: Frontend, places: Places, gateway: Gateway) -> Path:
    """Every kind of request there is, the short ones most often."""
    read = hot.read_request(frontend, gateway)
    own, administrator = gateway.tokens.user(READER), gateway.tokens.administrator()
    batch = batch_template(gateway.tokens.project, SMALL_BATCH)
    return load.write_plan(
        places.run / "mixed.lua", gateway.name, [
            load.Step(read.path, own, 55),
            load.Step(hot.HEALTH, {}, 20),
            load.Step(f"{USERS}/errors", own, 5),
            load.Step(f"{USERS}/journey?days=30", own, 5),
            load.Step(f"{USERS}/slow-requests", own, 5),
            load.Step(f"{USERS}/activity?email=user-7@example.org", administrator, 5),
            load.Step("/api/analytics/users?query=user-7", administrator, 2),
            load.Step(activity.PATH, gateway.tokens.user(BUSY_USER), 1),
            load.Step(ingest.PATH, {"Content-Type": "application/json"}, 2, batch),
        ])
