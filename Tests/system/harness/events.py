"""Events to send, and sending them without an SDK."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from harness import credentials
from harness.waiting import eventually

Event = dict[str, Any]


def unique(prefix: str = "user") -> str:
    """An id no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def minutes_ago(minutes: float) -> datetime:
    """A moment without fractions of a second."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).replace(microsecond=0)


def rfc3339(moment: datetime) -> str:
    """As the gateway prints it: UTC with Z, a fraction only when there is one."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    whole, fraction = text.split(".")
    if fraction == "000000":
        return whole + "Z"
    return f"{whole}.{fraction[:3] if fraction.endswith('000') else fraction}Z"


def event(name: str, user: str, at: datetime | None = None, **properties: Any) -> Event:
    return {
        "uuid": str(uuid.uuid4()),
        "event": name,
        "distinct_id": user,
        "timestamp": rfc3339(at or minutes_ago(1)),
        "properties": properties,
    }


def batch(events: list[Event], **others: Any) -> dict[str, Any]:
    return {"api_key": credentials.PROJECT, "batch": events} | others


def send(client: httpx.Client, *events: Event) -> None:
    """Stores events; lookups find them when it returns."""
    response = client.post("/batch/", json=batch(list(events)))
    assert response.status_code == 200, response.text
    assert response.json() == {"status": "Ok"}
    wait_for_delivery(client)


def wait_for_delivery(client: httpx.Client) -> None:
    """A 200 of capture means that the events are safe; with PostHog behind it they are still on their way there."""

    def is_delivered() -> bool:
        upstream = client.get("/health").json()["upstream"]
        return upstream is None or upstream["outbox"]["waiting"] == 0

    eventually(is_delivered, "the outbox is empty")


def user_events(client: httpx.Client, user: str, **parameters: Any) -> list[Event]:
    """All events of a user, newest first, page by page."""
    found: list[Event] = []
    parameters = {"user_id": user, "limit": 1000} | parameters
    while True:
        response = client.get("/api/analytics/user/events", params=parameters)
        assert response.status_code == 200, response.text
        page = response.json()
        found += page["events"]
        if page["next_cursor"] is None:
            assert page["total"] == len(found)
            return found
        parameters["cursor"] = page["next_cursor"]
