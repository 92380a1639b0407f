"""`/api/flags`: definitions come back whole, and keep rules."""

from typing import Any

import httpx
import pytest

from harness.events import unique
from harness.flags import change, define, flag_is_on, only
from harness.problems import assert_problem

FULL = {
    "name": "Everything a flag can have",
    "active": True,
    "tags": ["web", "owner:checkout"],
    "evaluation_runtime": "server",
    "evaluation_contexts": ["shop"],
    "bucketing_identifier": "distinct_id",
    "ensure_experience_continuity": True,
    "filters": {
        "groups": [
            {
                "properties": [
                    {"key": "email", "type": "person", "operator": "icontains", "value": "@example.org"},
                    {"key": "age", "type": "person", "operator": "between", "value": [18, 65]},
                    {"key": "version", "type": "person", "operator": "semver_caret", "value": "1.2.3"},
                    {"key": "joined", "type": "person", "operator": "is_date_after", "value": "-30d"},
                ],
                "rollout_percentage": 12.5,
                "variant": "test",
                "description": "Friends",
            },
            {"properties": [], "rollout_percentage": 0},
        ],
        "multivariate": {
            "variants": [
                {"key": "control", "name": "Control", "rollout_percentage": 33.34},
                {"key": "test", "rollout_percentage": 66.66},
            ]
        },
        "payloads": {"test": '{"colour":"blue","ratio":10.0}'},
        "holdout": {"id": 12, "exclusion_percentage": 10},
    },
}


def covers(found: Any, wanted: Any) -> bool:
    """Whether a value has at least what is wanted of it."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(covers(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(covers(one, other) for one, other in zip(found, wanted, strict=True))
        )
    return found == wanted


def test_a_definition_comes_back_whole(client: httpx.Client) -> None:
    key = unique("full")
    response = client.post("/api/flags", json={"key": key} | FULL)
    assert response.status_code == 201, response.text
    flag = response.json()["flag"]
    assert covers(flag, {"key": key, "version": 1, "archived": False, "deleted": False} | FULL), flag
    assert response.json()["openfeature"]["key"] == key
    read = client.get(f"/api/flags/{key}")
    assert read.json() == response.json()
    assert read.headers["ETag"].removeprefix("W/") == response.headers["ETag"].removeprefix("W/")
    assert client.get(f"/api/flags/{key}", headers={"If-None-Match": read.headers["ETag"]}).status_code == 304


def refused(**filters: Any) -> dict[str, Any]:
    return {"filters": {"groups": [{"properties": [], "rollout_percentage": 100}]} | filters}


def properties(*values: dict[str, Any]) -> dict[str, Any]:
    return refused(groups=[{"properties": list(values), "rollout_percentage": 100}])


def variants(*shares: float, key: str = "v{}") -> dict[str, Any]:
    return {
        "variants": [{"key": key.format(number), "rollout_percentage": share} for number, share in enumerate(shares)]
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"key": "with space"}, "key"),
        ({"key": ""}, "key"),
        ({"key": "k" * 401}, "key"),
        ({"key": 5}, "key"),
        ({"active": "yes"}, "active"),
        ({"tags": "web"}, "tags"),
        ({"evaluation_runtime": "moon"}, "evaluation_runtime"),
        ({"bucketing_identifier": "email"}, "bucketing_identifier"),
        (refused(groups=[{"rollout_percentage": 101}]), "filters.groups[0].rollout_percentage"),
        (refused(groups=[{"rollout_percentage": -1}]), "filters.groups[0].rollout_percentage"),
        (refused(groups=[{"properties": [], "variant": "none"}]), "filters.groups[0].variant"),
        (refused(multivariate=variants(60, 50)), "filters.multivariate.variants"),
        (refused(multivariate=variants(60)), "filters.multivariate.variants"),
        (refused(multivariate=variants(50, 50, key="same")), "filters.multivariate.variants[1].key"),
        (refused(payloads={"true": "{"}), "filters.payloads.true"),
        (refused(payloads={"other": "1"}), "filters.payloads.other"),
        (properties({"key": "a", "type": "person", "operator": "regex", "value": "("}), "properties[0].value"),
        (properties({"key": "a", "type": "person", "operator": "semver_gt", "value": "x"}), "properties[0].value"),
        (properties({"key": "a", "type": "person", "operator": "is_date_after", "value": "x"}), "properties[0].value"),
        (properties({"key": "a", "type": "person", "operator": "is_like", "value": "x"}), "properties[0].operator"),
        (properties({"key": "id", "type": "cohort", "operator": "in", "value": 987654}), "properties[0].value"),
        (
            properties({"key": "987654", "type": "flag", "operator": "flag_evaluates_to", "value": True}),
            "properties[0].key",
        ),
    ],
)
def test_a_malformed_definition_is_refused_with_its_field(
    client: httpx.Client, body: dict[str, Any], field: str
) -> None:
    key = unique("malformed")
    response = client.post("/api/flags", json={"key": key} | refused() | body)
    problem = assert_problem(response, 400)
    assert [entry for entry in problem["errors"] if entry["field"].endswith(field)], problem["errors"]
    assert all(entry["rule"] and entry["detail"] for entry in problem["errors"])
    define(client, key)
    if "key" not in body:
        assert_problem(change(client, key, **body), 400)
        assert client.get(f"/api/flags/{key}").json()["flag"]["version"] == 1


@pytest.mark.parametrize("key", ["stale", "unknown", "playground", "affected"])
def test_a_flag_may_be_called_as_a_route_was(client: httpx.Client, key: str) -> None:
    define(client, key, name="Just a flag")
    assert client.get(f"/api/flags/{key}").json()["flag"]["name"] == "Just a flag"
    assert client.get(f"/api/flags/{key}/history").json()["history"][0]["action"] == "created"
    changed = client.patch(f"/api/flags/{key}", json={"name": "Changed"}, headers={"If-Match": "*"})
    assert changed.json()["flag"]["name"] == "Changed"


def test_a_circle_of_flags_is_refused(client: httpx.Client) -> None:
    first = define(client, unique("circle"))
    second = define(client, unique("circle"), only(flag_is_on(first["id"])))
    for target in (first, second):
        groups = {"groups": [only(flag_is_on(target["id"]))]}
        problem = assert_problem(change(client, first["key"], filters=groups), 400)
        assert problem["errors"][0]["field"].startswith("filters.groups[0].properties[0]")


def test_the_key_of_another_flag_is_refused(client: httpx.Client) -> None:
    key = define(client, unique("taken"))["key"]
    assert_problem(client.post("/api/flags", json={"key": key} | refused()), 409, "key")


def test_members_of_the_filters_are_replaced_one_by_one(client: httpx.Client) -> None:
    key = unique("merged")
    flag = define(client, key, filters={"multivariate": variants(50, 50), "payloads": {"v0": "1"}})
    changed = change(client, key, filters={"groups": [{"properties": [], "rollout_percentage": 5}]}).json()["flag"]
    assert covers(changed["filters"]["multivariate"], flag["filters"]["multivariate"])
    assert changed["filters"]["payloads"] == {"v0": "1"}
    assert changed["filters"]["groups"][0]["rollout_percentage"] == 5
    assert changed["version"] == 2
    assert change(client, key, filters={}).json()["flag"]["version"] == 2
    assert change(client, key, filters={"payloads": {}}).json()["flag"]["filters"]["payloads"] == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"active": False},
        {"filters": {}},
        {"filters": None},
        {"filters": {"groups": []}},
        {"filters": {"groups": None}},
    ],
)
def test_a_new_flag_needs_a_condition_set(admin: httpx.Client, body: dict[str, Any]) -> None:
    """PostHog takes none without, and neither does the embedded engine."""
    key = unique("bare")
    problem = assert_problem(admin.post("/api/flags", json={"key": key} | body), 400, "filters.groups")
    assert problem["errors"][0]["rule"] == "count >= 1"
    assert_problem(admin.get(f"/api/flags/{key}"), 404)


@pytest.mark.parametrize("group", [{}, {"rollout_percentage": None}, {"properties": None}, {"properties": []}])
def test_a_condition_set_that_says_nothing_is_for_everybody(admin: httpx.Client, group: dict[str, Any]) -> None:
    key = unique("all")
    made = admin.post("/api/flags", json={"key": key, "filters": {"groups": [group]}})
    assert made.status_code == 201, made.text
    answer = admin.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": "u"}})
    assert answer.json()["value"] is True


def test_remote_configuration_without_condition_sets_is_for_everybody(admin: httpx.Client) -> None:
    made = admin.post("/api/flags", json={"key": unique("remote"), "is_remote_configuration": True})
    assert made.status_code == 201, made.text
    [group] = made.json()["flag"]["filters"]["groups"]
    assert group["rollout_percentage"] == 100
