"""Values that look like a query's own text select the rows that have them, and change no query; on both engines."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from harness.events import event, send

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


@pytest.fixture(scope="module")
def inhabited(client: httpx.Client) -> httpx.Client:
    """One person per value, and one with none of them."""
    persons = [
        event(
            f"named {value}",
            value,
            request_id=request_id(value),
            text=LONG,
            **{"$set": {"email": f"{value}@example.org", "name": value}},
        )
        for value in VALUES
    ]
    send(client, *persons, event("other", "other", request_id="other"))
    return client


def found(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(f"/api/analytics/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("value", VALUES)
def test_a_value_selects_what_it_names(inhabited: httpx.Client, value: str) -> None:
    page = found(inhabited, "user/events", user_id=value)
    assert [(one["distinct_id"], one["event"]) for one in page["events"]] == [(value, f"named {value}")]
    assert page["events"][0]["properties"]["text"] == LONG
    by_email = found(inhabited, "user/events", email=f"{value}@example.org")
    assert by_email["person"]["distinct_ids"] == [value]
    assert by_email["person"]["name"] == value
    assert found(inhabited, "user/events", user_id=value, event_type=f"named {value}")["total"] == 1
    assert found(inhabited, "user/events", user_id="other", event_type=f"named {value}")["total"] == 0
    request = found(inhabited, "request/" + quote(request_id(value), safe=""))
    assert [one["distinct_id"] for one in request["events"]] == [value]
    assert [one["user_id"] for one in found(inhabited, "users", query=value)["users"]] == [value]


@pytest.mark.parametrize("name", ["user_id", "email", "query"])
def test_a_value_of_ten_thousand_bytes_is_refused_and_harms_nothing(inhabited: httpx.Client, name: str) -> None:
    path = "users" if name == "query" else "user/events"
    refused = inhabited.get(f"/api/analytics/{path}", params={name: LONG})
    assert 400 <= refused.status_code < 500
    assert found(inhabited, "user/events", user_id="other")["total"] == 1
