"""The tests' PostHog: persons, groups and cohorts."""

from typing import Any

import pytest

from harness.events import Event, event
from harness.upstream import UpstreamProject


def person(project: UpstreamProject, distinct_id: str) -> dict[str, Any]:
    [found] = project.get("persons/", distinct_id=distinct_id)["results"]
    return found


def members(project: UpstreamProject, cohort: dict[str, Any]) -> list[str]:
    found = project.get(f"cohorts/{cohort['id']}/persons/")["results"]
    return sorted(distinct_id for one in found for distinct_id in one["distinct_ids"])


def test_persons_are_found_by_what_is_known_of_them(project: UpstreamProject) -> None:
    project.capture(
        event("$identify", "ann", **{"$anon_distinct_id": "device", "$set": {"email": "Ann@example.org", "plan": "a"}}),
        event("$set", "bob", **{"$set": {"email": "bob@example.org", "plan": "b"}}),
    )
    ann = person(project, "ann")
    assert (sorted(ann["distinct_ids"]), ann["name"]) == (["ann", "device"], "Ann@example.org")
    assert person(project, "device")["uuid"] == ann["uuid"]
    assert project.get(f"persons/{ann['id']}/") == project.get(f"persons/{ann['uuid']}/") == ann

    def found(**parameters: object) -> list[str]:
        return [one["properties"]["plan"] for one in project.get("persons/", **parameters)["results"]]

    assert found(email="Ann@example.org") == ["a"]
    assert found(email="ann@example.org") == []
    assert found(search="EXAMPLE.ORG") == ["b", "a"]
    assert found(search="device") == ["a"]
    assert found(search="devic") == []
    assert found(properties='[{"key":"plan","value":"b","operator":"exact","type":"person"}]') == ["b"]
    assert project.get("persons/values/", key="plan", value="A") == [{"name": "a", "count": 1}]
    refused = project.ask("GET", "persons/ann/")
    assert refused.status_code == 400
    assert "?distinct_id=ann" in refused.json()["detail"]
    assert project.ask("GET", "persons/987654/").status_code == 404
    batch = project.send("POST", "persons/batch_by_distinct_ids/", distinct_ids=["ann", "nobody"])["results"]
    assert list(batch) == ["ann"]


def test_a_page_of_persons_may_be_short_or_empty_though_more_follow(project: UpstreamProject) -> None:
    project.capture(*(event("$set", f"u{number}", **{"$set": {"number": number}}) for number in range(9)))
    for number in (8, 7, 6, 4):
        assert project.ask("DELETE", f"persons/{person(project, f'u{number}')['id']}/").status_code == 202
    pages = project.pages("persons/", limit=3)
    # The last page was full, so there is one more.
    assert [len(page) for page in pages] == [0, 2, 3, 0]
    assert [one["properties"]["number"] for page in pages for one in page] == [5, 3, 2, 1, 0]
    assert project.query("select count() as n from persons") == [[5]]


def test_persons_are_changed(project: UpstreamProject) -> None:
    project.capture(event("$set", "ann", **{"$set": {"plan": "a", "age": 41}}))
    path = f"persons/{person(project, 'ann')['uuid']}"
    assert project.ask("POST", f"{path}/update_property/", json={"key": "plan", "value": "b"}).status_code == 202
    assert project.ask("POST", f"{path}/delete_property/", json={"$unset": "age"}).status_code == 201
    project.send("PATCH", f"{path}/", properties={"city": "Bonn"})
    assert person(project, "ann")["properties"] == {"plan": "b", "city": "Bonn"}
    assert project.query("select properties.plan, properties.age, properties.city from persons") == [
        ["b", None, "Bonn"]
    ]
    assert project.ask("POST", f"{path}/update_property/", json={"key": "plan"}).json()["attr"] == "value"


def test_a_person_is_deleted_with_or_without_its_events(project: UpstreamProject) -> None:
    project.capture(*(event("clicked", user) for user in ("ann", "bob", "cid", "cid")))
    count = "select count() as n from events"
    project.ask("DELETE", f"persons/{person(project, 'ann')['id']}/")
    assert (project.query(count), project.get("persons/", distinct_id="ann")["results"]) == ([[4]], [])
    project.ask("DELETE", f"persons/{person(project, 'bob')['id']}/?delete_events=true")
    assert project.query(count) == [[3]]
    done = project.send("POST", "persons/bulk_delete/", distinct_ids=["cid", "nobody"], delete_events=True)
    assert (done["persons_found"], project.query(count)) == (1, [[1]])
    many = project.ask("POST", "persons/bulk_delete/", json={"ids": ["x"] * 1001})
    assert many.status_code == 400


def group(key: str, kind: str = "company", **properties: Any) -> Event:
    return event("$groupidentify", "ann", **{"$group_type": kind, "$group_key": key, "$group_set": properties})


def test_groups_are_listed_by_cursor(project: UpstreamProject) -> None:
    project.capture(*(group(f"g{number:03}", number=number) for number in range(205)), group("other", "team", a=1))
    pages = project.pages("groups/", group_type_index=0)
    assert [len(page) for page in pages] == [100, 100, 5]
    assert len({one["group_key"] for page in pages for one in page}) == 205
    assert all(set(one) == {"group_type_index", "group_key", "group_properties", "created_at"} for one in pages[0])

    def keys(**parameters: object) -> list[str]:
        return [one["group_key"] for one in project.get("groups/", group_type_index=0, **parameters)["results"]]

    assert keys(search="G007") == ["g007"]
    assert sorted(keys(group_key="00")) == [f"g00{number}" for number in range(10)] + ["g100", "g200"]
    assert len(keys(cursor="none")) == 100


def test_groups_need_their_type_and_their_key(project: UpstreamProject) -> None:
    project.capture(group("acme", name="Acme"), group("empty"))
    found = project.get("groups/find", group_type_index=0, group_key="acme")
    assert (found["group_properties"], found["notebook"]) == ({"name": "Acme"}, None)
    assert project.get("groups/find", group_type_index=0, group_key="empty")["group_properties"] == {}
    assert project.ask("GET", "groups/find?group_type_index=0&group_key=other").json()["code"] == "not_found"
    for path in ("groups/", "groups/find?group_key=acme", "groups/property_values?key=name"):
        answer = project.ask("GET", path)
        assert (answer.status_code, answer.json()["attr"]) == (400, "group_type_index")
    assert project.ask("GET", "groups/find?group_type_index=0").status_code == 500
    types = project.get("groups_types/")
    assert [(one["group_type"], one["group_type_index"]) for one in types] == [("company", 0)]
    assert project.ask("GET", "group_types/").status_code == 404


def test_groups_are_made_and_changed(project: UpstreamProject) -> None:
    project.capture(group("acme", name="Acme", plan="a"), group("beta", plan="b"))
    made = project.ask(
        "POST", "groups/", json={"group_type_index": 0, "group_key": "new", "group_properties": {"a": 1}}
    )
    assert made.status_code == 201
    again = project.ask("POST", "groups/", json={"group_type_index": 0, "group_key": "new"})
    assert (again.status_code, again.json()["detail"]) == (400, "A group with this key already exists")
    long = project.ask("POST", "groups/", json={"group_type_index": 0, "group_key": "k" * 401})
    assert long.json()["attr"] == "group_key"
    place = "?group_type_index=0&group_key=acme"
    project.send("POST", f"groups/update_property{place}", key="plan", value="c")
    changed = project.ask("POST", f"groups/delete_property{place}", json={"$unset": "name"}).json()
    assert changed["group_properties"] == {"plan": "c"}
    assert project.query("select key, properties.plan, properties.name from groups order by key") == [
        ["acme", "c", None],
        ["beta", "b", None],
        ["new", None, None],
    ]
    definitions = project.get("groups/property_definitions")["0"]
    assert {one["name"]: one["count"] for one in definitions} == {"plan": 2, "a": 1}
    assert project.get("groups/property_values", group_type_index=0, key="plan", value="B") == [
        {"name": "b", "count": 1}
    ]
    body = [{"group_type_index": 0, "name_singular": "Company", "name_plural": "Companies"}]
    assert project.ask("PATCH", "groups_types/update_metadata", json=body).json()[0]["name_plural"] == "Companies"
    assert project.ask("DELETE", "groups_types/0").status_code == 204
    assert project.get("groups_types/") == []


def test_who_occurred_with_a_group(project: UpstreamProject) -> None:
    both = {"$groups": {"company": "acme", "team": "red"}}
    project.capture(group("acme", a=1), group("red", "team", a=1), event("clicked", "bob", **both), event("x", "cid"))
    found = project.get("groups/related", group_type_index=0, id="acme")
    assert [(one["type"], one.get("group_key") or one["distinct_ids"]) for one in found] == [
        ("person", ["bob"]),
        ("group", "red"),
    ]


def test_static_cohorts_hold_whom_they_are_given(project: UpstreamProject) -> None:
    project.capture(*(event("seen", user) for user in ("ann", "bob", "cid")))
    cohort = project.send("POST", "cohorts/", name="Testers", is_static=True)
    assert (cohort["is_static"], cohort["count"]) == (True, 0)
    ids = [person(project, user)["uuid"] for user in ("ann", "bob")]
    path = f"cohorts/{cohort['id']}"
    for _ in range(2):
        project.send("PATCH", f"{path}/add_persons_to_static_cohort/", person_ids=ids)
        assert members(project, cohort) == ["ann", "bob"]
    found = project.get("persons/cohorts/", person_id=person(project, "ann")["id"])["results"]
    assert [one["id"] for one in found] == [cohort["id"]]
    assert project.get("persons/cohorts/", person_id=person(project, "cid")["uuid"])["results"] == []
    project.send("PATCH", f"{path}/remove_person_from_static_cohort/", person_id=ids[0])
    again = project.ask("PATCH", f"{path}/remove_person_from_static_cohort/", json={"person_id": ids[0]})
    assert again.status_code == 404
    assert (members(project, cohort), project.get(f"{path}/")["count"]) == (["bob"], 1)
    assert project.query(f"select id from persons where id in cohort {cohort['id']}") == [[ids[1]]]
    assert project.ask("PATCH", f"{path}/add_persons_to_static_cohort/", json={}).json()["attr"] == "person_ids"
    refused = project.ask("DELETE", f"{path}/")
    assert (refused.status_code, refused.content) == (405, b"")
    project.send("PATCH", f"{path}/", deleted=True)
    assert project.ask("GET", f"{path}/").status_code == 404


@pytest.mark.parametrize(
    ("operator", "value", "users"),
    [
        ("exact", "pro", ["ann"]),
        ("is_not", "pro", ["bob", "cid"]),
        ("is_set", "is_set", ["ann", "bob"]),
        ("icontains", "R", ["ann", "bob"]),
    ],
)
def test_cohorts_by_condition_hold_who_meets_it(
    project: UpstreamProject, operator: str, value: str, users: list[str]
) -> None:
    project.capture(
        event("$set", "ann", **{"$set": {"plan": "pro"}}),
        event("$set", "bob", **{"$set": {"plan": "free"}}),
        event("seen", "cid"),
    )
    leaf = {"key": "plan", "type": "person", "operator": operator, "value": value}
    filters = {"properties": {"type": "OR", "values": [{"type": "AND", "values": [leaf]}]}}
    cohort = project.send("POST", "cohorts/", name="By condition", filters=filters)
    assert members(project, cohort) == users
    refused = project.ask("PATCH", f"cohorts/{cohort['id']}/add_persons_to_static_cohort/", json={"person_ids": ["x"]})
    assert refused.status_code == 400
