"""Plain SQLite as a peer: the rows of a batch, already made, in one durable transaction.

The rows are those the gateway wrote for the same batch, with fresh ids in each; the store is a copy of the
gateway's with the same settings. Only the transaction is timed.
"""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .failure import MeasurementFailure

Values = list[Any]

INSERT_BODY = (
    "INSERT INTO event_bodies (id, uuid, distinct_key, timestamp, request_hash, request_id, properties) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)")
INSERT_EVENT = (
    "INSERT INTO events (distinct_key, timestamp, uuid, body_id, event, status_code, duration_ms, endpoint, "
    "error_type, fingerprint, method) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
INSERT_NAME = "INSERT INTO event_names (name) VALUES (?) ON CONFLICT DO NOTHING"
UPSERT_ACTIVITY = (
    "INSERT INTO person_activity (person_id, first_seen, last_seen) VALUES (?, ?, ?) ON CONFLICT (person_id) "
    "DO UPDATE SET first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)")
#: The tables a batch of events of known users writes to; the statements above are all of them.
WRITTEN_TABLES = {"event_bodies", "events", "event_names", "person_activity"}

SETTINGS = """
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -4000;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 16777216;
    PRAGMA temp_store = MEMORY;
"""


@dataclass(frozen=True)
class BatchRows:
    """The rows of one batch as the gateway wrote them."""

    bodies: list[Values]
    events: list[Values]
    names: list[Values]
    activity: list[Values]

    def fresh(self, first_id: int) -> BatchRows:
        """The same rows as a new batch: new event ids, new request ids, new row ids."""
        bodies, events = [], []
        for number, (body, event) in enumerate(zip(self.bodies, self.events, strict=True)):
            row_id, uuid, request = first_id + number, os.urandom(16), os.urandom(16).hex()
            old_request = body[5]
            new_request = "-".join([request[:8], request[8:12], request[12:16], request[16:20], request[20:]])
            properties = body[6].replace(old_request, new_request)
            request_hash = int.from_bytes(os.urandom(8), "big", signed=True)
            bodies.append([row_id, uuid, body[2], body[3], request_hash, new_request, properties])
            events.append([event[0], event[1], uuid, row_id, *event[4:]])
        return BatchRows(bodies, events, self.names, self.activity)


class RawWriter:
    """Writes batches into a copy of a store."""

    def __init__(self, source: Path, copy: Path, batch_size: int) -> None:
        """Copies the store, whose newest `batch_size` events are the batch to write again."""
        self._copy = copy
        self._connection = sqlite3.connect(copy, isolation_level=None)
        original = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        try:
            original.backup(self._connection)
        finally:
            original.close()
        self._connection.executescript(f"PRAGMA journal_mode = WAL; {SETTINGS}")
        self._rows = self._read(batch_size)
        self._next_id = self._rows.bodies[-1][0] + 1

    def write_batches(self, seconds: float) -> float:
        """Batches per second of transaction time."""
        spent = 0.0
        batches = 0
        while spent < seconds:
            rows = self._rows.fresh(self._next_id)
            self._next_id += len(rows.bodies)
            start = time.perf_counter()
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(INSERT_BODY, rows.bodies)
            self._connection.executemany(INSERT_EVENT, rows.events)
            self._connection.executemany(INSERT_NAME, rows.names)
            self._connection.executemany(UPSERT_ACTIVITY, rows.activity)
            self._connection.execute("COMMIT")
            spent += time.perf_counter() - start
            batches += 1
        return batches / spent

    def close(self) -> None:
        """Closes and removes the copy."""
        self._connection.close()
        self._copy.unlink()

    def _read(self, size: int) -> BatchRows:
        def select(sql: str) -> list[Values]:
            return [list(row) for row in self._connection.execute(sql)]

        bodies = select(
            "SELECT id, uuid, distinct_key, timestamp, request_hash, request_id, properties FROM "
            f"(SELECT * FROM event_bodies ORDER BY id DESC LIMIT {size}) ORDER BY id")
        events = select(
            "SELECT events.* FROM "
            f"(SELECT * FROM event_bodies ORDER BY id DESC LIMIT {size}) AS bodies "
            "CROSS JOIN events USING (distinct_key, timestamp, uuid) ORDER BY body_id")
        activity = select(
            "SELECT person_id, min(timestamp), max(timestamp) FROM "
            f"(SELECT * FROM event_bodies ORDER BY id DESC LIMIT {size}) AS bodies "
            "JOIN distinct_ids ON distinct_ids.id = distinct_key GROUP BY person_id")
        names = [[name] for name in dict.fromkeys(event[4] for event in events)]
        if len(bodies) != size or len(events) != size or any(not body[5] for body in bodies):
            raise MeasurementFailure("the store does not end with the batch to write again")
        return BatchRows(bodies, events, names, activity)
