"""What capture refuses, and that it stores whatever else came along."""

import gzip
import json
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import batch, event, unique, user_events, wait_for_delivery
from harness.problems import assert_problem

TOKEN = credentials.PROJECT

BAD_EVENTS: list[tuple[str, Any, str]] = [
    ("no name", {"distinct_id": "u"}, "event"),
    ("empty name", {"event": "", "distinct_id": "u"}, "event"),
    ("name is a number", {"event": 7, "distinct_id": "u"}, "event"),
    ("name is huge", {"event": "x" * 100_000, "distinct_id": "u"}, "event"),
    ("no distinct id", {"event": "clicked"}, "distinct_id"),
    ("empty distinct id", {"event": "clicked", "distinct_id": ""}, "distinct_id"),
    ("distinct id is an object", {"event": "clicked", "distinct_id": {}}, "distinct_id"),
    ("properties are a list", {"event": "clicked", "distinct_id": "u", "properties": []}, "properties"),
    ("properties are text", {"event": "clicked", "distinct_id": "u", "properties": "x"}, "properties"),
    ("uuid is no UUID", {"event": "clicked", "distinct_id": "u", "uuid": "123"}, "uuid"),
    ("time is no time", {"event": "clicked", "distinct_id": "u", "timestamp": "yesterday"}, "timestamp"),
    ("time is a list", {"event": "clicked", "distinct_id": "u", "timestamp": []}, "timestamp"),
]


@pytest.mark.parametrize(
    ("bad", "field"), [(bad, field) for _, bad, field in BAD_EVENTS], ids=[n for n, _, _ in BAD_EVENTS]
)
def test_a_bad_event_does_not_stop_the_good_ones(admin: httpx.Client, bad: Any, field: str) -> None:
    user = unique()
    good = [event("clicked", user, number=0), event("clicked", user, number=1)]
    response = admin.post("/batch/", json=batch([good[0], bad, good[1]]))
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "Ok"
    assert body["accepted"] == 2
    [refused] = body["refused"]
    assert refused["index"] == 1
    assert refused["field"] == field
    assert refused["reason"]
    wait_for_delivery(admin)
    stored = user_events(admin, user)
    assert {one["uuid"] for one in stored} == {one["uuid"] for one in good}


@pytest.mark.parametrize("bad", [None, 7, "text", [], True], ids=str)
def test_something_else_than_an_event_is_refused_by_its_place(admin: httpx.Client, bad: Any) -> None:
    response = admin.post("/batch/", json=batch([event("clicked", unique()), bad]))
    assert response.status_code == 200
    assert response.json()["accepted"] == 1
    assert [refused["index"] for refused in response.json()["refused"]] == [1]


def test_only_bad_events_are_a_bad_request(admin: httpx.Client) -> None:
    assert_problem(admin.post("/batch/", json=batch([{"event": "clicked"}, {"distinct_id": "u"}])), 400)


@pytest.mark.parametrize(
    "body",
    [
        {"batch": [{"event": "clicked", "distinct_id": "u"}]},
        batch([{"event": "clicked", "distinct_id": "u"}], api_key="phc_somebodyElses0000000000000000000000000"),
        batch([{"event": "clicked", "distinct_id": "u"}], api_key=""),
        batch([{"event": "clicked", "distinct_id": "u"}], api_key=7),
        batch([{"event": "clicked", "distinct_id": "u"}], api_key=f"{TOKEN}\u0000"),
        [{"event": "clicked", "distinct_id": "u"}],
    ],
    ids=["none", "unknown", "empty", "number", "NUL", "array without"],
)
def test_no_known_token_is_401(admin: httpx.Client, body: Any) -> None:
    assert_problem(admin.post("/batch/", json=body), 401)


def deep(levels: int) -> bytes:
    return b'{"api_key":"x","batch":' + b"[" * levels + b"]" * levels + b"}"


ONE_EVENT = json.dumps(batch([event("clicked", "u")])).encode()

BAD_BODIES: list[tuple[str, bytes, dict[str, str]]] = [
    ("nothing", b"", {}),
    ("not JSON", b"hello", {}),
    ("cut JSON", ONE_EVENT[:-5], {}),
    ("JSON and more", ONE_EVENT + b"{}", {}),
    ("not UTF-8", b'{"api_key":"\xff\xfe"}', {}),
    ("NUL bytes", b"\x00" * 1000, {}),
    ("deep list", deep(100_000), {}),
    ("deep object", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {}),
    ("huge number", json.dumps({"api_key": TOKEN, "batch": 0}).replace("0}", "9" * 100_000 + "}").encode(), {}),
    ("batch is no list", json.dumps({"api_key": TOKEN, "batch": {}}).encode(), {}),
    ("empty batch", json.dumps(batch([])).encode(), {}),
    ("empty list", b"[]", {}),
    ("a text", b'"text"', {}),
    (
        "cut gzip",
        gzip.compress(ONE_EVENT)[:-12],
        {"Content-Encoding": "gzip"},
    ),
    ("broken gzip", b"\x1f\x8b\x08\x00" + b"\x55" * 200, {}),
    ("gzip that is none", b"hello", {"Content-Encoding": "gzip"}),
    ("XML", b"<event/>", {"Content-Type": "application/xml"}),
    ("form without data", b"x=1", {"Content-Type": "application/x-www-form-urlencoded"}),
    ("form with a bad escape", b"data=%zz", {"Content-Type": "application/x-www-form-urlencoded"}),
]


@pytest.mark.parametrize(
    ("content", "headers"),
    [(content, headers) for _, content, headers in BAD_BODIES],
    ids=[n for n, _, _ in BAD_BODIES],
)
def test_a_body_that_cannot_be_read_is_a_bad_request(
    admin: httpx.Client, content: bytes, headers: dict[str, str]
) -> None:
    response = admin.post("/batch/", content=content, headers={"Content-Type": "application/json"} | headers)
    assert_problem(response, 400)


@pytest.mark.parametrize("compression", ["base64", "lz64", "gzip", "gzip-js"])
@pytest.mark.parametrize("content", [b"", b"!!!!", b"AAAA", b"\xff" * 64, b"N4Ig" * 1000], ids=range(5))
def test_a_wrong_compression_is_a_bad_request(admin: httpx.Client, compression: str, content: bytes) -> None:
    assert_problem(admin.post(f"/e/?compression={compression}", content=content), 400)


def test_an_unknown_compression_is_named(admin: httpx.Client) -> None:
    assert_problem(admin.post("/e/?compression=zstd", json=batch([event("clicked", "u")])), 400, "compression")


def test_a_gzip_bomb_is_too_large(admin: httpx.Client) -> None:
    bomb = gzip.compress(b'{"batch":["' + b" " * 60_000_000 + b'"]}', compresslevel=9)
    assert len(bomb) < 1_000_000
    assert_problem(admin.post("/batch/", content=bomb, headers={"Content-Encoding": "gzip"}), 413)


def test_text_no_database_can_hold_is_replaced(admin: httpx.Client) -> None:
    """NUL and half a surrogate pair, in an id and in a property; and an id is cut after 200 characters."""
    user = unique()
    body = json.dumps(batch([event("clicked", user, text="a\u0000b\ud800c"), event("clicked", f"{user}\u0000")]))
    assert admin.post("/batch/", content=body.encode()).json() == {"status": "Ok"}
    wait_for_delivery(admin)
    [stored] = user_events(admin, user)
    assert stored["properties"]["text"].endswith("\ufffdc")
    other = admin.get("/api/analytics/user/events", params={"user_id": f"{user}\ufffd"}).json()
    assert other["total"] == 1
    long = user + "x" * 1000
    assert admin.post("/batch/", json=batch([event("clicked", long)])).json() == {"status": "Ok"}
    wait_for_delivery(admin)
    assert admin.get("/api/analytics/user/events", params={"user_id": long[:200]}).json()["total"] == 1


def test_over_20_megabytes_is_too_large(admin: httpx.Client) -> None:
    filler = b" " * 21_000_000
    response = admin.post("/batch/", content=ONE_EVENT + filler)
    assert_problem(response, 413)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
