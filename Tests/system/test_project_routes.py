"""The project as a whole: PostHog's client document, served by either engine."""

import httpx
import pytest

from harness import credentials
from harness.events import event, send, unique
from harness.instance import Instance

HERE = "/api/posthog"


def data(client: httpx.Client, path: str, **parameters: object) -> object:
    answer = client.get(f"{HERE}/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"status", "message", "data"}
    assert body["status"] == "success"
    return body["data"]


def test_organizations_and_project_belong_together(admin: httpx.Client) -> None:
    organizations = data(admin, "organizations")
    project = data(admin, "project")
    assert project["organization"] in {organization["id"] for organization in organizations}
    assert project["timezone"]


def test_a_captured_group_is_listed_and_found(admin: httpx.Client) -> None:
    key = unique("acme")
    properties = {"$group_type": "company", "$group_key": key, "$group_set": {"name": f"Name of {key}", "seats": 12}}
    send(admin, event("$groupidentify", unique("u"), **properties))
    types = {entry["group_type"]: entry["group_type_index"] for entry in data(admin, "groups/types")}
    found = data(admin, "groups/find", group_key=key, group_type_index=types["company"])
    assert found["group_properties"] == {"name": f"Name of {key}", "seats": 12}
    assert data(admin, "groups/find", group_key=key, group_type="company") == found
    listed = data(admin, "groups", group_type="company", search=f"NAME OF {key}".upper())
    assert [group["group_key"] for group in listed["results"]] == [key]


def test_every_event_is_on_exactly_one_page(make_instance) -> None:
    instance: Instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        send(client, *(event("clicked", f"u{number % 3}", number=number) for number in range(30)))
        seen: list[int] = []
        cursor = None
        while True:
            page = data(client, "events", limit=7, event="clicked", **({"cursor": cursor} if cursor else {}))
            seen += [entry["properties"]["number"] for entry in page["results"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        assert sorted(seen) == list(range(30))
        one = data(client, "events", limit=1)["results"][0]
        assert data(client, f"events/{one['uuid']}") == one


def test_values_of_a_property_are_counted(admin: httpx.Client) -> None:
    name = unique("visited")
    send(admin, *(event(name, unique("u"), page=page) for page in ["/a", "/b", "/a"]))
    assert data(admin, "events/values", key="page", event_name=name) == [{"name": "/a"}, {"name": "/b"}]
    assert data(admin, "events/values", key="page", event_name=name, value="B") == [{"name": "/b"}]


def test_looking_at_events_of_everybody_is_written_down(admin: httpx.Client) -> None:
    user = unique("watched")
    data(admin, "events", distinct_id=user)
    entry = admin.get("/api/audit", params={"limit": 1}).json()["entries"][0]
    assert (entry["action"], entry["target_user_id"]) == ("posthog.events", user)


@pytest.mark.parametrize("token", [None, credentials.READ, credentials.WRITE])
def test_who_may_not_look_up_gets_the_envelope_without_data(shared: Instance, token: str | None) -> None:
    with shared.client(token) as client:
        answer = client.get(f"{HERE}/events")
    assert answer.status_code == (403 if token else 401)
    body = answer.json()
    assert (body["status"], body["data"]) == ("error", None)
    assert body["message"]


def test_test_data_shows_up_in_lookups(make_instance) -> None:
    instance: Instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        answer = client.post(f"{HERE}/test-data", json={"users": 3})
        assert answer.status_code == 200, answer.text
        stored = answer.json()["data"]
        assert stored["users"] == 3
        assert stored["events"] > 30
        users = data(client, "events", after="2000-01-01", limit=1000)["results"]
        assert len({entry["distinct_id"] for entry in users if not entry["distinct_id"].startswith("anon")}) >= 3
