"""`/api/flags`: the list, counts of what is asked for, and who may do what."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import define
from harness.instance import Instance
from harness.problems import assert_problem
from harness.waiting import eventually

# The list


def test_flags_are_found_by_text_tag_and_state(client: httpx.Client) -> None:
    mark = unique("mark").replace("-", "")
    by_key = define(client, f"{mark}-key")["key"]
    by_name = define(client, unique(), name=f"About {mark.upper()}")["key"]
    off = define(client, f"{mark}-off", active=False, tags=[mark])["key"]
    gone = define(client, f"{mark}-gone")["key"]
    client.post(f"/api/flags/{gone}/archive", headers={"If-Match": "*"})

    def found(**query: str) -> set[str]:
        body = client.get("/api/flags", params=query).json()
        assert body["total"] >= len(body["flags"])
        return {flag["key"] for flag in body["flags"]}

    assert found(search=mark) == {by_key, by_name, off}
    assert found(search=mark, active="false") == {off}
    assert found(search=mark, active="true") == {by_key, by_name}
    assert found(search=mark, archived="true") == {by_key, by_name, off, gone}
    assert found(search=mark, archived="only") == {gone}
    assert found(tag=mark) == {off}
    assert found(search=unique("nothing")) == set()


def test_flags_page_by_page(client: httpx.Client) -> None:
    mark = unique("many").replace("-", "")
    keys = [define(client, f"{mark}-{number}")["key"] for number in range(7)]
    seen, offset = [], 0
    while offset is not None:
        body = client.get("/api/flags", params={"search": mark, "limit": 3, "offset": offset}).json()
        assert body["total"] == 7
        seen += [flag["key"] for flag in body["flags"]]
        offset = body["next_offset"]
    assert sorted(seen) == keys


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "1001"}, {"offset": "-1"}, {"archived": "maybe"}, {"active": "maybe"}]
)
def test_a_parameter_out_of_range_is_named(client: httpx.Client, query: dict[str, str]) -> None:
    assert_problem(client.get("/api/flags", params=query), 400, next(iter(query)))


def test_evaluations_are_counted(client: httpx.Client) -> None:
    key = define(client, unique("counted"))["key"]
    for number in range(3):
        client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": f"u{number}"}})

    def counted() -> bool:
        [flag] = client.get("/api/flags", params={"search": key}).json()["flags"]
        return flag["evaluations"] == 3 and flag["last_called_at"] is not None

    eventually(counted, "three evaluations are counted", 70)


def test_keys_nobody_knows_are_listed_with_the_nearest_one(client: httpx.Client) -> None:
    key = define(client, unique("checkout-new"))["key"]
    wrong = key.replace("new", "nwe")
    for _ in range(2):
        client.post(f"/ofrep/v1/evaluate/flags/{wrong}", json={})

    def listed_key() -> Any:
        keys = client.get("/api/flag-insight/unknown").json()["keys"]
        return next((entry for entry in keys if entry["key"] == wrong), None)

    entry = eventually(listed_key, "the key is listed", 70)
    assert entry["nearest"] == key
    assert entry["count"] == 2
    assert entry["first_seen"] <= entry["last_seen"]


# Access


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "/api/flags", "read"),
        ("POST", "/api/flags", "write"),
        ("GET", "/api/flag-insight/stale", "read"),
        ("GET", "/api/flag-insight/unknown", "read"),
        ("POST", "/api/flag-insight/playground", "read"),
        ("POST", "/api/flag-insight/affected", "lookup"),
        ("GET", "/api/flags/x", "read"),
        ("PATCH", "/api/flags/x", "write"),
        ("PUT", "/api/flags/x", "write"),
        ("DELETE", "/api/flags/x", "delete"),
        ("POST", "/api/flags/x/archive", "delete"),
        ("POST", "/api/flags/x/restore", "write"),
        ("GET", "/api/flags/x/history", "read"),
        ("POST", "/api/flags/x/revert", "write"),
    ],
)
def test_who_may_do_what(gateway: Instance, method: str, path: str, needed: str) -> None:
    callers = [
        (credentials.READ, {"read"}),
        (credentials.WRITE, {"read", "write"}),
        (credentials.SUPPORT, {"read", "lookup"}),
        (credentials.ADMIN, {"read", "write", "delete", "lookup"}),
    ]
    for token, may in callers:
        with gateway.client(token) as caller:
            response = caller.request(method, path, json={} if method in ("POST", "PATCH", "PUT") else None)
        assert (response.status_code != 403) == (needed in may), (may, response.text)
    with gateway.client() as anybody:
        assert_problem(anybody.request(method, path), 401)
