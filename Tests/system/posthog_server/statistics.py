"""What the server was asked, for tests that count."""

import time
from collections import Counter
from typing import Any

MOST_KEPT = 20_000


class Statistics:
    """Paths are counted without ids of projects; `queries` are in the order of arrival."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.queries: list[dict[str, Any]] = []
        self.log: list[dict[str, Any]] = []
        self.max_queries_at_once = getattr(self, "queries_now", 0)
        self.max_queries_running = 0
        self.queries_now = getattr(self, "queries_now", 0)
        self.queries_running = getattr(self, "queries_running", 0)
        self.captured_events = 0

    def request(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        entry = {"method": method, "path": path, "at": time.time(), "user_agent": headers.get("user-agent", "")}
        self.requests[f"{method} {path}"] += 1
        if len(self.log) < MOST_KEPT:
            self.log.append(entry)
        return entry

    def query_arrived(self, entry: dict[str, Any]) -> None:
        if len(self.queries) < MOST_KEPT:
            self.queries.append(entry)
        self.queries_now += 1
        self.max_queries_at_once = max(self.max_queries_at_once, self.queries_now)

    def query_left(self) -> None:
        self.queries_now -= 1

    def query_started(self) -> None:
        self.queries_running += 1
        self.max_queries_running = max(self.max_queries_running, self.queries_running)

    def query_ended(self) -> None:
        self.queries_running -= 1

    def body(self) -> dict[str, Any]:
        return {
            "requests": dict(self.requests),
            "statuses": dict(self.statuses),
            "queries": self.queries,
            "query_texts": [entry["query"] for entry in self.queries],
            "max_queries_at_once": self.max_queries_at_once,
            "max_queries_running": self.max_queries_running,
            "captured_events": self.captured_events,
        }
