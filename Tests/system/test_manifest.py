"""The manifest routes in both dialects: reading and creating flags."""

import re
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import unique
from harness.flags import DEFAULTS, FLAGS, MANIFEST, SYNC, TIME, create, listed, path_of, same
from harness.instance import Make
from harness.problems import assert_failure

# Dialects


@pytest.mark.parametrize(
    ("headers", "query", "is_sync"),
    [
        ({}, {}, False),
        ({"User-Agent": "openfeature-cli/sync"}, {}, True),
        ({"User-Agent": "openfeature-cli/0.4.1"}, {}, True),
        ({"User-Agent": "Mozilla/5.0 openfeature-cli/0.4.1"}, {}, False),
        ({"Accept": "application/vnd.openfeature.sync.v0+json"}, {}, True),
        ({"Accept": "application/json;q=0.5, Application/vnd.OpenFeature.sync.v0+json;q=1"}, {}, True),
        ({"Accept": "application/vnd.openfeature.sync.v0+json;q=0, application/json"}, {}, False),
        ({}, {"dialect": "sync"}, True),
        ({"User-Agent": "openfeature-cli/sync"}, {"dialect": "reference"}, False),
    ],
)
def test_the_dialect_is_chosen_by_the_request(
    client: httpx.Client, headers: dict[str, str], query: dict[str, str], is_sync: bool
) -> None:
    create(client, key := unique(), "boolean", True)
    response = client.get(MANIFEST, headers=headers, params=query)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/json")
    assert {"accept", "user-agent"} <= {name.strip().lower() for name in response.headers["Vary"].split(",")}
    flags = response.json()["flags"]
    assert isinstance(flags, list) == is_sync
    assert key in ([flag["key"] for flag in flags] if is_sync else flags)


def test_an_unknown_dialect_is_refused(client: httpx.Client) -> None:
    response = client.get(MANIFEST, params={"dialect": "other"})
    assert_failure(response, 400, "dialect")
    assert "reference" in response.text
    assert "sync" in response.text


def test_the_dialect_of_requests_that_say_nothing_is_a_setting(make_gateway: Make) -> None:
    instance = make_gateway(MANIFEST_DIALECT="sync")
    with instance.client(credentials.READ) as client:
        assert client.get(MANIFEST).json() == {"flags": []}
        assert client.get(MANIFEST, params={"dialect": "reference"}).json()["flags"] == {}


# Reading and creating


def test_the_reference_manifest(client: httpx.Client) -> None:
    key = unique("plan")
    created = create(
        client,
        key,
        "string",
        "basic",
        name="Plan",
        description="Which plan is offered.",
        variants={"basic": {"value": "basic", "weight": 25}, "pro": {"value": "pro", "weight": 75}},
    )
    assert created == {
        "key": key,
        "name": "Plan",
        "description": "Which plan is offered.",
        "type": "string",
        "defaultValue": "basic",
        "variants": {"basic": {"value": "basic", "weight": 25}, "pro": {"value": "pro", "weight": 75}},
        "state": "ENABLED",
    }
    body = client.get(MANIFEST).json()
    assert set(body) == {"flags", "timestamp"}
    assert re.fullmatch(TIME, body["timestamp"])
    assert body["flags"][key] == created


def test_a_reference_flag_has_a_name_and_variants_even_when_none_were_given(client: httpx.Client) -> None:
    key = unique()
    assert create(client, key, "boolean", False) == {
        "key": key,
        "name": key,
        "type": "boolean",
        "defaultValue": False,
        "variants": {},
        "state": "ENABLED",
    }


def test_the_sync_manifest(client: httpx.Client) -> None:
    key = unique("sync")
    body = {"key": key, "type": "integer", "defaultValue": 3, "name": "Tries", "description": "How often."}
    created = client.post(FLAGS, json=body, headers=SYNC)
    assert created.status_code == 201
    assert set(created.json()) == {"flag", "updatedAt"}
    assert created.json()["flag"] == body
    assert re.fullmatch(TIME, created.json()["updatedAt"])
    manifest = client.get(MANIFEST, headers=SYNC).json()
    assert set(manifest) == {"flags"}
    assert [flag for flag in manifest["flags"] if flag["key"] == key] == [body]


def test_a_sync_flag_without_name_and_description(client: httpx.Client) -> None:
    key = unique("bare")
    created = client.post(FLAGS, json={"key": key, "type": "boolean", "defaultValue": True}, headers=SYNC)
    flag = created.json()["flag"]
    assert flag == {"key": key, "name": key, "type": "boolean", "description": None, "defaultValue": True}


@pytest.mark.parametrize(("type_name", "default"), DEFAULTS)
def test_every_type_comes_back_as_it_was(client: httpx.Client, type_name: str, default: Any) -> None:
    key = unique("typed")
    created = create(client, key, type_name, default)
    assert created["type"] == ("number" if type_name in ("integer", "float") else type_name)
    assert same(created["defaultValue"], default)
    assert same(listed(client)[key]["defaultValue"], default)
    [flag] = [flag for flag in client.get(MANIFEST, headers=SYNC).json()["flags"] if flag["key"] == key]
    assert flag["type"] == type_name
    assert same(flag["defaultValue"], default)


@pytest.mark.parametrize(("default", "type_name"), [(3, "integer"), (3.0, "float"), (3.25, "float")])
def test_a_number_is_an_integer_or_a_float_by_its_default(client: httpx.Client, default: Any, type_name: str) -> None:
    key = unique("number")
    assert same(create(client, key, "number", default)["defaultValue"], default)
    [flag] = [flag for flag in client.get(MANIFEST, headers=SYNC).json()["flags"] if flag["key"] == key]
    assert (flag["type"], same(flag["defaultValue"], default)) == (type_name, True)


def test_one_flag_can_be_read_in_both_dialects(client: httpx.Client) -> None:
    key = unique("one")
    created = create(client, key, "float", 10.0, description="Ten.")
    read = client.get(path_of(key))
    assert read.status_code == 200
    assert read.json() == created
    assert '"defaultValue":10.0' in read.text
    sync = client.get(path_of(key), headers=SYNC).json()
    assert sync["flag"]["type"] == "float"
    assert re.fullmatch(TIME, sync["updatedAt"])
    assert_failure(client.get(path_of(unique())), 404)
    assert_failure(client.get(path_of(unique()), headers=SYNC), 404)


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    response = client.head(MANIFEST)
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["X-Manifest-Capabilities"]


def test_metadata_and_expiry_are_kept(client: httpx.Client, engine: Engine) -> None:
    key = unique("owned")
    metadata = {"owner": "Team Überfall", "domain": "checkout", "lifetime": "temporary", "type": "release"}
    created = create(client, key, "boolean", True, metadata=metadata, expiry="2027-01-31T00:00:00Z")
    # They are tags, and PostHog takes the capitals off those.
    kept = metadata | ({"owner": "team überfall"} if engine.name == "posthog" else {})
    assert created["metadata"] == kept
    assert created["expiry"] == "2027-01-31T00:00:00Z"
    assert listed(client)[key] == created
    changed = client.put(path_of(key), json={"metadata": {"owner": "b"}, "expiry": None}).json()
    assert changed["metadata"] == {"owner": "b"}
    assert "expiry" not in changed
    assert changed["defaultValue"] is True


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([None, None], [50, 50]),
        ([None, None, None, None], [25, 25, 25, 25]),
        ([40, None, None], [40, 30, 30]),
        ([33.3, 33.3, 33.4], [33.3, 33.3, 33.4]),
        ([10, 20], [10, 20]),
        ([0, 100], [0, 100]),
        ([0, 0], [0, 0]),
    ],
)
def test_weights_left_out_share_what_is_left(
    client: httpx.Client, weights: list[float | None], expected: list[float]
) -> None:
    variants = {
        f"v{number}": {"value": f"value {number}"} | ({} if weight is None else {"weight": weight})
        for number, weight in enumerate(weights)
    }
    created = create(client, unique("weights"), "string", "value 0", variants=variants)
    assert list(created["variants"]) == list(variants), "the default's own variant is not listed"
    assert [variant["weight"] for variant in created["variants"].values()] == expected
    assert created["defaultValue"] == "value 0"


def test_weights_over_a_hundred_are_refused_with_their_sum(client: httpx.Client) -> None:
    key = unique()
    variants = {"a": {"value": 1, "weight": 60.5}, "b": {"value": 2, "weight": 50}}
    body = {"key": key, "type": "integer", "defaultValue": 1, "variants": variants}
    assert "110.5" in assert_failure(client.post(FLAGS, json=body), 400, "variants")["details"]
    assert key not in listed(client)


# Creating again


def test_the_same_flag_may_be_created_again(client: httpx.Client) -> None:
    body = {"key": unique("twice"), "type": "float", "defaultValue": 10, "description": "Twice."}
    first, second = client.post(FLAGS, json=body), client.post(FLAGS, json=body)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize("change", [{"defaultValue": False}, {"description": "Other."}, {"name": "Other"}])
def test_another_flag_of_the_same_key_is_refused(
    client: httpx.Client, headers: dict[str, str], change: dict[str, Any]
) -> None:
    body = {"key": unique("taken"), "type": "boolean", "defaultValue": True}
    assert client.post(FLAGS, json=body, headers=headers).status_code == 201
    assert_failure(client.post(FLAGS, json=body | change, headers=headers), 409, "key")
    assert listed(client)[body["key"]]["defaultValue"] is True


# The settings for new flags


def test_a_new_flag_is_on_for_nobody(client: httpx.Client) -> None:
    key = unique("rollout")
    create(client, key, "boolean", True)
    answer = client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": "u"}})
    assert answer.json()["value"] is False


def test_a_new_flag_is_on_for_the_share_the_setting_says(make_gateway: Make) -> None:
    instance = make_gateway(DEFAULT_ROLLOUT_PERCENTAGE="30")
    with instance.client(credentials.WRITE) as client:
        create(client, "share", "boolean", False)
        values = [
            client.post("/ofrep/v1/evaluate/flags/share", json={"context": {"targetingKey": f"u{number}"}}).json()
            for number in range(200)
        ]
    assert 30 <= sum(value["value"] for value in values) <= 90


def test_flags_survive_a_restart(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.WRITE) as client:
        created = [create(client, f"flag-{number}", *entry) for number, entry in enumerate(DEFAULTS)]
        tag = client.get(path_of("flag-0")).headers["ETag"]
        instance.kill_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        flags = listed(client)
        assert [same(flags[flag["key"]], flag) for flag in created] == [True] * len(created)
        assert client.get(path_of("flag-0")).headers["ETag"] == tag
