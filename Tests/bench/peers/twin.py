"""The activity of a user as a small FastAPI application over the gateway's own SQLite file.

What a team would write with the same SQL: one scan of the person's rows per count, the newest 100 events with
their bodies. It checks no token and writes no audit entry. Usage: twin.py DATABASE SOCKET
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import Response

DAY = 86_400_000_000
TIMELINE_LENGTH = 100
LEAST_SAMPLES = 20

database_path, socket_path = sys.argv[1:3]
application = FastAPI()
connections = threading.local()


def connection() -> sqlite3.Connection:
    """One connection per thread of the pool."""
    database: sqlite3.Connection | None = getattr(connections, "value", None)
    if database is None:
        database = sqlite3.connect(f"file:{database_path}?mode=ro", uri=True, isolation_level=None)
        database.row_factory = sqlite3.Row
        connections.value = database
    return database


SEEN = """
    FROM distinct_ids CROSS JOIN events ON distinct_key = distinct_ids.id AND timestamp BETWEEN :start AND :now
    WHERE person_id = :person
"""


def instant(microseconds: int) -> str:
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = microseconds % 1_000_000
    if fraction:
        moment += f".{fraction // 1_000:03d}" if fraction % 1_000 == 0 else f".{fraction:06d}"
    return moment + "Z"


def identifier(value: bytes) -> str:
    digits = value.hex()
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def percentiles(durations: list[float]) -> dict[str, Any]:
    count = len(durations)
    answer: dict[str, Any] = {"n": count}
    for percent in (50, 95, 99):
        index = (count * percent + 99) // 100 - 1
        answer[f"p{percent}_ms"] = rounded(durations[index]) if count >= LEAST_SAMPLES else None
    return answer


@application.get("/api/analytics/user/activity")
def activity(user_id: str, days: int = Query(30, ge=1, le=365)) -> Response:
    database = connection()
    person = database.execute(
        "SELECT person_id, first_seen, last_seen FROM distinct_ids JOIN person_activity USING (person_id) "
        "WHERE distinct_id = ?", [user_id]).fetchone()
    if person is None:
        raise HTTPException(404, "No user with this user_id is known.")
    now = time.time_ns() // 1_000
    names_slow = database.execute("SELECT 1 FROM event_names WHERE name = 'slow_request'").fetchone()
    is_slow = "event = 'slow_request'" if names_slow else "event = 'api_request' AND duration_ms > 1000"
    parameters = {"person": person["person_id"], "start": now - days * DAY, "now": now}

    def select(columns: str, rest: str = "") -> list[sqlite3.Row]:
        return database.execute(f"SELECT {columns} {SEEN} {rest}", parameters).fetchall()

    [totals] = select(
        "count(*) AS events, count(*) FILTER (WHERE event = 'api_request') AS requests, "
        "count(*) FILTER (WHERE event = 'api_request' AND status_code >= 400) AS failed, "
        "avg(duration_ms) FILTER (WHERE event = 'api_request') AS average, "
        f"count(error_type) AS errors, count(*) FILTER (WHERE {is_slow}) AS slow")
    durations = select(
        "duration_ms", "AND event = 'api_request' AND duration_ms IS NOT NULL ORDER BY duration_ms")
    error_types = select(
        "error_type, count(*) AS n", "AND error_type IS NOT NULL GROUP BY error_type ORDER BY n DESC")
    slow_endpoints = select(
        "endpoint, count(*) AS n, avg(duration_ms) AS average",
        f"AND endpoint IS NOT NULL AND {is_slow} GROUP BY endpoint ORDER BY n DESC")
    used_endpoints = select(
        "endpoint, count(*) AS n",
        "AND event = 'api_request' AND endpoint IS NOT NULL GROUP BY endpoint ORDER BY n DESC, endpoint LIMIT 10")
    counted = {
        row["day"]: row
        for row in select(
            f"timestamp / {DAY} AS day, count(*) AS events, "
            "count(*) FILTER (WHERE event = 'api_request') AS requests, "
            "count(*) FILTER (WHERE event = 'api_request' AND status_code >= 400) AS failed, "
            f"count(error_type) AS errors, count(*) FILTER (WHERE {is_slow}) AS slow", "GROUP BY day")
    }
    timeline = database.execute(
        f"""
        SELECT newest.uuid, newest.timestamp, newest.event, newest.distinct_id, properties
        FROM (
            SELECT events.uuid, timestamp, event, distinct_id, body_id {SEEN}
            ORDER BY timestamp DESC, events.uuid DESC LIMIT {TIMELINE_LENGTH}
        ) AS newest JOIN event_bodies ON id = body_id
        """, parameters).fetchall()

    answer = {
        "user_id": user_id,
        "period_days": days,
        "first_seen": instant(person["first_seen"]),
        "last_seen": instant(person["last_seen"]),
        "total_events": totals["events"],
        "api_requests": {
            "total": totals["requests"],
            "successful": totals["requests"] - totals["failed"],
            "failed": totals["failed"],
            "average_response_time_ms": rounded(totals["average"]),
            "percentiles": percentiles([row["duration_ms"] for row in durations]),
        },
        "errors": {
            "total": totals["errors"],
            "by_type": {row["error_type"]: row["n"] for row in error_types},
        },
        "slow_requests": {
            "total": totals["slow"],
            "by_endpoint": {
                row["endpoint"]: {"count": row["n"], "average_duration_ms": rounded(row["average"])}
                for row in slow_endpoints
            },
        },
        "most_used_endpoints": {row["endpoint"]: row["n"] for row in used_endpoints},
        "per_day": [
            {
                "date": (date(1970, 1, 1) + timedelta(days=day)).isoformat(),
                **{
                    name: counted[day][name] if day in counted else 0
                    for name in ("events", "requests", "failed", "errors", "slow")
                },
            }
            for day in range((now - days * DAY) // DAY, now // DAY + 1)
        ],
        "timeline": [
            {
                "uuid": identifier(row["uuid"]),
                "timestamp": instant(row["timestamp"]),
                "event": row["event"],
                "distinct_id": row["distinct_id"],
                "properties": json.loads(row["properties"]),
            }
            for row in timeline
        ],
    }
    return Response(json.dumps(answer, separators=(",", ":")), media_type="application/json")


uvicorn.run(application, uds=socket_path, log_level="warning", access_log=False)
