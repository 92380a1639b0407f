"""The tests' PostHog: events, persons, groups and projects, with the traps of their pages."""

from typing import Any

from harness.events import event, minutes_ago, unique
from harness.upstream import UpstreamProject
from harness.waiting import eventually

ASCENDING = '["timestamp"]'


def numbers(pages: list[list[dict[str, Any]]]) -> list[int]:
    return [entry["properties"]["number"] for page in pages for entry in page]


# Events


def test_ascending_events_are_all_there(project: UpstreamProject) -> None:
    project.capture(*(event("clicked", "ann", minutes_ago(100 - number), number=number) for number in range(25)))
    pages = project.pages("events/", limit=10, orderBy=ASCENDING)
    assert [len(page) for page in pages] == [10, 10, 5]
    assert numbers(pages) == list(range(25))


def test_descending_events_end_early_though_older_ones_exist(project: UpstreamProject) -> None:
    # Seven within the first window, which is more than half a page; the others in the hours before.
    recent = [event("clicked", "ann", minutes_ago(0.1 * number), number=number) for number in range(7)]
    project.capture(*recent, *(event("clicked", "ann", minutes_ago(60 * hour), number=-hour) for hour in range(1, 20)))
    pages = project.pages("events/", limit=10)
    assert sorted(numbers(pages)) == list(range(7))
    assert project.get("events/", limit=10)["next"] is None
    assert len(numbers(project.pages("events/", limit=10, orderBy=ASCENDING))) == 26


def test_events_of_one_moment_at_the_end_of_a_page_are_passed_over(project: UpstreamProject) -> None:
    at = minutes_ago(5)
    project.capture(*(event("clicked", "ann", at, number=number) for number in range(5)))
    # `next` asks for events later than the last one.
    assert [len(page) for page in project.pages("events/", limit=3, orderBy=ASCENDING)] == [3, 0]


def test_without_bounds_only_a_day_is_listed(project: UpstreamProject) -> None:
    project.capture(event("clicked", "ann", minutes_ago(60 * 30)), event("clicked", "ann", minutes_ago(60 * 20)))
    assert len(project.get("events/")["results"]) == 1
    assert len(project.get("events/", after="2020-01-01")["results"]) == 2


def test_a_page_of_events_is_capped_in_silence(project: UpstreamProject) -> None:
    project.capture(*(event("clicked", "ann", minutes_ago(600 - number / 2)) for number in range(1003)))
    page = project.get("events/", limit=5000, orderBy=ASCENDING)
    assert len(page["results"]) == 1000
    assert page["next"]


def test_events_are_filtered(project: UpstreamProject) -> None:
    project.capture(
        event("clicked", "ann", page="/a", price=5),
        event("clicked", "bob", page="/b", price=9),
        event("viewed", "ann", page="/b"),
        event("$set", "bob", **{"$set": {"plan": "pro"}}),
    )
    person = project.get("persons/", distinct_id="ann")["results"][0]

    def found(**parameters: object) -> int:
        return len(project.get("events/", **parameters)["results"])

    assert found() == 4
    assert found(event="clicked") == 2
    assert found(distinct_id="ann") == 2
    assert found(person_id=person["id"]) == found(person_id=person["uuid"]) == 2
    assert found(properties='[{"key":"page","value":"/b","operator":"exact","type":"event"}]') == 2
    assert found(properties='[{"key":"price","value":"6","operator":"gt","type":"event"}]') == 1
    assert found(properties='[{"key":"plan","value":"pro","operator":"exact","type":"person"}]') == 2


def test_an_event_is_found_by_its_uuid_and_only_by_that(project: UpstreamProject) -> None:
    sent = event("clicked", "ann", note="it's")
    project.capture(sent, event("$set", "ann", **{"$set": {"email": "ann@example.org", "plan": "pro"}}))
    found = project.get(f"events/{sent['uuid']}/")
    assert (found["id"], found["event"], found["properties"]["note"]) == (sent["uuid"], "clicked", "it's")
    assert found["timestamp"] == sent["timestamp"].replace("Z", "+00:00")
    assert found["person"]["properties"] == {"email": "ann@example.org"}
    listed = project.get("events/", event="clicked")["results"][0]
    assert listed == found | {"person": None}
    bad = project.ask("GET", "events/7/")
    assert (bad.status_code, bad.json()) == (
        400,
        {"detail": "Invalid UUID", "code": "invalid", "type": "validation_error"},
    )
    other = "019073f0-0000-7000-8000-000000000000"
    missing = project.ask("GET", f"events/{other}/")
    assert (missing.status_code, missing.json()["detail"]) == (404, f"No events exist for event UUID {other}")


def test_values_of_event_properties(project: UpstreamProject) -> None:
    old = minutes_ago(60 * 24 * 8)
    pages = ["/a", "/b", "/b", ["/c", "/b"], None, True, 7]
    project.capture(event("clicked", "ann", old, page="/old"), *(event("clicked", "ann", page=page) for page in pages))
    names = [one["name"] for one in project.get("events/values/", key="page", event_name="clicked")["results"]]
    assert names == ["/b", "/a", "/c", "7", "true"]
    found = project.get("events/values/", key="page", event_name="clicked", value="A")["results"]
    assert found == [{"name": "/a"}]
    project.capture(event("viewed", "ann"))
    assert project.get("events/values/", key="custom_event")["results"] == [{"name": "clicked"}, {"name": "viewed"}]
    column = project.get("events/values/", key="distinct_id", event_name="viewed", is_column="true")
    assert column["results"] == [{"name": "ann"}]
    for parameters, attr in (({}, "key"), ({"key": "page"}, "event_name")):
        answer = project.ask("GET", "events/values/", params=parameters)
        assert (answer.status_code, answer.json()["attr"]) == (400, attr)


# Definitions


def test_definitions_are_what_was_seen(project: UpstreamProject) -> None:
    project.capture(
        event("clicked", "ann", page="/a", **{"$groups": {"company": "acme"}, "$feature/beta": True}),
        event("$set", "ann", **{"$set": {"plan": "pro"}}),
        event("$groupidentify", "ann", **{"$group_type": "company", "$group_key": "acme", "$group_set": {"seats": 3}}),
    )

    def names(**parameters: object) -> list[str]:
        return [one["name"] for one in project.get("property_definitions/", **parameters)["results"]]

    assert {"page", "$feature/beta", "$groups"} <= set(names())
    assert names(type="person") == ["plan"]
    assert names(type="group", group_type_index=0) == ["seats"]
    assert names(search="PAG") == ["page"]
    assert names(is_feature_flag="true") == ["$feature/beta"]
    assert names(exclude_core_properties="true") == ["page"]
    for parameters, attr in (({"type": "group"}, "group_type_index"), ({"type": "planet"}, "type")):
        answer = project.ask("GET", "property_definitions/", params=parameters)
        assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    events = project.get("event_definitions/")["results"]
    assert [one["name"] for one in events] == ["$groupidentify", "$set", "clicked"]
    assert project.get(f"event_definitions/{events[2]['id']}/")["name"] == "clicked"
    first = project.get("property_definitions/", limit=1)
    assert (len(first["results"]), first["count"]) == (1, len(names()))
    everything = [one["name"] for page in project.pages("property_definitions/", limit=2) for one in page]
    assert everything == names()


# Projects


def test_organizations_and_projects(project: UpstreamProject) -> None:
    here = project.get("")
    assert (here["id"], here["api_token"], here["timezone"]) == (project.id, project.token, "UTC")
    client, key = project.upstream.client, project.upstream.facts["personal_key"]
    headers = {"Authorization": f"Bearer {key}"}
    organizations = client.get("/api/organizations/", headers=headers).json()["results"]
    assert here["organization"] in [one["id"] for one in organizations]
    base = f"/api/organizations/{here['organization']}/projects"
    assert client.get(f"{base}/{project.id}/", headers=headers).json()["uuid"] == here["uuid"]
    listed = client.get(f"{base}/?limit=1", headers=headers).json()
    assert len(listed["results"]) == 1
    assert listed["count"] > 1
    assert "secret_api_token" not in listed["results"][0]
    for path in ("/api/organizations/nobody/", f"{base}/987654/"):
        assert client.get(path, headers=headers).json()["code"] == "not_found"


def test_demo_data_is_made_for_a_new_project_only(project: UpstreamProject) -> None:
    assert project.get("is_generating_demo_data/") == {"is_generating_demo_data": False}
    assert project.ask("POST", "is_generating_demo_data/").status_code == 405
    client, key = project.upstream.client, project.upstream.facts["personal_key"]
    name = unique("Hedgebox")
    made = client.post(
        "/api/organizations/@current/projects/",
        json={"name": name, "is_demo": True},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert made.status_code == 201, made.text
    demo = UpstreamProject(project.upstream, made.json() | {"token": made.json()["api_token"]})
    assert demo.get("is_generating_demo_data/")["is_generating_demo_data"] is True
    eventually(lambda: not demo.get("is_generating_demo_data/")["is_generating_demo_data"], "the data is made")
    assert demo.query("select count() as n from events")[0][0] > 10
    assert demo.get("")["is_demo"] is True
