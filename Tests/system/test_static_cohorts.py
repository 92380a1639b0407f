"""Static cohorts on either engine: lists of persons, whom flags tell apart."""

import httpx
import pytest

from harness.cohorts import change_members, flag_asking_for, make_cohort, wait_for_members
from harness.events import event, send, unique
from harness.problems import assert_problem
from harness.upstream import UpstreamProject


def seen(client: httpx.Client, *users: str) -> None:
    """PostHog knows a person by an event."""
    send(client, *(event("seen", user) for user in users))


def ofrep(client: httpx.Client, key: str, user: str) -> object:
    answer = client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": user}})
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


def test_members_decide_a_flag(client: httpx.Client) -> None:
    first, second, nobody = unique("person"), unique("person"), unique("person")
    seen(client, first, second)
    cohort = make_cohort(client, is_static=True)
    assert (cohort["is_static"], cohort["count"]) == (True, 0)
    inside, outside = flag_asking_for(client, cohort), flag_asking_for(client, cohort, "not_in")
    assert change_members(client, cohort, add=[first, second])["count"] == 2
    wait_for_members(client, inside, {first: True, second: True, nobody: False})
    wait_for_members(client, outside, {first: False, second: False, nobody: True})
    assert change_members(client, cohort, remove=[second])["count"] == 1
    wait_for_members(client, inside, {first: True, second: False})
    assert [ofrep(client, inside, user) for user in (first, second)] == [True, False]


def test_a_member_is_one_under_all_its_ids(client: httpx.Client) -> None:
    user, device = unique("person"), unique("device")
    seen(client, device)
    send(client, event("$identify", user, **{"$anon_distinct_id": device}))
    cohort = make_cohort(client, is_static=True)
    key = flag_asking_for(client, cohort)
    change_members(client, cohort, add=[user])
    wait_for_members(client, key, {user: True, device: True})


def test_changes_of_members_may_be_repeated(client: httpx.Client) -> None:
    user = unique("person")
    seen(client, user)
    cohort = make_cohort(client, is_static=True)
    for members, count in [
        ({"add": [user]}, 1),
        ({"add": [user, user]}, 1),
        ({"remove": [user]}, 0),
        ({"remove": [user, unique("never")]}, 0),
    ]:
        assert change_members(client, cohort, **members)["count"] == count


def test_a_deleted_cohort_is_gone_and_a_used_one_stays(client: httpx.Client) -> None:
    cohort = make_cohort(client, is_static=True)
    key = flag_asking_for(client, cohort)
    target = f"/api/cohorts/{cohort['id']}"
    assert key in assert_problem(client.delete(target, headers={"If-Match": "*"}), 409)["detail"]
    assert client.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    assert client.delete(target, headers={"If-Match": "*"}).status_code == 204
    assert_problem(client.get(target), 404)


@pytest.mark.engines("posthog", reason="the embedded engine has no PostHog behind it")
def test_posthog_holds_the_members(client: httpx.Client, gateway_project: UpstreamProject) -> None:
    users = [unique("person") for _ in range(3)]
    seen(client, *users)
    cohort = make_cohort(client, is_static=True)
    change_members(client, cohort, add=users)
    change_members(client, cohort, remove=users[:1])
    query = "select distinct_id from person_distinct_ids where person_id in cohort {cohort} order by distinct_id"
    found = gateway_project.query(query.replace("{cohort}", str(cohort["id"])))
    assert found == [[user] for user in sorted(users[1:])]


@pytest.mark.engines("posthog", reason="the embedded engine has no PostHog behind it")
def test_members_put_in_at_posthog_count_here(client: httpx.Client, gateway_project: UpstreamProject) -> None:
    user = unique("person")
    seen(client, user)
    cohort = make_cohort(client, is_static=True)
    key = flag_asking_for(client, cohort)
    person = gateway_project.get("persons/", distinct_id=user)["results"][0]
    gateway_project.send("PATCH", f"cohorts/{cohort['id']}/add_persons_to_static_cohort/", person_ids=[person["uuid"]])
    assert client.get(f"/api/cohorts/{cohort['id']}").json()["cohort"]["count"] == 1
    wait_for_members(client, key, {user: True})


@pytest.mark.engines("posthog", reason="the embedded engine takes any id")
def test_a_person_posthog_has_not_seen_cannot_be_a_member(client: httpx.Client) -> None:
    user, cohort = unique("unseen"), make_cohort(client, is_static=True)
    problem = assert_problem(client.post(f"/api/cohorts/{cohort['id']}/members", json={"add": [user]}), 409)
    assert user in problem["detail"]
