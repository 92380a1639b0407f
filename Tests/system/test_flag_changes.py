"""Changes of a flag: against the version one knows, of all members at once, and by whom."""

import threading

import httpx

from harness import credentials
from harness.events import unique
from harness.flags import change, create, define, where
from harness.instance import Instance
from harness.problems import assert_problem


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
    assert client.get(f"/api/flags/{key}/history").json()["history"][0]["reason"] == "Anew"
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


def test_a_flag_may_lose_all_its_condition_sets(admin: httpx.Client) -> None:
    key = define(admin, unique("lost"))["key"]
    emptied = change(admin, key, filters={"groups": []})
    assert emptied.status_code == 200, emptied.text
    assert emptied.json()["flag"]["filters"]["groups"] == []
