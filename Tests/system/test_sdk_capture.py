"""Events of the official Python SDK come out of the events route as they went in."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from harness.events import minutes_ago, rfc3339, unique, user_events
from harness.instance import Instance
from harness.sdk import sdk

PROPERTIES: dict[str, Any] = {
    "text": "Grüße, 世界 👋 \u202eabc <img src=x onerror=alert(1)>",
    "empty": "",
    "integer": 9007199254740993,
    "negative": -17,
    "fraction": 0.1,
    "big": 1e300,
    "yes": True,
    "nothing": None,
    "list": [1, "two", {"three": [3.5]}, []],
    "object": {"a": {"b": {"c": {}}}},
    "quotes and \\ slashes/": '"\\/\n\t',
}


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("sync_mode", [False, True], ids=["queued", "synchronous"])
def test_every_field_of_every_event_arrives(
    gateway: Instance, admin: httpx.Client, gzip: bool, sync_mode: bool
) -> None:
    user = unique()
    count = 20 if sync_mode else 250
    sent: dict[str, tuple[str, datetime]] = {}
    with sdk(gateway, gzip=gzip, sync_mode=sync_mode) as client:
        for number in range(count):
            moment = minutes_ago(30) + timedelta(milliseconds=number * 7)
            identifier = client.capture(
                f"event {number % 3}",
                distinct_id=user,
                properties=PROPERTIES | {"number": number},
                timestamp=moment,
                groups={"company": "acme"},
            )
            assert identifier
            sent[identifier] = (f"event {number % 3}", moment)

    stored = user_events(admin, user)
    assert len(stored) == count
    # As times: of texts, one with a fraction comes before one of a whole second.
    moments = [datetime.fromisoformat(one["timestamp"]) for one in stored]
    assert moments == sorted(moments, reverse=True)
    for one in stored:
        name, moment = sent.pop(one["uuid"])
        assert one["event"] == name
        # The time on the way counts as a wrong clock of the sender, as with PostHog itself.
        assert timedelta(0) <= datetime.fromisoformat(one["timestamp"]) - moment < timedelta(seconds=10)
        assert one["distinct_id"] == user
        properties = one["properties"]
        assert {name: properties[name] for name in PROPERTIES} == PROPERTIES
        assert properties["$groups"] == {"company": "acme"}
        assert properties["$lib"] == "posthog-python"
        assert properties["$lib_version"] == "7.42.0"
    assert sent == {}


def test_an_event_sent_twice_is_stored_once(gateway: Instance, admin: httpx.Client) -> None:
    user, identifier = unique(), str(uuid.uuid4())
    for _ in range(2):
        with sdk(gateway) as client:
            client.capture("paid", distinct_id=user, uuid=identifier)
    assert [one["uuid"] for one in user_events(admin, user)] == [identifier]


def test_historical_events_keep_their_time(gateway: Instance, admin: httpx.Client) -> None:
    user, moment = unique(), minutes_ago(200 * 24 * 60)
    with sdk(gateway, historical_migration=True) as client:
        client.capture("imported", distinct_id=user, timestamp=moment)
    assert user_events(admin, user) == []
    [event] = user_events(admin, user, days=365)
    assert event["timestamp"] == rfc3339(moment)
    assert event["event"] == "imported"


def test_an_exception_becomes_an_error_with_its_traceback(gateway: Instance, admin: httpx.Client) -> None:
    user, request_id = unique(), str(uuid.uuid4())
    with sdk(gateway) as client:
        try:
            {}["no such key"]
        except KeyError as error:
            client.capture_exception(
                error, distinct_id=user, properties={"endpoint": "/api/basket", "request_id": request_id}
            )

    body = admin.get("/api/analytics/user/errors", params={"user_id": user}).json()
    assert body["total_errors"] == 1
    [error] = body["errors"]
    assert error["event"] == "$exception"
    assert error["error_type"] == error["exception_type"] == "KeyError"
    assert "no such key" in error["error_message"]
    assert error["endpoint"] == "/api/basket"
    assert error["request_id"] == request_id
    assert "test_an_exception_becomes_an_error_with_its_traceback" in str(error["traceback"])
    [group] = body["groups"]
    assert group["fingerprint"] == error["fingerprint"]
    assert group["count"] == 1


def test_an_event_type_filters(gateway: Instance, admin: httpx.Client) -> None:
    user = unique()
    with sdk(gateway) as client:
        for name in ("signed in", "paid", "signed in"):
            client.capture(name, distinct_id=user)
    assert [one["event"] for one in user_events(admin, user, event_type="signed in")] == ["signed in"] * 2
    assert user_events(admin, user, event_type="signed out") == []
