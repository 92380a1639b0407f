"""Values that look like a query's own text select the rows that have them, and change no query; on both engines."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from harness import credentials
from harness.events import event
from harness.instance import Instance
from harness.waiting import eventually

VALUES = [
    "'; drop table events; --",
    "') or 1=1 or ('",
    "{person_ids}",
    "{limit}",
    "}}{{",
    "back\\slash\\'",
    'double " quote',
    "`backticks`",
    "-- comment",
    "/* comment */",
    "limit 1 offset 5",
    "100% of %s_%d",
    "line\nbreak\ttab",
    "🦊👩‍👧 {x}",
    "Ünïcödé e\u0301",
]

LONG = "x'\\{}" * 2_000


def request_id(value: str) -> str:
    """The gateway refuses paths with an encoded slash."""
    return value.replace("/", "|")


@pytest.fixture(scope="module", params=["embedded", "posthog"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One person per value, and one with none of them."""
    settings: dict[str, str] = {}
    token = credentials.PROJECT
    if request.param == "posthog":
        upstream = request.getfixturevalue("upstream")
        upstream.recover()
        project = upstream.project()
        settings, token = project.settings, project.token
    instance = Instance(tmp_path_factory.mktemp(request.param), settings)
    instance.start()
    events = [
        event(
            f"named {value}",
            value,
            request_id=request_id(value),
            text=LONG,
            **{"$set": {"email": f"{value}@example.org", "name": value}},
        )
        for value in VALUES
    ]
    events.append(event("other", "other", request_id="other"))
    with instance.client(credentials.ADMIN) as client:
        answer = client.post("/batch/", json={"api_key": token, "batch": events})
        assert answer.status_code == 200, answer.text

        def is_there() -> bool:
            return client.get("/api/analytics/user/events?user_id=other").status_code == 200

        eventually(is_there, "the last event is there", seconds=60)
    yield instance
    instance.stop()


def found(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(f"/api/analytics/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("value", VALUES)
def test_a_value_selects_what_it_names(filled: Instance, value: str) -> None:
    with filled.client(credentials.ADMIN) as client:
        page = found(client, "user/events", user_id=value)
        assert [(one["distinct_id"], one["event"]) for one in page["events"]] == [(value, f"named {value}")]
        assert page["events"][0]["properties"]["text"] == LONG
        by_email = found(client, "user/events", email=f"{value}@example.org")
        assert by_email["person"]["distinct_ids"] == [value]
        assert by_email["person"]["name"] == value
        assert found(client, "user/events", user_id=value, event_type=f"named {value}")["total"] == 1
        assert found(client, "user/events", user_id="other", event_type=f"named {value}")["total"] == 0
        request = found(client, "request/" + quote(request_id(value), safe=""))
        assert [one["distinct_id"] for one in request["events"]] == [value]
        assert [one["user_id"] for one in found(client, "users", query=value)["users"]] == [value]


@pytest.mark.parametrize("name", ["user_id", "email", "query"])
def test_a_value_of_ten_thousand_bytes_is_refused_and_harms_nothing(filled: Instance, name: str) -> None:
    path = "users" if name == "query" else "user/events"
    with filled.client(credentials.ADMIN) as client:
        refused = client.get(f"/api/analytics/{path}", params={name: LONG})
        assert 400 <= refused.status_code < 500
        assert found(client, "user/events", user_id="other")["total"] == 1
