"""Static cohorts on either engine: lists of persons, whom flags tell apart."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness.events import event, unique
from harness.flags import define
from harness.problems import assert_problem
from harness.site import Site
from harness.waiting import eventually


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.admin() as client:
        yield client


def seen(site: Site, *users: str) -> None:
    """PostHog knows a person by an event."""
    site.send(*(event("seen", user) for user in users))


def created(client: httpx.Client, **others: Any) -> dict[str, Any]:
    response = client.post("/api/cohorts", json={"name": unique("Cohort"), "is_static": True} | others)
    assert response.status_code == 201, response.text
    return response.json()["cohort"]


def change(client: httpx.Client, cohort: dict[str, Any], **members: list[str]) -> dict[str, Any]:
    response = client.post(f"/api/cohorts/{cohort['id']}/members", json=members)
    assert response.status_code == 200, response.text
    return response.json()["cohort"]


def asking(client: httpx.Client, cohort: dict[str, Any], operator: str = "in") -> str:
    prop = {"key": "id", "type": "cohort", "operator": operator, "value": cohort["id"]}
    return define(client, unique("asks"), {"properties": [prop], "rollout_percentage": 100})["key"]


def is_on(site: Site, client: httpx.Client, key: str, user: str) -> bool:
    answer = client.post("/flags?v=2", json={"token": site.token, "distinct_id": user})
    assert answer.status_code == 200, answer.text
    return answer.json()["flags"][key]["enabled"]


def settle(site: Site, client: httpx.Client, key: str, wanted: dict[str, bool]) -> None:
    """An evaluation waits for PostHog only briefly, and then decides by what is known."""
    eventually(lambda: {user: is_on(site, client, key, user) for user in wanted} == wanted, f"{key} is {wanted}", 40)


def ofrep(client: httpx.Client, key: str, user: str) -> object:
    answer = client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": user}})
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


def test_members_decide_a_flag(site: Site, client: httpx.Client) -> None:
    first, second, nobody = unique("person"), unique("person"), unique("person")
    seen(site, first, second)
    cohort = created(client)
    assert (cohort["is_static"], cohort["count"]) == (True, 0)
    inside, outside = asking(client, cohort), asking(client, cohort, "not_in")
    assert change(client, cohort, add=[first, second])["count"] == 2
    settle(site, client, inside, {first: True, second: True, nobody: False})
    settle(site, client, outside, {first: False, second: False, nobody: True})
    assert change(client, cohort, remove=[second])["count"] == 1
    settle(site, client, inside, {first: True, second: False})
    assert [ofrep(client, inside, user) for user in (first, second)] == [True, False]


def test_a_member_is_one_under_all_its_ids(site: Site, client: httpx.Client) -> None:
    user, device = unique("person"), unique("device")
    seen(site, device)
    site.send(event("$identify", user, **{"$anon_distinct_id": device}))
    cohort = created(client)
    key = asking(client, cohort)
    change(client, cohort, add=[user])
    settle(site, client, key, {user: True, device: True})


def test_changes_of_members_may_be_repeated(site: Site, client: httpx.Client) -> None:
    user = unique("person")
    seen(site, user)
    cohort = created(client)
    for members, count in [
        ({"add": [user]}, 1),
        ({"add": [user, user]}, 1),
        ({"remove": [user]}, 0),
        ({"remove": [user, unique("never")]}, 0),
    ]:
        assert change(client, cohort, **members)["count"] == count


def test_a_deleted_cohort_is_gone_and_a_used_one_stays(site: Site, client: httpx.Client) -> None:
    cohort = created(client)
    key = asking(client, cohort)
    target = f"/api/cohorts/{cohort['id']}"
    assert key in assert_problem(client.delete(target, headers={"If-Match": "*"}), 409)["detail"]
    assert client.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    assert client.delete(target, headers={"If-Match": "*"}).status_code == 204
    assert_problem(client.get(target), 404)


def test_posthog_holds_the_members(site: Site, client: httpx.Client) -> None:
    if site.project is None:
        pytest.skip("the embedded engine has no PostHog behind it")
    users = [unique("person") for _ in range(3)]
    seen(site, *users)
    cohort = created(client)
    change(client, cohort, add=users)
    change(client, cohort, remove=users[:1])
    query = "select distinct_id from person_distinct_ids where person_id in cohort {cohort} order by distinct_id"
    found = site.project.query(query.replace("{cohort}", str(cohort["id"])))
    assert found == [[user] for user in sorted(users[1:])]


def test_members_put_in_at_posthog_count_here(site: Site, client: httpx.Client) -> None:
    if site.project is None:
        pytest.skip("the embedded engine has no PostHog behind it")
    user = unique("person")
    seen(site, user)
    cohort = created(client)
    key = asking(client, cohort)
    person = site.project.get("persons/", distinct_id=user)["results"][0]
    site.project.send("PATCH", f"cohorts/{cohort['id']}/add_persons_to_static_cohort/", person_ids=[person["uuid"]])
    assert client.get(f"/api/cohorts/{cohort['id']}").json()["cohort"]["count"] == 1
    settle(site, client, key, {user: True})


def test_a_person_posthog_has_not_seen_cannot_be_a_member(site: Site, client: httpx.Client) -> None:
    if site.project is None:
        pytest.skip("the embedded engine takes any id")
    user, cohort = unique("unseen"), created(client)
    problem = assert_problem(client.post(f"/api/cohorts/{cohort['id']}/members", json={"add": [user]}), 409)
    assert user in problem["detail"]
