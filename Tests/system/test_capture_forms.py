"""The forms in which SDKs deliver events: paths, shapes, places of the token, encodings."""

import base64
import gzip
import json
import uuid
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from harness import credentials
from harness.events import Event, batch, event, unique, wait_for_delivery
from harness.lzstring import compress_to_base64

PATHS = ["/batch", "/capture", "/e", "/track", "/engage", "/i/v0/e"]
TOKEN = credentials.PROJECT


def stored(client: httpx.Client, user: str) -> list[Event]:
    wait_for_delivery(client)
    response = client.get("/api/analytics/user/events", params={"user_id": user, "limit": 1000})
    return response.json()["events"] if response.status_code == 200 else []


def assert_stored(client: httpx.Client, response: httpx.Response, *events: Event) -> None:
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.json() == {"status": "Ok"}
    found = {one["uuid"]: one for user in {one["distinct_id"] for one in events} for one in stored(client, user)}
    assert set(found) == {one["uuid"] for one in events}
    for sent in events:
        assert found[sent["uuid"]]["event"] == sent["event"]
        assert found[sent["uuid"]]["timestamp"] == sent["timestamp"]
        assert found[sent["uuid"]]["properties"].items() >= sent["properties"].items()


def single(**properties: Any) -> tuple[Event, Event]:
    """An event, and the body that sends it alone."""
    sent = event("clicked", unique(), button="Grüße 👋", **properties)
    return sent, {"api_key": TOKEN} | sent


@pytest.mark.parametrize("slash", ["", "/"], ids=["bare", "slash"])
@pytest.mark.parametrize("path", PATHS)
def test_each_path_takes_one_event_and_many(admin: httpx.Client, path: str, slash: str) -> None:
    sent, body = single()
    assert_stored(admin, admin.post(path + slash, json=body), sent)
    user = unique()
    many = [event("clicked", user, number=number) for number in range(5)]
    assert_stored(admin, admin.post(path + slash, json=batch(many)), *many)


def test_a_bare_array_brings_the_token_in_its_events(admin: httpx.Client) -> None:
    events = [event("clicked", unique(), token=TOKEN), event("clicked", unique(), token=TOKEN)]
    assert_stored(admin, admin.post("/e/", json=events), *events)


@pytest.mark.parametrize("name", ["api_key", "token", "$token"])
@pytest.mark.parametrize("place", ["top", "event", "properties"])
def test_each_place_of_the_token(admin: httpx.Client, name: str, place: str) -> None:
    sent = event("clicked", unique())
    if place == "top":
        body = {name: TOKEN, "batch": [sent]}
    elif place == "event":
        body = {"batch": [sent | {name: TOKEN}]}
    else:
        body = {"batch": [sent | {"properties": sent["properties"] | {name: TOKEN}}]}
    assert_stored(admin, admin.post("/batch/", json=body), sent)


def test_a_distinct_id_in_the_properties(admin: httpx.Client) -> None:
    sent, body = single()
    user = body.pop("distinct_id")
    body["properties"] = sent["properties"] | {"distinct_id": user}
    assert_stored(admin, admin.post("/capture/", json=body), sent)


def test_a_number_as_distinct_id(admin: httpx.Client) -> None:
    sent, body = single()
    number = uuid.uuid4().int % 10**15
    body["distinct_id"] = number
    assert admin.post("/capture/", json=body).status_code == 200
    assert [one["uuid"] for one in stored(admin, str(number))] == [sent["uuid"]]


ENCODINGS = {
    "gzip by its magic bytes": lambda text: ("", {}, gzip.compress(text)),
    "gzip by header": lambda text: ("", {"Content-Encoding": "gzip"}, gzip.compress(text)),
    "gzip by parameter": lambda text: ("?compression=gzip", {}, gzip.compress(text)),
    "gzip-js by parameter": lambda text: ("?compression=gzip-js", {"Content-Type": "text/plain"}, gzip.compress(text)),
    "base64 by parameter": lambda text: ("?compression=base64", {}, base64.b64encode(text)),
    "form with base64": lambda text: (
        "?compression=base64",
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"data=" + quote(base64.b64encode(text), safe="").encode(),
    ),
    "form with JSON": lambda text: (
        "",
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"data=" + quote(text, safe="").encode(),
    ),
    "lz64 by parameter": lambda text: ("?compression=lz64", {}, compress_to_base64(text.decode()).encode()),
    "form with lz64": lambda text: (
        "?compression=lz64",
        {"Content-Type": "application/x-www-form-urlencoded"},
        b"data=" + quote(compress_to_base64(text.decode()), safe="").encode(),
    ),
    "JSON as text/plain": lambda text: ("", {"Content-Type": "text/plain"}, text),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding(admin: httpx.Client, encoding: str) -> None:
    user = unique()
    events = [event("clicked", user, number=number, text="Grüße 👋" * 20) for number in range(30)]
    text = json.dumps(batch(events), ensure_ascii=False).encode()
    query, headers, content = ENCODINGS[encoding](text)
    response = admin.post(f"/e/{query}", content=content, headers={"Content-Type": "application/json"} | headers)
    assert_stored(admin, response, *events)


def test_an_event_in_the_query_of_a_get(admin: httpx.Client) -> None:
    sent, body = single()
    data = base64.b64encode(json.dumps(body).encode()).decode()
    assert_stored(admin, admin.get("/e/", params={"data": data, "compression": "base64"}), sent)


def test_a_chunked_body(admin: httpx.Client) -> None:
    sent, body = single()
    text = json.dumps(body).encode()
    parts = (text[start : start + 20] for start in range(0, len(text), 20))
    response = admin.post("/capture/", content=parts, headers={"Content-Type": "application/json"})
    assert_stored(admin, response, sent)


def test_a_beacon_gets_no_content(admin: httpx.Client) -> None:
    sent, body = single()
    response = admin.post("/e/?beacon=1", json=body)
    assert response.status_code == 204
    assert response.content == b""
    assert [one["uuid"] for one in stored(admin, sent["distinct_id"])] == [sent["uuid"]]


def test_a_large_batch_through_a_file_of_nginx(admin: httpx.Client) -> None:
    user = unique()
    events = [event("clicked", user, number=number, filler="x" * 15_000) for number in range(300)]
    response = admin.post("/batch/", json=batch(events))
    assert response.status_code == 200, response.text
    assert {one["uuid"] for one in stored(admin, user)} == {one["uuid"] for one in events}


def test_events_without_uuid_and_time_get_both(admin: httpx.Client) -> None:
    user = unique()
    body = batch([{"event": "clicked", "distinct_id": user}, {"event": "clicked", "distinct_id": user}])
    assert admin.post("/batch/", json=body).json() == {"status": "Ok"}
    first, second = stored(admin, user)
    assert uuid.UUID(first["uuid"]) != uuid.UUID(second["uuid"])
    assert first["timestamp"].endswith("Z")


def test_the_senders_wrong_clock_is_corrected(admin: httpx.Client) -> None:
    """PostHog's rule: the event is as old as the sender says it was when it was sent."""
    user = unique()
    body = batch(
        [{"event": "clicked", "distinct_id": user, "timestamp": "2031-01-01T00:00:00Z"}], sent_at="2031-01-01T00:10:00Z"
    )
    assert admin.post("/batch/", json=body).status_code == 200
    [found] = stored(admin, user)
    assert found["timestamp"] < "2031"


class TestCrossOrigin:
    def test_a_preflight_is_allowed(self, anonymous: httpx.Client) -> None:
        response = anonymous.options(
            "/e/",
            headers={
                "Origin": "https://shop.example.org",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type, content-encoding",
            },
        )
        assert response.status_code in (200, 204)
        assert response.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example.org")
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()

    def test_an_answer_can_be_read(self, anonymous: httpx.Client) -> None:
        _, body = single()
        response = anonymous.post("/e/", json=body, headers={"Origin": "https://shop.example.org"})
        assert response.headers.get_list("Access-Control-Allow-Origin") == ["*"]

    def test_a_refusal_can_be_read(self, anonymous: httpx.Client) -> None:
        response = anonymous.post("/e/", content=b"{", headers={"Origin": "https://shop.example.org"})
        assert response.status_code == 400
        assert response.headers.get_list("Access-Control-Allow-Origin") == ["*"]

    def test_the_other_routes_are_closed(self, admin: httpx.Client) -> None:
        response = admin.get("/api/audit", headers={"Origin": "https://shop.example.org"})
        assert "Access-Control-Allow-Origin" not in response.headers
