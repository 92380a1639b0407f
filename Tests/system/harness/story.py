"""One user's story, sent through the SDK, and what every route must say about it.

The expectations are computed from the story alone, by the documented rules.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from harness.events import minutes_ago, rfc3339, unique
from harness.instance import Instance
from harness.sdk import sdk

ENDPOINTS = ["/api/chat/send", "/api/popular/movies", "/api/chat/messages"]


@dataclass
class Line:
    """One event of the story."""

    name: str
    at: datetime
    properties: dict[str, Any]
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def timestamp(self) -> str:
        return rfc3339(self.at)

    @property
    def request_id(self) -> str | None:
        return self.properties.get("request_id")


@dataclass
class Story:
    user: str
    lines: list[Line]

    def named(self, *names: str) -> list[Line]:
        return [line for line in self.lines if line.name in names]

    @property
    def requests(self) -> list[Line]:
        return self.named("api_request")

    @property
    def errors(self) -> list[Line]:
        return self.named("api_error", "payment_error")

    @property
    def slow(self) -> list[Line]:
        return self.named("slow_request")

    @property
    def failed(self) -> list[Line]:
        return [line for line in self.requests if line.properties["status_code"] >= 400]

    @property
    def durations(self) -> list[float]:
        return sorted(line.properties["response_time_ms"] for line in self.requests)

    def percentile(self, percent: int) -> float:
        """By nearest rank."""
        return self.durations[ceil(len(self.durations) * percent / 100) - 1]

    def per_day(self) -> dict[str, dict[str, int]]:
        days: dict[str, dict[str, int]] = {}
        for line in self.lines:
            counts = days.setdefault(
                line.at.astimezone(UTC).date().isoformat(),
                {"events": 0, "requests": 0, "failed": 0, "errors": 0, "slow": 0},
            )
            counts["events"] += 1
            counts["requests"] += line in self.requests
            counts["failed"] += line in self.failed
            counts["errors"] += line in self.errors
            counts["slow"] += line in self.slow
        return days

    def sessions(self) -> list[list[Line]]:
        """Split where more than thirty minutes passed."""
        sessions: list[list[Line]] = []
        for line in self.lines:
            if sessions and line.at - sessions[-1][-1].at <= timedelta(minutes=30):
                sessions[-1].append(line)
            else:
                sessions.append([line])
        return sessions

    def groups(self) -> list[list[Line]]:
        """By request id; a line without one stands alone."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.request_id or line.uuid, []).append(line)
        return list(groups.values())

    def endpoints(self) -> dict[str, int]:
        return dict(Counter(line.properties["endpoint"] for line in self.requests))


def tell(instance: Instance) -> Story:
    """Three sittings within two days: clicks, requests, failures, errors and slow requests."""
    lines: list[Line] = []
    for sitting, start in enumerate([minutes_ago(40 * 60), minutes_ago(20 * 60), minutes_ago(50)]):
        lines.append(Line("page_view", start, {"page": f"/{sitting}"}))
        for number in range(12):
            at = start + timedelta(seconds=30 * (number + 1))
            request_id = str(uuid.uuid4())
            endpoint = ENDPOINTS[number % 3 if number < 9 else 0]
            common = {"endpoint": endpoint, "method": "POST", "request_id": request_id}
            fails = number in (4, 7)
            lines.append(Line("button_click", at, {"button_name": "Send", "request_id": request_id}))
            lines.append(
                Line(
                    "api_request",
                    at + timedelta(milliseconds=250),
                    common | {"status_code": 500 if fails else 200, "response_time_ms": 40.5 + 13 * number + sitting},
                )
            )
            if fails:
                lines.append(
                    Line(
                        "api_error" if number == 4 else "payment_error",
                        at + timedelta(milliseconds=300),
                        common
                        | {
                            "status_code": 500,
                            "error_type": "connection_error" if number == 4 else "application_error",
                            "error_message": f"database {sitting} is away",
                            "exception_type": "OperationalError",
                            "traceback": "line 1\nline 2",
                        },
                    )
                )
            if number == 9:
                lines.append(
                    Line(
                        "slow_request",
                        at + timedelta(milliseconds=900),
                        common | {"duration_ms": 1250 + sitting, "threshold_ms": 1000},
                    )
                )
    story = Story(unique("story"), lines)
    # Historical events keep their times to the microsecond.
    with sdk(instance, gzip=True, historical_migration=True) as client:
        for line in lines:
            client.capture(
                line.name, distinct_id=story.user, properties=line.properties, timestamp=line.at, uuid=line.uuid
            )
    return story
