"""Persons: properties, merges and groups as the official Python SDK sends them."""

from datetime import timedelta

import httpx

from harness.events import event, minutes_ago, rfc3339, send, unique, user_events
from harness.instance import Instance
from harness.sdk import sdk


def person(client: httpx.Client, **query: str) -> dict:
    response = client.get("/api/analytics/user/activity", params=query)
    assert response.status_code == 200, response.text
    return response.json()["person"]


def test_set_properties_are_the_persons_own(gateway: Instance, admin: httpx.Client) -> None:
    user = unique()
    email = f"{user}@Example.org"
    with sdk(gateway) as client:
        client.capture("signed in", distinct_id=user)
        client.set(distinct_id=user, properties={"email": email, "name": "Ann Example", "plan": "free"})
        client.set_once(distinct_id=user, properties={"plan": "never", "first_page": "/pricing"})
        client.set(distinct_id=user, properties={"plan": "team"})

    found = person(admin, user_id=user)
    assert found["email"] == email
    assert found["name"] == "Ann Example"
    assert found["distinct_ids"] == [user]
    assert found["properties"]["plan"] == "team"
    assert found["properties"]["first_page"] == "/pricing"
    assert person(admin, email=email.upper()) == found


def test_an_alias_merges_two_persons(gateway: Instance, admin: httpx.Client) -> None:
    user, anonymous = unique(), unique("anonymous")
    with sdk(gateway) as client:
        client.capture("viewed", distinct_id=anonymous, timestamp=minutes_ago(20))
        client.capture("paid", distinct_id=user, timestamp=minutes_ago(10))
        client.alias(previous_id=anonymous, distinct_id=user)

    for identifier in (user, anonymous):
        body = admin.get("/api/analytics/user/events", params={"user_id": identifier}).json()
        assert body["user_id"] == identifier
        assert sorted(body["person"]["distinct_ids"]) == sorted([user, anonymous])
        assert [one["event"] for one in body["events"]] == ["$create_alias", "paid", "viewed"]
        assert body["total"] == 3


def test_identifying_joins_the_anonymous_past(gateway: Instance, admin: httpx.Client) -> None:
    user, anonymous = unique(), unique("anonymous")
    start = minutes_ago(50)
    with sdk(gateway, historical_migration=True) as client:
        client.capture("landed", distinct_id=anonymous, timestamp=start)
        client.capture(
            "$identify",
            distinct_id=user,
            properties={"$anon_distinct_id": anonymous, "$set": {"email": f"{user}@example.org"}},
            timestamp=start + timedelta(seconds=5),
        )
    found = person(admin, user_id=anonymous)
    assert sorted(found["distinct_ids"]) == sorted([user, anonymous])
    assert found["email"] == f"{user}@example.org"
    assert found["first_seen"] == rfc3339(start)
    assert found["last_seen"] == rfc3339(start + timedelta(seconds=5))


def test_a_group_is_identified(gateway: Instance, admin: httpx.Client) -> None:
    user = unique()
    with sdk(gateway) as client:
        client.group_identify("company", "acme", {"name": "Acme", "seats": 12}, distinct_id=user)
    [stored] = user_events(admin, user)
    assert stored["event"] == "$groupidentify"
    assert stored["properties"]["$group_type"] == "company"
    assert stored["properties"]["$group_key"] == "acme"
    assert stored["properties"]["$group_set"] == {"name": "Acme", "seats": 12}


def test_a_shared_email_answers_for_the_latest_and_names_the_others(admin: httpx.Client) -> None:
    email = f"{unique('team')}@example.org"
    older, newer = unique(), unique()
    for user, minutes in ((older, 90), (newer, 5)):
        send(admin, event("$set", user, minutes_ago(minutes), **{"$set": {"email": email}}))
    body = admin.get("/api/analytics/user/activity", params={"email": email}).json()
    assert body["user_id"] == newer
    [other] = body["other_matches"]
    assert other["user_id"] == older
    assert other["last_seen"]
    assert other["person_id"] != body["person"]["person_id"]


def test_candidates_say_why_they_match(admin: httpx.Client) -> None:
    mark = unique("mark").replace("-", "")
    by_id, by_email, by_name = f"{mark}-id", unique(), unique()
    send(
        admin,
        event("viewed", by_id),
        event("$set", by_email, **{"$set": {"email": f"{mark}@example.org"}}),
        event("$set", by_name, **{"$set": {"name": f"Dr. {mark.upper()} Jr."}}),
    )
    body = admin.get("/api/analytics/users", params={"query": mark}).json()
    assert body["truncated"] is False
    assert {(one["user_id"], one["matched_on"], one["matched_value"]) for one in body["users"]} == {
        (by_id, "distinct_id", by_id),
        (by_email, "email", f"{mark}@example.org"),
        (by_name, "name", f"Dr. {mark.upper()} Jr."),
    }
    for one in body["users"]:
        assert one["first_seen"] == one["last_seen"]
        assert one["person_id"]


def test_more_than_twenty_candidates_are_cut_and_said_so(admin: httpx.Client) -> None:
    mark = unique("many")
    send(admin, *(event("viewed", f"{mark}-{number}") for number in range(25)))
    body = admin.get("/api/analytics/users", params={"query": mark}).json()
    assert len(body["users"]) == 20
    assert body["truncated"] is True
