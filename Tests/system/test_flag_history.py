"""`/api/flags`: history, the way back, and what is left after a crash."""

import json
import re
import threading
from typing import Any

import httpx

from harness import credentials
from harness.events import unique
from harness.flags import change, create, define, listed, wait_for_definitions, where
from harness.instance import Instance, Make
from harness.problems import assert_problem
from harness.waiting import eventually


def history(client: httpx.Client, key: str) -> list[dict[str, Any]]:
    response = client.get(f"/api/flags/{key}/history")
    assert response.status_code == 200, response.text
    return response.json()["history"]


# History


def test_history_tells_who_changed_what_and_why(client: httpx.Client, gateway: Instance) -> None:
    key = define(client, unique("history"), reason="First step")["key"]
    with gateway.client(credentials.WRITE) as writer:
        groups = [{"properties": [], "rollout_percentage": 50}]
        assert change(writer, key, filters={"groups": groups}, reason="Careful").status_code == 200
    assert client.post(f"/api/flags/{key}/archive", headers={"If-Match": "*"}).status_code == 200
    archived, updated, created = history(client, key)
    assert [entry["action"] for entry in (created, updated, archived)] == ["created", "updated", "archived"]
    assert [entry["version"] for entry in (created, updated, archived)] == [1, 2, 3]
    assert (created["reason"], updated["reason"], archived["reason"]) == ("First step", "Careful", None)
    assert (created["actor"], updated["actor"]) == ("admin-token", "write-token")
    [difference] = [entry for entry in updated["diff"] if "rollout_percentage" in entry["path"]]
    assert (difference["old"], difference["new"]) == (100, 50)
    assert {entry["path"] for entry in archived["diff"]} >= {"archived"}


def test_history_page_by_page(client: httpx.Client) -> None:
    key = define(client, unique("pages"))["key"]
    for number in range(5):
        assert change(client, key, name=f"Name {number}").status_code == 200
    versions, cursor = [], {}
    while True:
        body = client.get(f"/api/flags/{key}/history", params={"limit": 2} | cursor).json()
        versions += [entry["version"] for entry in body["history"]]
        if body["next_cursor"] is None:
            break
        cursor = {"cursor": body["next_cursor"]}
    assert versions == [6, 5, 4, 3, 2, 1]


def test_a_flag_can_be_made_what_it_was(client: httpx.Client) -> None:
    key = define(client, unique("revert"), where("plan", "exact", "pro"), name="Before")["key"]
    before = client.get(f"/api/flags/{key}").json()["flag"]
    change(client, key, name="After", active=False, filters={"groups": [{"rollout_percentage": 1}]})
    body = {"version": 1, "reason": "It broke"}
    reverted = client.post(f"/api/flags/{key}/revert", json=body, headers={"If-Match": "*"})
    assert reverted.status_code == 200, reverted.text
    flag = reverted.json()["flag"]
    assert flag["version"] == 3
    assert [flag[name] for name in ("name", "active", "filters")] == [
        before[name] for name in ("name", "active", "filters")
    ]
    assert (history(client, key)[0]["action"], history(client, key)[0]["reason"]) == ("reverted", "It broke")
    for version in (0, -1, "1", 1.5, None):
        response = client.post(f"/api/flags/{key}/revert", json={"version": version}, headers={"If-Match": "*"})
        assert_problem(response, 400, "version")
    missing = client.post(f"/api/flags/{key}/revert", json={"version": 99}, headers={"If-Match": "*"})
    assert missing.status_code in (400, 404)


def test_an_archived_flag_can_be_restored(client: httpx.Client) -> None:
    key = unique("archived")
    create(client, key, "boolean", True)
    assert client.post(f"/api/flags/{key}/archive", headers={"If-Match": "*"}).json()["flag"]["archived"] is True
    assert key not in listed(client)
    restored = client.post(f"/api/flags/{key}/restore", headers={"If-Match": "*"})
    assert restored.status_code == 200
    assert restored.json()["flag"]["archived"] is False
    assert listed(client)[key]["defaultValue"] is True


def test_a_deleted_flag_leaves_its_history(client: httpx.Client) -> None:
    key = define(client, unique("deleted"))["key"]
    assert client.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    assert_problem(client.get(f"/api/flags/{key}"), 404)
    assert [entry["action"] for entry in history(client, key)] == ["deleted", "created"]
    assert_problem(client.get(f"/api/flags/{unique()}/history"), 404)


# Durability


def test_a_crash_during_writes_leaves_whole_flags(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.WRITE) as client:
        key = define(client, "written", name="version 1", tags=["version 1"])["key"]
    acknowledged = [1]
    stopping = threading.Event()

    def write() -> None:
        with instance.client(credentials.WRITE) as own:
            while not stopping.is_set():
                number = acknowledged[-1] + 1
                text = f"version {number}"
                try:
                    response = change(own, key, name=text, tags=[text])
                except httpx.HTTPError:
                    return
                if response.status_code != 200:
                    return
                acknowledged.append(number)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    eventually(lambda: len(acknowledged) > 20, "some writes are acknowledged")
    instance.kill_gateway()
    stopping.set()
    writer.join(60)
    instance.start_gateway()
    instance.wait_until_ready()
    with instance.client(credentials.READ) as client:
        flag = client.get(f"/api/flags/{key}").json()["flag"]
        assert flag["version"] in (acknowledged[-1], acknowledged[-1] + 1)
        assert (flag["name"], flag["tags"]) == (f"version {flag['version']}", [f"version {flag['version']}"])
        assert history(client, key)[0]["version"] == flag["version"]
        assert re.fullmatch(r"\d{4}-.*Z", history(client, key)[0]["time"])


def test_a_change_is_seen_by_every_process_at_once(make_gateway: Make) -> None:
    first = make_gateway()
    second = make_gateway(beside=first)
    bulk, asked = "/ofrep/v1/evaluate/flags", {"context": {"targetingKey": "u"}}
    with first.client(credentials.ADMIN) as writer, second.client(credentials.ADMIN) as reader:
        create(writer, "shared", "integer", 0)
        assert change(writer, "shared", filters={"groups": [{"rollout_percentage": 100}]}).status_code == 200
        for number in range(1, 30):
            tag = reader.post(bulk, json=asked).headers["ETag"]
            path = "/openfeature/v0/manifest/flags/shared"
            assert writer.put(path, json={"defaultValue": number}).status_code == 200
            assert listed(reader)["shared"]["defaultValue"] == number
            answer = reader.post(bulk, json=asked, headers={"If-None-Match": tag})
            assert answer.status_code == 200
            assert answer.json()["flags"][0]["value"] == number
            wait_for_definitions(reader)
            definitions = reader.get("/flags/definitions", params={"token": credentials.PROJECT}).json()
            assert json.loads(definitions["flags"][0]["filters"]["payloads"]["default"]) == number
        assert writer.post(bulk, json=asked, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
