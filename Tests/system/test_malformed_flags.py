"""A stored flag that cannot be read, on either engine: it is archived, brought back, replaced, reverted and deleted."""

import json
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import EVERYBODY, create, define, listed
from harness.instance import Instance, Make
from harness.problems import assert_problem
from harness.store import damage_flag
from harness.waiting import eventually

#: A form of naming a variant that nobody knows yet.
UNKNOWN = {"groups": [{"properties": [], "rollout_percentage": 100, "variant": {"one_of": ["a", "b"]}}]}
EVALUATE = "/ofrep/v1/evaluate/flags"
ANYBODY = {"context": {"targetingKey": "u"}}
ANY = {"If-Match": "*"}


def malformed(client: httpx.Client, **query: str) -> dict[str, dict[str, Any]]:
    response = client.get("/api/flags", params={"limit": 1000} | query)
    assert response.status_code == 200, response.text
    return {flag["key"]: flag for flag in response.json()["malformed"]}


@pytest.fixture(scope="module")
def good(client: httpx.Client) -> str:
    """A flag that can be read: a list without one replaces no good copy."""
    return define(client, unique("good"))["key"]


@pytest.fixture
def key(gateway: Instance, client: httpx.Client, good: str) -> str:
    """A flag that was fine, until something else than the gateway stored it."""
    flag = define(client, unique("bad"), name="Before")
    key = flag["key"]
    if gateway.project:
        gateway.project.upstream.control(store_flag={"id": gateway.project.id, "flag": flag["id"], "filters": UNKNOWN})
    else:
        damage_flag(gateway, key, json.dumps(flag | {"filters": UNKNOWN}))
    eventually(lambda: key in malformed(client), "the flag is known to be malformed", 40)
    return key


def errors(client: httpx.Client, key: str) -> bool:
    body = {"api_key": credentials.PROJECT, "distinct_id": "u", "flag_keys_to_evaluate": [key]}
    return client.post("/flags/?v=2", json=body).json()["errorsWhileComputingFlags"]


def test_it_fails_alone_and_says_why(gateway: Instance, client: httpx.Client, key: str, good: str) -> None:
    found = malformed(client)[key]
    assert (found["field"], found["archived"]) == ("filters.groups[0].variant", False)
    failed = client.post(f"{EVALUATE}/{key}", json=ANYBODY)
    assert (failed.status_code, failed.json()["errorCode"]) == (400, "PARSE_ERROR")
    assert client.post(f"{EVALUATE}/{good}", json=ANYBODY).json()["value"] is True
    assert errors(client, key)
    shown = assert_problem(client.get(f"/api/flags/{key}"), 409)
    assert shown["malformed"]["definition"]["filters"]["groups"] == UNKNOWN["groups"]
    assert_problem(client.patch(f"/api/flags/{key}", json={"name": "x"}, headers=ANY), 409)


def test_it_is_archived_and_brought_back(gateway: Instance, client: httpx.Client, key: str) -> None:
    address = f"/api/flags/{key}"
    assert_problem(client.post(f"{address}/archive"), 428, "If-Match")
    assert_problem(client.post(f"{address}/archive", headers={"If-Match": '"m1-999"'}), 412)
    tag = client.get(address).headers["ETag"]
    archived = client.post(f"{address}/archive", headers={"If-Match": tag}, json={"reason": "In the way"})
    assert archived.status_code == 200, archived.text
    assert archived.json()["malformed"]["archived"] is True
    assert archived.headers["ETag"] != tag
    # Out of the way: nothing evaluates it, and lists leave it out unless they are to have archived flags.
    assert client.post(f"{EVALUATE}/{key}", json=ANYBODY).status_code == 404
    assert not errors(client, key)
    assert key not in [flag.get("key") for flag in client.post(EVALUATE, json=ANYBODY).json()["flags"]]
    assert key not in malformed(client)
    assert malformed(client, archived="true")[key]["archived"] is True
    assert malformed(client, archived="only")[key]["archived"] is True
    # The key is taken, and nothing of the definition is lost.
    assert_problem(client.post("/api/flags", json={"key": key, "filters": {"groups": [EVERYBODY]}}), 409)
    stored = assert_problem(client.get(address), 409)["malformed"]["definition"]
    assert stored["filters"]["groups"] == UNKNOWN["groups"]
    assert (stored["name"], stored["archived"], stored["active"]) == ("Before", True, False)
    [change] = [entry for entry in client.get(f"{address}/history").json()["history"] if entry["action"] == "archived"]
    assert (change["actor"], change["reason"]) == ("admin-token", "In the way")
    entries = client.get("/api/audit", params={"action": "flag.archive"}).json()["entries"]
    assert key in [entry["target_flag_key"] for entry in entries]

    same = client.post(f"{address}/archive", headers=ANY)
    assert same.status_code == 200, same.text
    assert same.headers["ETag"] == archived.headers["ETag"]
    restored = client.post(f"{address}/restore", headers={"If-Match": archived.headers["ETag"]})
    assert restored.status_code == 200, restored.text
    assert restored.json()["malformed"]["archived"] is False
    assert key in malformed(client)
    assert errors(client, key)


def test_it_stays_archived_when_everything_is_read_anew(gateway: Instance, client: httpx.Client, key: str) -> None:
    assert client.post(f"/api/flags/{key}/archive", headers=ANY).status_code == 200
    # A write has the flags of PostHog read again; archived ones are in no definitions.
    other = define(client, unique("other"))["key"]

    def is_settled() -> bool:
        answer = client.get("/flags/definitions", params={"token": credentials.PROJECT}).json()
        keys = [flag["key"] for flag in answer["flags"] if flag["active"]]
        return other in keys and key not in keys

    eventually(is_settled, "the definitions have the other flag", 40)
    assert key in malformed(client, archived="true")
    assert key not in malformed(client)
    assert not errors(client, key)


def test_it_is_replaced(client: httpx.Client, key: str) -> None:
    address = f"/api/flags/{key}"
    assert_problem(
        client.put(address, json={"key": key, "filters": {"groups": [{"rollout_percentage": 101}]}}, headers=ANY), 400
    )
    mended = client.put(address, json={"key": key, "name": "After", "filters": {"groups": [EVERYBODY]}}, headers=ANY)
    assert mended.status_code == 200, mended.text
    assert mended.json()["flag"]["name"] == "After"
    assert client.post(f"{EVALUATE}/{key}", json=ANYBODY).json()["value"] is True
    assert key not in malformed(client)
    assert client.get(address).headers["ETag"] == mended.headers["ETag"]


def test_it_is_reverted(client: httpx.Client, key: str) -> None:
    reverted = client.post(f"/api/flags/{key}/revert", json={"version": 1}, headers=ANY)
    assert reverted.status_code == 200, reverted.text
    assert reverted.json()["flag"]["name"] == "Before"
    assert client.post(f"{EVALUATE}/{key}", json=ANYBODY).json()["value"] is True
    assert key not in malformed(client)


@pytest.mark.parametrize("is_archived", [False, True])
def test_it_is_deleted(client: httpx.Client, key: str, is_archived: bool) -> None:
    address = f"/api/flags/{key}"
    if is_archived:
        assert client.post(f"{address}/archive", headers=ANY).status_code == 200
    assert client.delete(address, headers=ANY).status_code == 204
    assert key not in malformed(client, archived="true")
    assert_problem(client.get(address), 404)
    define(client, key)


@pytest.mark.engines("embedded", reason="PostHog's flags are objects")
def test_what_is_no_object_cannot_be_archived(gateway: Instance, client: httpx.Client) -> None:
    key = define(client, unique("bad"))["key"]
    damage_flag(gateway, key, "no json")
    refused = assert_problem(client.post(f"/api/flags/{key}/archive", headers=ANY), 409)
    assert "no JSON object" in refused["detail"]
    assert client.delete(f"/api/flags/{key}", headers=ANY).status_code == 204


@pytest.mark.engines("embedded", reason="only its own store can be damaged; PostHog checks what it stores")
@pytest.mark.parametrize(
    "definition",
    ["", "no json", "{}", '{"key":"bad","filters":7}', '{"filters":{"groups":[{"rollout_percentage":"all"}]}}'],
)
def test_a_malformed_flag_breaks_only_itself(make_gateway: Make, definition: str) -> None:
    instance = make_gateway()
    bulk, asked = "/ofrep/v1/evaluate/flags", {"context": {"targetingKey": "u"}}
    with instance.client(credentials.ADMIN) as client:
        for key in ("good", "bad"):
            create(client, key, "boolean", True)
            client.patch(f"/api/flags/{key}", json={"filters": {"groups": [EVERYBODY]}}, headers={"If-Match": "*"})
        damage_flag(instance, "bad", definition)

        body = client.get("/api/flags").json()
        assert [flag["key"] for flag in body["flags"]] == ["good"]
        [malformed] = body["malformed"]
        assert malformed["key"] == "bad"
        assert malformed["field"]
        assert malformed["detail"]

        failed = client.post(f"{bulk}/bad", json=asked)
        assert (failed.status_code, failed.json()["errorCode"]) == (400, "PARSE_ERROR")
        assert client.post(f"{bulk}/good", json=asked).json()["value"] is True
        verdicts = {flag["key"]: flag for flag in client.post(bulk, json=asked).json()["flags"]}
        assert verdicts["good"]["value"] is True
        assert verdicts["bad"]["errorCode"] == "PARSE_ERROR"
        assert verdicts["bad"]["errorDetails"]
        sdk_answer = client.post("/flags/?v=2", json={"api_key": credentials.PROJECT, "distinct_id": "u"}).json()
        assert sdk_answer["errorsWhileComputingFlags"] is True
        assert sdk_answer["flags"]["good"]["enabled"] is True
        assert list(listed(client)) == ["good"]

        shown = client.get("/api/flags/bad")
        assert assert_problem(shown, 409)["malformed"].items() >= malformed.items()
        stored = shown.json()["malformed"]["definition"]
        assert stored == (json.loads(definition) if definition.startswith("{") else definition)
        tag = {"If-Match": "*"}
        assert_problem(client.patch("/api/flags/bad", json={"name": "x"}, headers=tag), 409)
        assert_problem(client.post("/api/flags/bad/revert", json={"version": 1}), 428, "If-Match")
        assert_problem(client.delete("/api/flags/bad", headers={"If-Match": '"2-1"'}), 412)
        assert_problem(client.post("/api/flag-insight/affected", json={"key": "bad", "patch": {"name": "x"}}), 409)
        assert client.patch("/api/flags/good", json={"name": "x"}, headers=tag).status_code == 200

        reverted = client.post("/api/flags/bad/revert", json={"version": 2}, headers=tag)
        assert reverted.status_code == 200, reverted.text
        assert client.post(f"{bulk}/bad", json=asked).json()["value"] is True
        damage_flag(instance, "bad", definition)
        own = {"If-Match": client.get("/api/flags/bad").headers["ETag"]}
        assert_problem(client.put("/api/flags/bad", json={"name": "x"}, headers=own), 400, "key")
        mended = client.put(
            "/api/flags/bad", json={"key": "bad", "filters": {"groups": [EVERYBODY]}, "reason": "Why"}, headers=own
        )
        assert mended.status_code == 200, mended.text
        assert mended.headers["ETag"] == client.get("/api/flags/bad").headers["ETag"]
        assert client.get("/api/flags/bad/history").json()["history"][0]["reason"] == "Why"
        assert client.post(f"{bulk}/bad", json=asked).json()["value"] is True
        assert (
            assert_problem(client.put("/api/flags/bad", json={"key": "bad"}, headers=own), 412)["flag"]["key"] == "bad"
        )

        damage_flag(instance, "bad", definition)
        assert client.delete("/api/flags/bad", headers=tag).status_code == 204
        assert client.get("/api/flags").json()["malformed"] == []
        define(client, "bad")
