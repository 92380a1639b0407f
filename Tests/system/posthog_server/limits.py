"""Requests per minute and per hour, per key and family, as the private API counts them."""

import math
import time
from collections import defaultdict, deque

from posthog_server.errors import throttled

#: Per minute, per hour.
FAMILIES: dict[str, tuple[int, int | None]] = {
    "default": (480, 4_800),
    "clickhouse": (240, 1_200),
    "persons": (180, 1_200),
    "query": (240, 2_400),
    "remote_config": (600, None),
    "definitions": (600, None),
    "event_values": (60, 300),
}


class Limits:
    """Off unless switched on: most tests send more than a real project may."""

    def __init__(self) -> None:
        self.is_on = False
        self.families = dict(FAMILIES)
        self._times: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def count(self, family: str, key: str) -> None:
        """Raises when the family is used up; a refused request is not counted."""
        wait = self.wait(family, key)
        if wait:
            raise throttled(wait)

    def wait(self, family: str, key: str) -> int:
        """Whole seconds until the next request is let through; 0 counts this one."""
        if not self.is_on:
            return 0
        now = time.monotonic()
        times = self._times[family, key]
        while times and times[0] <= now - 3_600:
            times.popleft()
        per_minute, per_hour = self.families[family]
        if per_hour and len(times) >= per_hour:
            return math.ceil(times[-per_hour] + 3_600 - now)
        if len(times) >= per_minute and times[-per_minute] > now - 60:
            return math.ceil(times[-per_minute] + 60 - now)
        times.append(now)
        return 0

    def reset(self) -> None:
        self._times.clear()
