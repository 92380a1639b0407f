"""`/api/cohorts`: named sets of persons, by definition or as a list."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.cohorts import (
    change_members,
    cohort_form,
    cohort_path,
    flag_asking_for,
    is_on,
    make_cohort,
    wait_for_members,
)
from harness.events import event, send, unique
from harness.flags import person_with
from harness.instance import Instance
from harness.problems import assert_problem

PLAN = person_with("plan", "pro")


def test_a_cohort_comes_back_whole(client: httpx.Client) -> None:
    nested = {"type": "OR", "values": [PLAN, PLAN | {"value": "max"}]}
    wanted = cohort_form(nested, description="Who pays")
    response = client.post("/api/cohorts", json=wanted | {"count": 99, "id": 12345, "version": 7})
    assert response.status_code == 201
    cohort = response.json()["cohort"]
    assert cohort["name"] == wanted["name"]
    assert cohort["description"] == "Who pays"
    assert cohort["filters"] == wanted["filters"]
    assert (cohort["is_static"], cohort["version"], cohort["count"]) == (False, 1, None)
    assert cohort["id"] != 12345
    read = client.get(cohort_path(cohort))
    assert read.json() == response.json()
    assert read.headers["ETag"] == response.headers["ETag"]
    assert client.get(cohort_path(cohort), headers={"If-None-Match": read.headers["ETag"]}).status_code == 304
    assert cohort in client.get("/api/cohorts").json()["cohorts"]


def test_a_change_needs_the_tag_and_decides_at_once(client: httpx.Client) -> None:
    cohort = make_cohort(client, PLAN)
    key = flag_asking_for(client, cohort)
    assert is_on(client, key, "u", plan="pro")
    changed = cohort_form(PLAN | {"value": "max"}, name="Other")
    assert_problem(client.put(cohort_path(cohort), json=changed), 428, "If-Match")
    tag = client.get(cohort_path(cohort)).headers["ETag"]
    response = client.put(cohort_path(cohort), json=changed, headers={"If-Match": tag})
    assert response.status_code == 200
    assert response.json()["cohort"]["name"] == "Other"
    assert response.json()["cohort"]["version"] == 2
    assert not is_on(client, key, "u", plan="pro")
    assert is_on(client, key, "u", plan="max")
    for stale in (
        client.put(cohort_path(cohort), json=changed, headers={"If-Match": tag}),
        client.delete(cohort_path(cohort), headers={"If-Match": tag}),
    ):
        problem = assert_problem(stale, 412)
        assert problem["cohort"]["version"] == 2
        assert stale.headers["ETag"] == response.headers["ETag"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": "n" * 401}, "name"),
        ({"description": []}, "description"),
        ({"is_static": "yes"}, "is_static"),
        ({"filters": None}, "filters"),
        ({"filters": 7}, "filters.properties"),
        ({"filters": {"properties": {"type": "XOR", "values": []}}}, "filters.properties.type"),
        ({"filters": {"properties": {"type": "AND", "values": {}}}}, "filters.properties.values"),
        (cohort_form({"type": "person", "value": 1}), "filters.properties.values[0].key"),
        (cohort_form(PLAN | {"operator": "regex", "value": "("}), "filters.properties.values[0].value"),
        (cohort_form(PLAN | {"operator": "resembles"}), "filters.properties.values[0].operator"),
        (
            cohort_form({"key": "x", "type": "behavioral", "value": "performed_event"}),
            "filters.properties.values[0].type",
        ),
        (
            cohort_form({"type": "OR", "values": [{"key": "id", "type": "cohort", "value": 987654}]}),
            "filters.properties.values[0].values[0].value",
        ),
        ({"reason": 7}, "reason"),
    ],
)
def test_a_cohort_that_breaks_a_rule_is_refused_with_its_field(
    client: httpx.Client, entry: dict[str, Any], field: str
) -> None:
    before = client.get("/api/cohorts").json()
    assert_problem(client.post("/api/cohorts", json=cohort_form(PLAN) | entry), 400, field)
    assert client.get("/api/cohorts").json() == before
    cohort = make_cohort(client, PLAN)
    assert_problem(
        client.put(cohort_path(cohort), json=cohort_form(PLAN) | entry, headers={"If-Match": "*"}), 400, field
    )
    assert client.get(cohort_path(cohort)).json()["cohort"] == cohort


def test_nesting_has_a_bound(client: httpx.Client) -> None:
    group: dict[str, Any] = PLAN
    for _ in range(40):
        group = {"type": "AND", "values": [group]}
    assert_problem(client.post("/api/cohorts", json={"name": "Deep", "filters": {"properties": group}}), 400)


def test_a_circle_of_cohorts_is_refused(client: httpx.Client) -> None:
    first = make_cohort(client, PLAN)
    second = make_cohort(client, {"key": "id", "type": "cohort", "value": first["id"]})
    for target in (first, second):
        response = client.put(
            cohort_path(first),
            json=cohort_form({"key": "id", "type": "cohort", "value": target["id"]}),
            headers={"If-Match": "*"},
        )
        assert_problem(response, 400, "filters.properties")


def test_a_used_cohort_is_not_deleted(client: httpx.Client) -> None:
    cohort = make_cohort(client, PLAN)
    outer = make_cohort(client, {"key": "id", "type": "cohort", "value": cohort["id"]})
    key = flag_asking_for(client, outer)
    for used, by in ((cohort, outer["name"]), (outer, key)):
        assert by in assert_problem(client.delete(cohort_path(used), headers={"If-Match": "*"}), 409)["detail"]
        assert client.get(cohort_path(used)).status_code == 200
    assert client.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    for unused in (outer, cohort):
        assert_problem(client.delete(cohort_path(unused)), 428, "If-Match")
        assert client.delete(cohort_path(unused), headers={"If-Match": "*"}).status_code == 204
        assert_problem(client.get(cohort_path(unused)), 404)


def test_members_of_a_static_cohort(client: httpx.Client) -> None:
    cohort = make_cohort(client, is_static=True)
    assert (cohort["is_static"], cohort["count"]) == (True, 0)
    key = flag_asking_for(client, cohort)
    first, second = unique("person"), unique("person")
    # PostHog takes only persons it has seen into a list.
    send(client, event("seen", first), event("seen", second))
    response = client.post(f"{cohort_path(cohort)}/members", json={"add": [first, second, first], "reason": "Testers"})
    assert response.status_code == 200
    assert response.json()["cohort"]["count"] == 2
    assert response.headers["ETag"] == client.get(cohort_path(cohort)).headers["ETag"]
    wait_for_members(client, key, {first: True, second: True, unique("person"): False})
    assert change_members(client, cohort, add=[], remove=[second, unique()])["count"] == 1
    wait_for_members(client, key, {first: True, second: False})
    assert_problem(
        client.put(cohort_path(cohort), json=cohort_form(PLAN, is_static=False), headers={"If-Match": "*"}),
        400,
        "is_static",
    )
    renamed = client.put(cohort_path(cohort), json={"name": "Renamed"}, headers={"If-Match": "*"})
    assert renamed.json()["cohort"]["count"] == 1
    wait_for_members(client, key, {first: True})


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({}, "add"),
        ({"add": []}, "add"),
        ({"add": "u1"}, "add"),
        ({"remove": {"u1": True}}, "remove"),
        ({"add": ["u1", 7]}, "add[1]"),
        ({"remove": [""]}, "remove[0]"),
        ({"add": ["u" * 201]}, "add[0]"),
        ({"add": ["u\u0000"]}, "add[0]"),
        ({"add": [f"u{number}" for number in range(10_001)]}, "add"),
    ],
)
def test_members_that_are_none_are_refused(client: httpx.Client, members: dict[str, Any], field: str) -> None:
    cohort = make_cohort(client, is_static=True)
    assert_problem(client.post(f"{cohort_path(cohort)}/members", json=members), 400, field)
    assert client.get(cohort_path(cohort)).json()["cohort"] == cohort


def test_a_cohort_with_a_definition_has_no_list(client: httpx.Client) -> None:
    assert_problem(client.post(f"{cohort_path(make_cohort(client, PLAN))}/members", json={"add": ["u1"]}), 409)


@pytest.mark.parametrize("number", ["0", "-1", "987654321", "99999999999999999999", "x", "%F0%9F%8E%88", "1.0"])
def test_an_unknown_cohort_is_404(client: httpx.Client, number: str) -> None:
    target = f"/api/cohorts/{number}"
    assert_problem(client.get(target), 404)
    assert_problem(client.put(target, json=cohort_form(PLAN), headers={"If-Match": "*"}), 404)
    assert_problem(client.delete(target, headers={"If-Match": "*"}), 404)
    assert_problem(client.post(f"{target}/members", json={"add": ["u"]}), 404)


@pytest.mark.parametrize(
    ("token", "reads", "writes", "deletes"),
    [
        (None, 401, 401, 401),
        (credentials.READ, 200, 403, 403),
        (credentials.SUPPORT, 200, 403, 403),
        (credentials.WRITE, 200, 201, 403),
        (credentials.ADMIN, 200, 201, 204),
    ],
)
def test_who_may_what(
    gateway: Instance, client: httpx.Client, token: str | None, reads: int, writes: int, deletes: int
) -> None:
    cohort = make_cohort(client, is_static=True)
    user = unique()
    send(client, event("seen", user))
    with gateway.client(token) as caller:
        assert caller.get("/api/cohorts").status_code == reads
        assert caller.get(cohort_path(cohort)).status_code == reads
        assert caller.post("/api/cohorts", json=cohort_form(PLAN)).status_code == writes
        changed = 200 if writes == 201 else writes
        assert caller.put(cohort_path(cohort), json={"name": "New"}, headers={"If-Match": "*"}).status_code == changed
        assert caller.post(f"{cohort_path(cohort)}/members", json={"add": [user]}).status_code == changed
        assert caller.delete(cohort_path(cohort), headers={"If-Match": "*"}).status_code == deletes


def test_of_many_changes_with_one_tag_one_wins(gateway: Instance, client: httpx.Client) -> None:
    cohort = make_cohort(client, PLAN)
    tag = client.get(cohort_path(cohort)).headers["ETag"]

    def change(number: int) -> int:
        with gateway.client(credentials.WRITE) as own:
            return own.put(
                cohort_path(cohort), json=cohort_form(PLAN, name=f"{number}"), headers={"If-Match": tag}
            ).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(change, range(6))) == [200] + [412] * 5
