"""Trying flags without storing or counting anything."""

import json
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import event, send, unique
from harness.flags import define, where
from harness.instance import Instance
from harness.problems import assert_problem


def play(client: httpx.Client, **body: Any) -> dict[str, Any]:
    response = client.post("/api/flag-insight/playground", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_playground_tells_which_rule_decided(client: httpx.Client) -> None:
    key = define(client, unique("rule"), where("plan", "exact", "pro"), where("age", "gt", 18))["key"]
    contexts = [
        {"distinct_id": "a", "person_properties": {"plan": "PRO"}},
        {"distinct_id": "b", "person_properties": {"plan": "free", "age": 30}},
        {"distinct_id": "c", "person_properties": {}},
    ]
    results = play(client, flags=[key], contexts=contexts)["results"]
    verdicts = [result["evaluations"][0] for result in results]
    assert [verdict["enabled"] for verdict in verdicts] == [True, True, False]
    assert [verdict["reason"]["condition_index"] for verdict in verdicts][:2] == [0, 1]
    first, second = verdicts[1]["conditions"][:2]
    assert first["properties"] == [
        {"key": "plan", "type": "person", "operator": "exact", "expected": "pro", "actual": "free", "matched": False}
    ]
    assert (second["properties"][0]["actual"], second["properties"][0]["matched"]) == (30, True)


def test_the_playground_shows_the_documented_hash(client: httpx.Client) -> None:
    key = "simple-flag"
    define(client, key, {"properties": [], "rollout_percentage": 45})
    results = play(client, flags=[key], contexts=[{"distinct_id": f"distinct_id_{n}"} for n in (0, 1)])["results"]
    [first], [second] = ([result["evaluations"][0]["conditions"][0]] for result in results)
    assert first["rollout_hash"] == pytest.approx(0.7836963764220432)
    assert second["rollout_hash"] == pytest.approx(0.3397069926995401)
    assert (first["rollout_percentage"], first["identifier"]) == (45, "distinct_id_0")


def test_the_playground_tries_a_definition_without_storing_it(client: httpx.Client) -> None:
    key = define(client, unique("try"))["key"]
    draft = {"key": key, "filters": {"groups": [{"properties": [], "rollout_percentage": 0}]}, "active": True}
    tried = play(client, flags=[key], contexts=[{"distinct_id": "a"}], definition=draft)
    assert tried["results"][0]["evaluations"][0]["enabled"] is False
    assert play(client, flags=[key], contexts=[{"distinct_id": "a"}])["results"][0]["evaluations"][0]["enabled"] is True
    assert client.get(f"/api/flags/{key}").json()["flag"]["version"] == 1


def test_the_playground_uses_what_is_known_for_those_who_may_look_up(gateway: Instance, client: httpx.Client) -> None:
    key = define(client, unique("known"), where("plan", "exact", "pro"))["key"]
    user = unique("user")
    send(client, event("$set", user, **{"$set": {"plan": "pro"}}))
    contexts = [{"distinct_id": user}]

    def enabled(by: httpx.Client, **options: Any) -> bool:
        return play(by, flags=[key], contexts=contexts, **options)["results"][0]["evaluations"][0]["enabled"]

    assert enabled(client) is True
    assert enabled(client, use_known_properties=False) is False
    with gateway.client(credentials.READ) as reader:
        response = reader.post("/api/flag-insight/playground", json={"flags": [key], "contexts": contexts})
        assert response.json()["used_known_properties"] is False
        assert "pro" not in json.dumps(response.json()["results"][0]["person_properties"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "contexts"),
        ({"contexts": []}, "contexts"),
        ({"contexts": [{}] * 101}, "contexts"),
        ({"contexts": ["a"]}, "contexts[0]"),
        ({"contexts": [{"distinct_id": "a"}], "flags": "x"}, "flags"),
    ],
)
def test_a_bad_question_is_named(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    assert_problem(client.post("/api/flag-insight/playground", json=body), 400, field)
