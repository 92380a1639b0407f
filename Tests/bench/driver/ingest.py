"""Durable batches per second through `/batch/`, against plain SQLite transactions of the same rows."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from . import load
from .client import Client
from .failure import MeasurementFailure
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .places import Places
from .raw_writer import WRITTEN_TABLES, RawWriter
from .rounds import alternate
from .settings import Settings
from .table import Row, Target
from .traffic import BATCH_EVENTS, EventWriter, batch_template

PATH = "/batch/"
TARGET = Target("≥", 0.4)


def measure(settings: Settings, frontend: Frontend, places: Places, gateway: Gateway) -> list[Row]:
    template = batch_template(gateway.tokens.project)
    plan = load.write_plan(
        places.run / "batch.lua", gateway.name,
        [load.Step(PATH, {"Content-Type": "application/json"}, body=template)])
    client = Client(frontend, gateway.name)
    _send(client, template)
    before = _counts(gateway.database)
    _send(client, template)
    client.close()
    _verify_tables(before, _counts(gateway.database))
    raw = RawWriter(gateway.database, places.run / "raw.sqlite", BATCH_EVENTS)
    sent = Sent(frontend, gateway, plan, settings.seconds)
    stored = _counts(gateway.database)["events"]
    try:
        rounds = alternate(
            {
                "one": lambda: sent.batches_per_second(1),
                "many": lambda: sent.batches_per_second(CONNECTIONS),
                "raw": lambda: raw.write_batches(settings.seconds),
            }, settings.rounds)
    finally:
        raw.close()
    sent.verify(_counts(gateway.database)["events"] - stored)
    theirs = f"{rounds.spread('raw').median:,.0f}/s"
    return [
        Row(f"/batch/ of {BATCH_EVENTS} events, durable, {clients} client{'s' if clients > 1 else ''}",
            "SQLite transaction of the same rows", f"{rounds.spread(turn).median:,.0f}/s", theirs,
            rounds.ratio(turn, "raw"), TARGET)
        for turn, clients in (("one", 1), ("many", CONNECTIONS))
    ]


class Sent:
    """Loads `/batch/` and remembers what must be in the store afterwards."""

    def __init__(self, frontend: Frontend, gateway: Gateway, plan: Path, seconds: int) -> None:
        self._frontend = frontend
        self._gateway = gateway
        self._plan = plan
        self._seconds = seconds
        self._answered = 0
        #: Batches under way when a turn ended: stored or not.
        self._open = 0
        self._turns = 0

    def batches_per_second(self, clients: int) -> float:
        self._turns += 1
        result = load.run(
            self._frontend, self._gateway.name, PATH, self._seconds, connections=clients, plan=self._plan,
            seed=self._turns)
        self._answered += result.requests
        self._open += clients
        return result.per_second

    def verify(self, stored: int) -> None:
        least, most = self._answered * BATCH_EVENTS, (self._answered + self._open) * BATCH_EVENTS
        if not least <= stored <= most:
            raise MeasurementFailure(
                f"{self._answered} batches of {BATCH_EVENTS} were acknowledged, but {stored} events were stored")


def _send(client: Client, template: str) -> None:
    source = EventWriter(random.SystemRandom())
    parts = template.split("@UUID@")
    body = "".join(part + source.uuid() for part in parts[:-1]) + parts[-1]
    answer = client.fetch(PATH, {"Content-Type": "application/json"}, body.encode())
    if answer.json() != {"status": "Ok"}:
        raise MeasurementFailure(f"a batch was not taken whole: {answer.body[:500]!r}")


def _counts(database: Path) -> dict[str, int]:
    """Rows of every ordinary table."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        tables = [
            row[0] for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        ]
        return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
    finally:
        connection.close()


def _verify_tables(before: dict[str, int], after: dict[str, int]) -> None:
    """A batch must add rows to the tables only that the raw writer fills too."""
    grown = {table for table, count in after.items() if count != before[table]}
    if not {"events", "event_bodies"} <= grown <= WRITTEN_TABLES:
        raise MeasurementFailure(f"a batch adds rows to {', '.join(sorted(grown))}; adapt driver/raw_writer.py")
