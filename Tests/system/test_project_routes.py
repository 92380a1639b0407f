"""The project as a whole: PostHog's client document, served by either engine."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.envelope import HERE, data, pages, refused
from harness.events import event, minutes_ago, rfc3339, send, unique
from harness.instance import Instance
from harness.waiting import eventually


def test_organizations_and_project_belong_together(client: httpx.Client) -> None:
    organizations = data(client, "organizations")
    project = data(client, "project")
    assert project["organization"] in {organization["id"] for organization in organizations}
    assert project["timezone"] == "UTC"


def test_every_event_is_on_exactly_one_page(client: httpx.Client) -> None:
    name = unique("clicked")
    # Many of one moment, so that pages end within it; in the order of time, which is not that of arrival everywhere.
    moments = [minutes_ago(5)] * 20 + [minutes_ago(1)] * 10
    send(client, *(event(name, f"u{number % 3}", at, number=number) for number, at in enumerate(moments)))
    found = pages(client, "events", limit=7, event=name)
    assert [len(page) for page in found] == [7, 7, 7, 7, 2]
    entries = [entry for page in found for entry in page]
    assert sorted(entry["properties"]["number"] for entry in entries) == list(range(30))
    times = [entry["timestamp"] for entry in entries]
    assert times == sorted(times, reverse=True)
    one = data(client, "events", limit=1)["results"][0]
    assert data(client, f"events/{one['uuid']}") == one


def test_events_are_chosen_by_name_user_and_time(client: httpx.Client) -> None:
    name, user = unique("chosen"), unique("u")
    for hour in reversed(range(6)):
        send(client, event(name, user if hour % 2 else unique("other"), minutes_ago(60 * hour), hour=hour))
    send(client, event(unique("not"), user))

    def hours(**parameters: Any) -> list[int]:
        return [one["properties"]["hour"] for one in data(client, "events", event=name, **parameters)["results"]]

    assert hours() == [0, 1, 2, 3, 4, 5]
    assert hours(distinct_id=user) == [1, 3, 5]
    assert hours(after=rfc3339(minutes_ago(190)), before=rfc3339(minutes_ago(70))) == [2, 3]
    assert hours(after=rfc3339(minutes_ago(60 * 30)), before=rfc3339(minutes_ago(60 * 29))) == []


def test_the_properties_of_an_event_come_back_as_they_were_sent(client: httpx.Client) -> None:
    properties = {
        "text": "quote ' double \" brace {x} backslash \\ line \n emoji 🦊",
        "whole": 10,
        "nested": {"list": [1, 2.5, None, True], "empty": {}},
        "long": "z" * 10_000,
    }
    sent = event(unique("odd"), unique("u 'quoted'"), minutes_ago(2), **properties)
    send(client, sent)
    found = data(client, f"events/{sent['uuid']}")
    assert {name: found["properties"][name] for name in properties} == properties
    assert (found["event"], found["distinct_id"], found["timestamp"]) == (
        sent["event"],
        sent["distinct_id"],
        sent["timestamp"],
    )


def test_values_of_a_property_are_ranked(client: httpx.Client) -> None:
    name = unique("visited")
    send(client, *(event(name, unique("u"), page=page) for page in ["/b", "/a", "/b", 'it"s']))
    assert data(client, "events/values", key="page", event_name=name)[0] == {"name": "/b"}
    assert {one["name"] for one in data(client, "events/values", key="page", event_name=name)} == {"/a", "/b", 'it"s'}
    assert data(client, "events/values", key="page", event_name=name, value="A") == [{"name": "/a"}]
    assert data(client, "events/values", key="page", event_name=unique("never")) == []


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("events", {"limit": 0}, 400),
        ("events", {"limit": 1001}, 400),
        ("events", {"cursor": "not a cursor"}, 400),
        ("events", {"after": "yesterday"}, 400),
        ("events", {"after": "2026-02-02T00:00:00Z", "before": "2026-02-01T00:00:00Z"}, 400),
        ("events/not-a-uuid", {}, 400),
        ("events/019073f0-0000-7000-8000-000000000000", {}, 404),
        ("events/values", {"event_name": "clicked"}, 400),
        ("events/values", {"key": "page"}, 400),
    ],
)
def test_a_request_that_cannot_be_answered_says_why(
    client: httpx.Client, path: str, parameters: dict[str, object], status: int
) -> None:
    refused(client, path, status, **parameters)


def test_looking_at_events_of_everybody_is_written_down(client: httpx.Client) -> None:
    user = unique("watched")
    data(client, "events", distinct_id=user)
    entry = client.get("/api/audit", params={"limit": 1}).json()["entries"][0]
    assert (entry["action"], entry["target_user_id"]) == ("posthog.events", user)


@pytest.mark.parametrize("token", [None, credentials.READ, credentials.WRITE])
def test_who_may_not_look_up_gets_the_envelope_without_data(gateway: Instance, token: str | None) -> None:
    with gateway.client(token) as client:
        answer = client.get(f"{HERE}/events")
    assert answer.status_code == (403 if token else 401)
    body = answer.json()
    assert (body["status"], body["data"]) == ("error", None)
    assert body["message"]


def test_test_data_shows_up_in_lookups(gateway: Instance, client: httpx.Client) -> None:
    confirm = {"confirm": data(client, "project")["name"]} if gateway.project else {}
    answer = client.post(f"{HERE}/test-data", json={"users": 3} | confirm)
    assert answer.status_code == 200, answer.text
    stored = answer.json()["data"]
    assert stored["users"] == 3
    assert stored["events"] > 30
    assert stored["posthog_is_generating_demo_data"] is (False if gateway.project else None)

    def users() -> set[str]:
        found = data(client, "events", after="2000-01-01", event="api_request", limit=1000)["results"]
        return {entry["distinct_id"] for entry in found}

    eventually(lambda: len(users()) >= 3, "the events of three users", 60)


@pytest.mark.engines("posthog", reason="the embedded engine holds no real project")
def test_a_real_project_is_named_before_test_data_is_written(client: httpx.Client) -> None:
    for body in ({"users": 1}, {"users": 1, "confirm": "another project"}):
        answer = client.post(f"{HERE}/test-data", json=body)
        assert answer.status_code == 400
        assert data(client, "project")["name"] in answer.json()["message"]
