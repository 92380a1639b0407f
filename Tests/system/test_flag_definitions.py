"""`/api/flags`: full definitions, conditional changes, history, playground, what is stale and what is unknown."""

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, send, unique
from harness.flags import create, define, listed, wait_for_definitions, where
from harness.instance import Instance
from harness.problems import assert_problem
from harness.waiting import eventually


@pytest.fixture(scope="module")
def gateway(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with engine.lasting_gateway(tmp_path_factory.mktemp("definitions")) as instance:
        yield instance


@pytest.fixture(scope="module")
def client(gateway: Instance) -> Iterator[httpx.Client]:
    with gateway.client(credentials.ADMIN) as client:
        yield client


def change(client: httpx.Client, key: str, tag: str = "*", **body: Any) -> httpx.Response:
    return client.patch(f"/api/flags/{key}", json=body, headers={"If-Match": tag})


def history(client: httpx.Client, key: str) -> list[dict[str, Any]]:
    response = client.get(f"/api/flags/{key}/history")
    assert response.status_code == 200, response.text
    return response.json()["history"]


# Definitions

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


def test_a_circle_of_flags_is_refused(client: httpx.Client) -> None:
    def follows(flag: dict[str, Any]) -> dict[str, Any]:
        return {"key": str(flag["id"]), "type": "flag", "operator": "flag_evaluates_to", "value": True}

    first = define(client, unique("circle"))
    second = define(client, unique("circle"), {"properties": [follows(first)], "rollout_percentage": 100})
    for target in (first, second):
        groups = {"groups": [{"properties": [follows(target)], "rollout_percentage": 100}]}
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


# Conditional changes


def test_every_change_needs_the_tag(client: httpx.Client) -> None:
    key = define(client, unique("conditional"))["key"]
    for response in (
        client.patch(f"/api/flags/{key}", json={"active": False}),
        client.delete(f"/api/flags/{key}"),
        client.post(f"/api/flags/{key}/archive"),
        client.post(f"/api/flags/{key}/revert", json={"version": 1}),
    ):
        assert_problem(response, 428, "If-Match")
    assert client.get(f"/api/flags/{key}").json()["flag"]["version"] == 1


def test_a_stale_change_gets_the_flag_as_it_is_now(client: httpx.Client) -> None:
    key = define(client, unique("stale"))["key"]
    tag = client.get(f"/api/flags/{key}").headers["ETag"]
    current = change(client, key, tag, active=False)
    assert current.status_code == 200
    for response in (
        change(client, key, tag, active=True),
        client.delete(f"/api/flags/{key}", headers={"If-Match": tag}),
        client.post(f"/api/flags/{key}/archive", headers={"If-Match": tag}),
    ):
        problem = assert_problem(response, 412)
        assert problem["flag"] == current.json()["flag"]
        assert response.headers["ETag"] == current.headers["ETag"]


def test_of_many_writers_in_several_routes_one_wins(gateway: Instance, client: httpx.Client) -> None:
    key = unique("race")
    create(client, key, "integer", 0)
    tag = client.get(f"/api/flags/{key}").headers["ETag"]
    assert client.get(f"/openfeature/v0/manifest/flags/{key}").headers["ETag"] == tag, "one tag for all routes"
    start = threading.Barrier(6)
    statuses: list[int] = []

    def write(number: int) -> None:
        with gateway.client(credentials.WRITE) as own:
            own.get("/health")
            start.wait(20)
            if number % 2:
                response = change(own, key, tag, name=f"Writer {number}")
            else:
                path = f"/openfeature/v0/manifest/flags/{key}"
                response = own.put(path, json={"defaultValue": number + 1}, headers={"If-Match": tag})
            statuses.append(response.status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [200] + [412] * 5
    assert client.get(f"/api/flags/{key}").json()["flag"]["version"] == 2


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


# The playground


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


# Replacing


def test_a_replaced_flag_keeps_nothing_that_is_not_named(client: httpx.Client) -> None:
    key = unique("replaced")
    made = define(client, key, where("plan", "exact", "pro"), name="Before", tags=["a"])
    assert_problem(client.put(f"/api/flags/{key}", json={"key": key}), 428, "If-Match")
    body = {"key": key, "filters": {"groups": [{"properties": [], "rollout_percentage": 5}]}, "reason": "Anew"}
    response = client.put(f"/api/flags/{key}", json=body, headers={"If-Match": f'"{made["id"]}-1"'})
    assert response.status_code == 200, response.text
    flag = response.json()["flag"]
    assert (flag["id"], flag["version"], flag["name"], flag["tags"]) == (made["id"], 2, "", [])
    assert [group["rollout_percentage"] for group in flag["filters"]["groups"]] == [5]
    assert flag["created_at"] == made["created_at"]
    assert history(client, key)[0]["reason"] == "Anew"
    stale = client.put(f"/api/flags/{key}", json=body, headers={"If-Match": f'"{made["id"]}-1"'})
    assert assert_problem(stale, 412)["flag"]["version"] == 2


def test_archiving_needs_delete_by_whatever_route(gateway: Instance, client: httpx.Client) -> None:
    key = define(client, unique("kept"))["key"]
    tag = {"If-Match": "*"}
    with gateway.client(credentials.WRITE) as writer:
        for refused in (
            writer.patch(f"/api/flags/{key}", json={"archived": True, "active": False}, headers=tag),
            writer.put(f"/api/flags/{key}", json={"key": key, "archived": True}, headers=tag),
        ):
            assert "delete" in assert_problem(refused, 403)["detail"]
        assert (
            client.patch(f"/api/flags/{key}", json={"archived": True, "active": False}, headers=tag).status_code == 200
        )
        assert writer.patch(f"/api/flags/{key}", json={"archived": True, "name": "x"}, headers=tag).status_code == 200
        assert writer.patch(f"/api/flags/{key}", json={"archived": False}, headers=tag).status_code == 200


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


# Durability


def test_a_crash_during_writes_leaves_whole_flags(make_gateway) -> None:
    instance: Instance = make_gateway()
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


def test_a_change_is_seen_by_every_process_at_once(make_gateway) -> None:
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
