"""The tests' PostHog: what capture takes, what it refuses, and what becomes of it."""

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from harness.events import event, minutes_ago, rfc3339, unique
from harness.upstream import UpstreamProject


@pytest.fixture(scope="module")
def project(module_project: UpstreamProject) -> UpstreamProject:
    return module_project


def post(project: UpstreamProject, path: str, body: Any = None, **options: Any) -> httpx.Response:
    return project.upstream.client.post(path, json=body, **options)


def stored(project: UpstreamProject, user: str, columns: str = "event") -> list[list[Any]]:
    return project.query(f"select {columns} from events where distinct_id = {{user}} order by timestamp", user=user)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", ["/batch", "/capture", "/e", "/i/v0/e", "/track", "/engage"])
def test_every_route_stores_a_single_event_a_batch_and_an_array(
    project: UpstreamProject, path: str, slash: str
) -> None:
    user = unique()
    single = {"api_key": project.token, "event": "one", "distinct_id": user}
    bodies = [single, {"token": project.token, "batch": [event("two", user)]}, [single | {"event": "three"}]]
    for body in bodies:
        answer = post(project, path + slash, body)
        assert (answer.status_code, answer.json()) == (200, {"status": "Ok"})
    assert sorted(stored(project, user)) == [["one"], ["three"], ["two"]]


def test_bodies_may_be_packed(project: UpstreamProject) -> None:
    user = unique()
    text = json.dumps({"api_key": project.token, "event": "packed", "distinct_id": user}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for content, headers, path in [
        (gzip.compress(text), {}, "/e/"),
        (gzip.compress(text), {"Content-Encoding": "gzip"}, "/e/"),
        (base64.b64encode(text), {}, "/e/?compression=base64"),
        (b"data=" + quote(base64.b64encode(text)).encode(), form, "/e/"),
        (b"data=" + quote(text).encode(), form, "/e/"),
    ]:
        answer = project.upstream.client.post(path, content=content, headers=headers)
        assert answer.status_code == 200, answer.text
    assert stored(project, user) == [["packed"]] * 5
    bare = project.upstream.client.post("/e/?beacon=1", content=text)
    assert (bare.status_code, bare.content) == (204, b"")


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"api_key": None}, 401, "api_key"),
        ({"api_key": "phx_a_personal_key"}, 401, "invalid api_key"),
        ({"distinct_id": None}, 400, "distinct_id"),
        ({"distinct_id": ""}, 400, "distinct_id"),
        ({"event": None}, 400, "event name"),
        ({"properties": [1]}, 400, "properties"),
        ({"uuid": "seven"}, 400, "uuid"),
        ({"batch": []}, 400, "empty batch"),
        ({"batch": [7]}, 400, "object"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_plain_text(
    project: UpstreamProject, change: dict[str, Any], status: int, text: str
) -> None:
    body = {"api_key": project.token, "event": "clicked", "distinct_id": unique()} | change
    answer = post(project, "/e/", body)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert text in answer.text


def test_bodies_have_a_limit(project: UpstreamProject) -> None:
    large = {"api_key": project.token, "event": "large", "distinct_id": unique(), "properties": {"x": "z" * 2_200_000}}
    assert post(project, "/e/", large).status_code == 413
    assert post(project, "/batch/", large).status_code == 200
    assert project.upstream.client.post("/batch/", content=b"{" + b" " * 21_000_000).status_code == 413
    assert project.upstream.client.post("/batch/", content=b"no json").status_code == 400


def test_an_unknown_token_is_answered_like_a_known_one(project: UpstreamProject) -> None:
    user = unique()
    answer = post(project, "/batch/", {"api_key": "phc_nobodyHasThisToken", "batch": [event("lost", user)]})
    assert (answer.status_code, answer.json()) == (200, {"status": "Ok"})
    assert stored(project, user) == []


def test_an_event_with_the_name_day_id_and_uuid_of_another_replaces_it(project: UpstreamProject) -> None:
    user = unique()
    first = event("clicked", user, minutes_ago(1), number=1)
    again = first | {"properties": {"number": 2}}
    project.capture(first)
    project.capture(again)
    project.capture(again, first | {"event": "other"})
    assert stored(project, user, "event, properties.number") == [["clicked", "2"], ["other", "1"]]


def test_timestamps_follow_the_senders_clock(project: UpstreamProject) -> None:
    user, now = unique(), datetime.now(UTC)
    hour = timedelta(hours=1)

    def at(moment: datetime) -> str:
        return rfc3339(moment)

    exact = at(now - 3 * hour)
    batch = [event("late clock", user) | {"timestamp": at(now - 2 * hour)}]
    batch[0]["uuid"] = None
    ignored = event("ignored", user, **{"$ignore_sent_at": True}) | {"timestamp": exact}
    # The sender's clock is an hour behind, so its events are an hour later than they say.
    post(project, "/batch/", {"api_key": project.token, "batch": [*batch, ignored], "sent_at": at(now - hour)})
    project.capture(
        event("exact", user) | {"timestamp": exact}, event("far", user) | {"timestamp": at(now + 25 * hour)}
    )
    times = {name: datetime.fromisoformat(time) for name, time in stored(project, user, "event, timestamp")}
    assert abs(times["late clock"] - (now - hour)) < timedelta(seconds=30)
    assert (
        times["exact"]
        == times["ignored"]
        == datetime.fromisoformat(exact).replace(microsecond=(now.microsecond // 1000) * 1000)
    )
    assert abs(times["far"] - now) < timedelta(seconds=30)


def test_long_names_are_cut(project: UpstreamProject) -> None:
    user = unique("u" * 190)
    project.capture(event("n" * 300, user + "x" * 100))
    [[name, found]] = project.query("select event, distinct_id from events where event like 'nnn%'")
    assert (len(name), len(found)) == (200, 200)
    assert (user + "x" * 100).startswith(found)


def test_properties_of_persons_are_set_once_set_and_unset(project: UpstreamProject) -> None:
    user = unique()
    project.capture(
        event("a", user, **{"$set": {"plan": "a", "old": 1}, "$set_once": {"first": 1}, "$browser": "Firefox"}),
        event("b", user, **{"$set": {"plan": "b"}, "$set_once": {"first": 2}, "$unset": ["old"], "$browser": "Chrome"}),
        event("c", user) | {"$set": {"top": "level"}},
    )
    [found] = project.get("persons/", distinct_id=user)["results"]
    assert found["properties"] == {
        "plan": "b",
        "first": 1,
        "top": "level",
        "$browser": "Chrome",
        "$initial_browser": "Firefox",
    }


def test_an_event_without_a_profile_makes_no_person(project: UpstreamProject) -> None:
    user = unique()
    project.capture(event("quiet", user, **{"$process_person_profile": False, "$set": {"plan": "a"}}))
    assert stored(project, user, "person_mode") == [["propertyless"]]
    assert project.get("persons/", distinct_id=user)["results"] == []


@pytest.mark.parametrize("shared", ["anonymous", "0", "null", "undefined", "guest"])
def test_nobody_is_merged_by_an_id_that_many_share(project: UpstreamProject, shared: str) -> None:
    user = unique()
    project.capture(event("a", shared), event("$identify", user, **{"$anon_distinct_id": shared}))
    [found] = project.get("persons/", distinct_id=user)["results"]
    assert found["distinct_ids"] == [user]


def test_an_alias_joins_two_ids(project: UpstreamProject) -> None:
    user, other = unique(), unique()
    project.capture(event("a", other), event("$create_alias", user, alias=other, distinct_id=user))
    [found] = project.get("persons/", distinct_id=other)["results"]
    assert sorted(found["distinct_ids"]) == sorted([user, other])


def test_the_newer_protocol_answers_for_every_event(project: UpstreamProject) -> None:
    user = unique()
    good, bad = event("new", user), event("new", "")
    answer = post(
        project,
        "/i/v1/analytics/events",
        {"created_at": rfc3339(datetime.now(UTC)), "batch": [good, bad]},
        headers={"Authorization": f"Bearer {project.token}"},
    )
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert (results[good["uuid"]]["result"], results[bad["uuid"]]["result"]) == ("ok", "drop")
    assert stored(project, user) == [["new"]]
