"""The OpenFeature remote evaluation protocol on the wire."""

from typing import Any

import httpx

from harness.events import unique
from harness.flags import create, path_of

ALL = "/ofrep/v1/evaluate/flags"
#: The reasons every OpenFeature SDK knows.
REASONS = {"STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "CACHED", "DISABLED", "UNKNOWN", "STALE", "ERROR"}
SHOP = "https://shop.example"
USER = {"context": {"targetingKey": "user-1"}}


def evaluate(client: httpx.Client, key: str, body: Any = None, **options: Any) -> httpx.Response:
    return client.post(f"{ALL}/{path_of(key).rpartition('/')[2]}", json=USER if body is None else body, **options)


def assert_value(response: httpx.Response) -> dict[str, Any]:
    """What every success must have, or SDKs fail on it."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert isinstance(body["variant"], str)
    assert body["reason"] in REASONS
    assert isinstance(body["metadata"], dict)
    assert all(isinstance(value, bool | int | float | str) for value in body["metadata"].values())
    return body


def assert_error(response: httpx.Response, status: int, code: str, key: str | None) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert body["errorCode"] == code
    assert body["errorDetails"]
    assert body.get("key") == key
    assert "value" not in body
    return body


def ask_again(client: httpx.Client, tag: str, body: Any = USER, **options: Any) -> int:
    """Asks for all flags, knowing an answer already; the status."""
    response = client.post(ALL, json=body, headers={"If-None-Match": tag}, **options)
    if response.status_code == 304:
        assert response.content == b""
        assert response.headers["ETag"]
    return response.status_code


def all_flags(client: httpx.Client, body: Any = USER) -> dict[str, dict[str, Any]]:
    """Every flag of the bulk answer, by key."""
    response = client.post(ALL, json=body)
    assert response.status_code == 200, response.text
    return {flag["key"]: flag for flag in response.json()["flags"]}


def create_split(client: httpx.Client) -> str:
    """The key of a new flag whose users are divided between two variants."""
    variants = {"red": {"value": "#f00", "weight": 50}, "blue": {"value": "#00f", "weight": 50}}
    return create(client, unique("split"), "string", "#f00", variants=variants)["key"]
