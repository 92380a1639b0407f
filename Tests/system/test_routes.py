"""Each analytics route against one story that the SDK has sent, field by field."""

import random
import string
from datetime import timedelta
from typing import Any

import httpx
import pytest

from harness.events import event, rfc3339, send, unique
from harness.instance import Instance
from harness.story import Line, Story, tell


@pytest.fixture(scope="module")
def story(gateway: Instance) -> Story:
    return tell(gateway)


def get(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"/api/analytics/{path}", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def assert_event(stored: dict[str, Any], line: Line, story: Story) -> None:
    assert stored["uuid"] == line.uuid
    assert stored["event"] == line.name
    assert stored["timestamp"] == line.timestamp
    assert stored["distinct_id"] == story.user
    assert {name: stored["properties"][name] for name in line.properties} == line.properties


def test_activity_counts(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/activity", user_id=story.user)
    requests, durations = story.requests, story.durations
    assert body["user_id"] == story.user
    assert body["period_days"] == 30
    assert body["total_events"] == len(story.lines)
    assert body["first_seen"] == body["person"]["first_seen"] == story.lines[0].timestamp
    assert body["last_seen"] == body["person"]["last_seen"] == story.lines[-1].timestamp
    assert body["api_requests"]["total"] == len(requests)
    assert body["api_requests"]["failed"] == len(story.failed)
    assert body["api_requests"]["successful"] == len(requests) - len(story.failed)
    assert body["api_requests"]["average_response_time_ms"] == pytest.approx(sum(durations) / len(durations), abs=0.06)
    percentiles = {f"p{percent}_ms": story.percentile(percent) for percent in (50, 95, 99)}
    assert body["api_requests"]["percentiles"] == {"n": len(requests)} | percentiles
    assert body["errors"] == {"total": 6, "by_type": {"connection_error": 3, "application_error": 3}}
    assert body["slow_requests"] == {
        "total": 3,
        "by_endpoint": {"/api/chat/send": {"count": 3, "average_duration_ms": 1251}},
    }
    assert body["most_used_endpoints"] == story.endpoints()
    assert next(iter(body["most_used_endpoints"])) == "/api/chat/send"
    assert str(len(requests)) in body["summary"]
    assert body["summary"].endswith(".")


def test_activity_of_each_day(admin: httpx.Client, story: Story) -> None:
    days = get(admin, "user/activity", user_id=story.user, days=5)["per_day"]
    dates = [day.pop("date") for day in days]
    assert len(dates) in (5, 6)
    assert dates == sorted(dates)
    expected = story.per_day()
    nothing = {"events": 0, "requests": 0, "failed": 0, "errors": 0, "slow": 0}
    assert dict(zip(dates, days, strict=True)) == {date: expected.get(date, nothing) for date in dates}
    assert set(expected) <= set(dates)


def test_activity_timeline_continues_in_the_events_route(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/activity", user_id=story.user)
    newest = story.lines[::-1]
    shown = body["timeline"]
    for stored, line in zip(shown, newest, strict=False):
        assert_event(stored, line, story)
    assert len(shown) == min(100, len(newest))
    assert (body["next_cursor"] is None) == (len(newest) <= 100)


def test_few_samples_have_no_percentiles(admin: httpx.Client) -> None:
    user = unique()
    send(admin, *(event("api_request", user, status_code=200, response_time_ms=10 * n) for n in range(1, 20)))
    requests = get(admin, "user/activity", user_id=user)["api_requests"]
    assert requests["percentiles"] == {"n": 19, "p50_ms": None, "p95_ms": None, "p99_ms": None}
    assert requests["average_response_time_ms"] == 100


def test_a_user_without_requests_has_no_average(admin: httpx.Client) -> None:
    user = unique()
    send(admin, event("page_view", user))
    body = get(admin, "user/activity", user_id=user)
    assert body["api_requests"] == {
        "total": 0,
        "successful": 0,
        "failed": 0,
        "average_response_time_ms": None,
        "percentiles": {"n": 0, "p50_ms": None, "p95_ms": None, "p99_ms": None},
    }
    assert body["errors"] == {"total": 0, "by_type": {}}
    assert body["most_used_endpoints"] == {}


def test_the_window_is_stated(admin: httpx.Client, story: Story) -> None:
    meta = get(admin, "user/events", user_id=story.user, days=7)["meta"]
    assert meta["from"] < story.lines[0].timestamp < meta["to"]


def test_journey_groups_by_request(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/journey", user_id=story.user)
    groups = story.groups()
    assert body["user_id"] == story.user
    assert body["period_days"] == 7
    assert body["total_events"] == len(story.lines)
    assert body["correlated_requests"] == 36
    assert body["next_cursor"] is None
    assert len(body["events"]) == len(groups)
    sessions = story.sessions()
    for stored, lines in zip(body["events"], groups, strict=True):
        assert stored["request_id"] == lines[0].request_id
        assert stored["event_count"] == len(lines)
        assert stored["start_time"] == lines[0].timestamp
        assert stored["end_time"] == lines[-1].timestamp
        assert stored["duration_ms"] == (lines[-1].at - lines[0].at) / timedelta(milliseconds=1)
        assert stored["session"] == 1 + next(i for i, session in enumerate(sessions) if lines[0] in session)
        for one, line in zip(stored["events"], lines, strict=True):
            assert_event(one, line, story)
            assert one["offset_ms"] == (line.at - lines[0].at) / timedelta(milliseconds=1)


def test_journey_has_sessions(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/journey", user_id=story.user)
    assert body["session_gap_minutes"] == 30
    assert body["sessions"] == [
        {
            "session": number,
            "start_time": lines[0].timestamp,
            "end_time": lines[-1].timestamp,
            "event_count": len(lines),
            "request_count": 12,
            "error_count": 2,
        }
        for number, lines in enumerate(story.sessions(), start=1)
    ]


def test_journey_without_correlation_is_flat(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/journey", user_id=story.user, include_correlation="false")
    assert body["correlated_requests"] == 36
    for stored, line in zip(body["events"], story.lines, strict=True):
        assert_event(stored, line, story)


def test_events_page_by_page(admin: httpx.Client, story: Story) -> None:
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        body = get(admin, "user/events", user_id=story.user, limit=17, **cursor)
        assert body["total"] == len(story.lines)
        assert body["user_id"] == story.user
        seen += body["events"]
        if body["next_cursor"] is None:
            break
        assert len(body["events"]) == 17
        cursor = {"cursor": body["next_cursor"]}
    for stored, line in zip(seen, story.lines[::-1], strict=True):
        assert_event(stored, line, story)


def test_errors_have_the_documented_fields(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/errors", user_id=story.user)
    assert body["total_errors"] == 6
    fingerprints = set()
    for stored, line in zip(body["errors"], story.errors[::-1], strict=True):
        fingerprints.add(stored.pop("fingerprint"))
        documented = ("error_type", "error_message", "exception_type", "endpoint", "method", "status_code")
        assert stored == {
            "uuid": line.uuid,
            "timestamp": line.timestamp,
            "event": line.name,
            "request_id": line.request_id,
            "traceback": "line 1\nline 2",
        } | {name: line.properties[name] for name in documented}
    assert len(fingerprints) == 2


def test_errors_are_grouped_by_cause(admin: httpx.Client, story: Story) -> None:
    groups = get(admin, "user/errors", user_id=story.user)["groups"]
    assert sorted((group["error_type"], group["count"]) for group in groups) == [
        ("application_error", 3),
        ("connection_error", 3),
    ]
    for group in groups:
        lines = [line for line in story.errors if line.properties["error_type"] == group["error_type"]]
        assert group["first_seen"] == lines[0].timestamp
        assert group["last_seen"] == lines[-1].timestamp
        assert group["endpoint"] == lines[0].properties["endpoint"]
        assert group["message"] in [line.properties["error_message"] for line in lines]


def test_an_error_says_how_many_others_met_it(admin: httpx.Client, gateway: Instance) -> None:
    # Letters only: digits are left out of a fingerprint, which the errors of other tests must not share.
    kind = "".join(random.choices(string.ascii_lowercase, k=20))
    users = [unique("other") for _ in range(3)]
    with gateway.client() as client:
        for number, user in enumerate(users):
            error = {"error_type": kind, "error_message": f"order {number} failed", "endpoint": "/api/pay"}
            send(client, event("api_error", user, **error), event("api_error", user, **error))
        send(client, event("api_error", users[0], error_type=f"{kind}x", error_message="alone"))
    groups = {group["error_type"]: group for group in get(admin, "user/errors", user_id=users[0])["groups"]}
    assert (groups[kind]["count"], groups[kind]["other_users"]) == (2, 2)
    assert (groups[f"{kind}x"]["count"], groups[f"{kind}x"]["other_users"]) == (1, 0)


def test_slow_requests_have_the_documented_fields(admin: httpx.Client, story: Story) -> None:
    body = get(admin, "user/slow-requests", user_id=story.user, limit=2)
    assert body["user_id"] == story.user
    assert body["total_slow_requests"] == 3
    rest = get(admin, "user/slow-requests", user_id=story.user, limit=2, cursor=body["next_cursor"])
    assert rest["next_cursor"] is None
    for stored, line in zip(body["slow_requests"] + rest["slow_requests"], story.slow[::-1], strict=True):
        documented = ("endpoint", "method", "duration_ms", "threshold_ms", "request_id")
        assert stored == {"uuid": line.uuid, "timestamp": line.timestamp} | {
            name: line.properties[name] for name in documented
        }


def test_one_request_from_end_to_end(admin: httpx.Client, story: Story) -> None:
    lines = next(lines for lines in story.groups() if any(line.name == "payment_error" for line in lines))
    body = get(admin, f"request/{lines[0].request_id}")
    assert body["request_id"] == lines[0].request_id
    assert body["total_events"] == len(lines) == 3
    assert body["start_time"] == rfc3339(lines[0].at)
    assert body["end_time"] == rfc3339(lines[-1].at)
    assert body["duration_ms"] == 300
    assert body["user_ids"] == [story.user]
    for one, line in zip(body["events"], lines, strict=True):
        assert_event(one, line, story)
        assert one["offset_ms"] == (line.at - lines[0].at) / timedelta(milliseconds=1)


def test_an_answer_can_be_revalidated(admin: httpx.Client, story: Story) -> None:
    path = "/api/analytics/user/events"
    first = admin.get(path, params={"user_id": story.user})
    assert "private" in first.headers["Cache-Control"]
    assert first.headers["ETag"].startswith("W/"), "compressed answers have a weak tag"
    again = admin.get(path, params={"user_id": story.user}, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"].removeprefix("W/") == first.headers["ETag"].removeprefix("W/")


def test_head_has_the_headers_of_get(admin: httpx.Client, story: Story) -> None:
    response = admin.head("/api/analytics/user/activity", params={"user_id": story.user})
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["ETag"]
