"""The stored events: what an application with many users and one busy user sends in 90 days.

Seeded, so that only the time of the run differs between two runs. In order of time, so that one user's events
lie as far apart in the store as they do in life. Stored events have UUIDs of version 7, which begin with the time,
as PostHog's browser SDK makes them; batches that measure ingest have those of version 4, as its Python SDK.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

DAYS = 90
DAY = 86_400.0
#: The user whose activity is asked for, with this many events in the last 30 days.
BUSY_USER = "busy"
BUSY_EVENTS = 10_000
#: A second distinct id of the same person: every fifth of its events carries it.
BUSY_DEVICE = "busy-device"
#: The busy user's recent events end before the 30th day, so that none leaves the window during the run.
RECENT_DAYS = 29
#: Everything is at least this old, in seconds.
NEWEST_AGE = 3_600.0
#: The user whose own events make the hot read.
READER = "reader"
EVENTS_PER_USER = 250
OPEN_SESSIONS = 40

ENDPOINTS = [f"/api/{name}" for name in (
    "search", "movies/popular", "chat/messages", "chat/send", "profile", "cart", "orders", "recommendations",
    "notifications", "settings", "payments", "upload")]
#: Each endpoint is used about a quarter less often than the one before.
ENDPOINT_WEIGHTS = [0.75**rank for rank in range(len(ENDPOINTS))]
ERROR_TYPES = ["application_error", "connection_error", "validation_error"]
KINDS = ["api_request"] * 70 + ["$pageview"] * 13 + ["button_click"] * 7 + ["slow_request"] * 5 + ["api_error"] * 5


@dataclass(frozen=True)
class Population:
    """How many events the store gets, and over how many users they are spread."""

    events: int
    seed: int = 2_026

    @property
    def users(self) -> int:
        return max(1, self.events // EVENTS_PER_USER)

    def generate(self) -> Iterator[str]:
        """Every event as JSON text, oldest first."""
        writer = EventWriter(random.Random(self.seed))
        sessions = Sessions(writer, self.users)
        end = time.time() - NEWEST_AGE
        step = (DAYS * DAY - NEWEST_AGE) / self.events
        first_recent = int(self.events - (RECENT_DAYS * DAY - NEWEST_AGE) / step)
        every = max(1, (self.events - first_recent) // BUSY_EVENTS)
        busy = 0
        for number in range(self.events):
            moment = end - (self.events - 1 - number) * step
            if number == 0:
                yield writer.identify(BUSY_USER, moment, anonymous=BUSY_DEVICE)
            elif number == 1:
                yield writer.identify(READER, moment)
            elif number >= first_recent and (number - first_recent) % every == 0 and busy < BUSY_EVENTS:
                busy += 1
                yield writer.event(BUSY_DEVICE if busy % 5 == 0 else BUSY_USER, moment)
            elif number % self.users == 2:
                yield writer.event(READER, moment)
            elif number < self.users:
                yield writer.identify(f"user-{number}", moment)
            else:
                yield sessions.next_event(moment)


class Sessions:
    """The other users, some of them at the same time: each sends a row of events, four with the same request id."""

    def __init__(self, writer: EventWriter, users: int) -> None:
        self._writer = writer
        self._users = users
        self._open = [self._session() for _ in range(OPEN_SESSIONS)]

    def next_event(self, moment: float) -> str:
        place = self._writer.random.randrange(OPEN_SESSIONS)
        session = self._open[place]
        if session.left == 0:
            session = self._open[place] = self._session()
        if session.left % 4 == 0:
            session.request_id = self._writer.uuid()
        session.left -= 1
        return self._writer.event(session.user, moment, session.request_id)

    def _session(self) -> Session:
        source = self._writer.random
        return Session(f"user-{source.randrange(self._users)}", 4 * source.randrange(3, 10))


@dataclass
class Session:
    """What one user does in one sitting; `left` is how many events are to come."""

    user: str
    left: int
    request_id: str = ""


class EventWriter:
    """Writes events as JSON text; every name and value it uses is free of characters to escape."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def event(self, distinct_id: str, moment: float, request_id: str | None = None) -> str:
        kind = self.random.choice(KINDS)
        return self.text(kind, distinct_id, moment, self.properties(kind, request_id), self.uuid(moment))

    def identify(self, distinct_id: str, moment: float, anonymous: str | None = None) -> str:
        device = f'"$anon_distinct_id":"{anonymous}",' if anonymous else ""
        properties = (
            f'{{{device}"$set":{{"email":"{distinct_id}@example.org","name":"User {distinct_id}","plan":"team"}},'
            f'"$lib":"posthog-python"}}')
        return self.text("$identify", distinct_id, moment, properties, self.uuid(moment))

    def properties(self, kind: str, request_id: str | None = None) -> str:
        """The properties of one event; about 250 bytes."""
        source = self.random
        endpoint = source.choices(ENDPOINTS, ENDPOINT_WEIGHTS)[0]
        common = (
            f'"request_id":"{request_id or self.uuid()}","$lib":"posthog-python","$lib_version":"7.42.0",'
            f'"$is_server":true,"$geoip_disable":true,"app_version":"4.{source.randrange(20)}.1","region":"eu-1"')
        match kind:
            case "api_request":
                failed = source.random() < 0.04
                status = source.choice([400, 404, 500, 503]) if failed else 200
                duration = round(source.lognormvariate(4.3, 0.7), 1)
                return (
                    f'{{"endpoint":"{endpoint}","method":"GET","status_code":{status},'
                    f'"response_time_ms":{duration},{common}}}')
            case "slow_request":
                duration = 1_000 + source.randrange(4_000)
                return (
                    f'{{"endpoint":"{endpoint}","method":"GET","duration_ms":{duration},"threshold_ms":1000,{common}}}')
            case "api_error":
                return (
                    f'{{"endpoint":"{endpoint}","method":"POST","status_code":500,'
                    f'"error_type":"{source.choice(ERROR_TYPES)}",'
                    f'"error_message":"could not reach shard {source.randrange(8)}",{common}}}')
            case _:
                return f'{{"$current_url":"https://app.example.org{endpoint}","button_name":"Continue",{common}}}'

    def uuid(self, moment: float | None = None) -> str:
        """A UUID of version 4, or of version 7 when it is given a time."""
        digits = f"{self.random.getrandbits(128):032x}"
        if moment is not None:
            digits = f"{int(moment * 1_000):012x}7{digits[13:]}"
        else:
            digits = f"{digits[:12]}4{digits[13:]}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-9{digits[17:20]}-{digits[20:]}"

    @staticmethod
    def text(kind: str, distinct_id: str, moment: float, properties: str, uuid: str) -> str:
        time_text = datetime.fromtimestamp(round(moment, 3), UTC).isoformat(timespec="milliseconds")
        return (
            f'{{"uuid":"{uuid}","event":"{kind}","distinct_id":"{distinct_id}",'
            f'"timestamp":"{time_text.replace("+00:00", "Z")}","properties":{properties}}}')


def batch(project_token: str, events: list[str]) -> str:
    """The body of a request to `/batch/`."""
    return f'{{"api_key":"{project_token}","batch":[{",".join(events)}]}}'


#: Users of the batches that ingest is measured with.
BATCH_USERS = 20
BATCH_EVENTS = 100


def batch_template(project_token: str, size: int = BATCH_EVENTS) -> str:
    """The body of a batch whose event and request ids are `@UUID@`."""
    writer = EventWriter(random.Random(7))
    now = time.time()
    events = [
        writer.text(
            kind, f"ingest-{number % BATCH_USERS}", now + number / 1_000, writer.properties(kind, "@UUID@"), "@UUID@")
        for number in range(size)
        for kind in [KINDS[number % len(KINDS)]]
    ]
    return batch(project_token, events)
