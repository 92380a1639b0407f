"""An outage of PostHog with events coming in all the time: memory stays flat, and afterwards the outbox drains."""

from __future__ import annotations

import time

from .beside import Storing
from .client import Client
from .failure import MeasurementFailure
from .frontend import Frontend
from .gateway import Gateway
from .places import Places
from .posthog import PostHog, gateway
from .processes import Processes
from .rounds import Spread
from .settings import Settings
from .table import Row, Target
from .traffic import batch_template
from .upstream import await_flags

BATCH = 50
BATCHES = 20
PER_SECOND = BATCH * BATCHES
#: How much the second half of the outage may add and still be called flat.
FLAT_MEGABYTES = 4
LONGEST_DRAIN = 900.0


def measure(settings: Settings, frontend: Frontend, places: Places, processes: Processes) -> list[Row]:
    posthog = PostHog(processes, places)
    ours = gateway(settings, places, processes, posthog)
    try:
        await_flags(frontend, ours)
        posthog.order("dead")
        body = batch_template(ours.tokens.project, BATCH)
        with Storing(frontend, ours, body, BATCHES) as storing:
            samples = _watch(ours, settings.outage)
            client = Client(frontend, ours.name)
            waiting = _waiting(client)
            posthog.order("healthy")
            start = time.monotonic()
            seconds = _drain(client, start)
            client.close()
        delivered = posthog.order("counts")
        _verify(posthog, storing.stored * BATCH)
        halfway = samples[len(samples) // 2]
        rate = delivered["events"] / seconds
        return [
            Row(f"resident memory, {settings.outage} s of outage with {PER_SECOND:,} events/s, MB", "",
                f"{samples[-1]:.1f} MB", "", Spread(samples[-1], min(samples), max(samples)), digits=1),
            Row("  growth in its second half, MB", "itself halfway", f"{samples[-1]:.1f} MB", f"{halfway:.1f} MB",
                Spread.of([samples[-1] - halfway]), Target("≤", FLAT_MEGABYTES), digits=1),
            Row(f"outbox of {waiting:,} events drains while {PER_SECOND:,}/s come in", f"{PER_SECOND:,} events/s",
                f"{rate:,.0f}/s", f"{PER_SECOND:,}/s", Spread.of([rate / PER_SECOND]), Target("≥", 1)),
        ]
    finally:
        ours.stop()


def _watch(ours: Gateway, seconds: int) -> list[float]:
    """Resident memory through the outage, from when the first tenth is over."""
    time.sleep(seconds / 10)
    samples = [ours.resident_megabytes()]
    for _ in range(18):
        time.sleep(seconds / 20)
        samples.append(ours.resident_megabytes())
    return samples


def _waiting(client: Client) -> int:
    return int(client.fetch("/health").json()["upstream"]["outbox"]["waiting"])


def _drain(client: Client, start: float) -> float:
    """Seconds until nothing older than a moment waits."""
    while _waiting(client) > PER_SECOND:
        if time.monotonic() - start > LONGEST_DRAIN:
            raise MeasurementFailure(f"the outbox has not drained in {LONGEST_DRAIN:g} s")
        time.sleep(0.1)
    return time.monotonic() - start


def _verify(posthog: PostHog, sent: int) -> None:
    """Everything that was acknowledged has arrived."""
    deadline = time.monotonic() + 60
    while (arrived := posthog.order("counts"))["events"] < sent:
        if time.monotonic() > deadline:
            raise MeasurementFailure(f"{sent:,} events were sent and {arrived['events']:,} have arrived")
        time.sleep(0.1)
    if arrived["events"] > sent or arrived["repeated"]:
        raise MeasurementFailure(f"{sent:,} events were sent, {arrived} arrived")
