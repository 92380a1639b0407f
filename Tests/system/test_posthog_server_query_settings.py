"""The tests' PostHog: what a project's settings change about its queries, the cache, and the two forms of asking."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from harness.events import event, minutes_ago, unique
from harness.upstream import UpstreamProject
from harness.waiting import eventually


def ask(project: UpstreamProject, text: str, **fields: Any) -> Any:
    answer = project.ask("POST", "query/", json={"query": {"kind": "HogQLQuery", "query": text}} | fields)
    assert answer.status_code in (200, 202), answer.text
    return answer.json()


def test_a_declared_type_changes_how_a_property_is_read(project: UpstreamProject) -> None:
    project.capture(
        event("order", "ann", minutes_ago(2), amount="5", paid="true", born="2026-01-02T03:04:05Z"),
        event("order", "ann", minutes_ago(1), amount=40, paid="maybe"),
    )
    text = "select properties.amount, properties.paid, properties.born from events order by timestamp"
    assert project.query(text) == [["5", "true", "2026-01-02T03:04:05Z"], ["40", "maybe", None]]
    types = {"amount": "Numeric", "paid": "Boolean", "born": "DateTime"}
    project.upstream.control(property_types={"id": project.id, "event": types})
    first, second = project.query(text)
    assert (first[0], bool(first[1])) == (5, True)
    assert first[2].startswith("2026-01-02T03:04:05")
    assert second == [40, None, None]
    assert project.query("select properties.amount > 9 as more from events order by timestamp") == [[0], [1]]


def test_types_are_detected_when_the_project_does_that(project: UpstreamProject) -> None:
    project.upstream.control(project={"id": project.id, "detect_property_types": True})
    project.capture(event("order", "ann", amount=5, plan="pro", paid=True, born="2026-01-02"))
    found = {one["name"]: one["property_type"] for one in project.get("property_definitions/")["results"]}
    assert found == {"amount": "Numeric", "plan": "String", "paid": "Boolean", "born": "DateTime"}
    assert project.query("select properties.amount + 1 as n from events") == [[6]]


@pytest.mark.parametrize(
    ("zone", "printed", "count"),
    [("UTC", "2026-01-15T23:30:00Z", 0), ("Europe/Berlin", "2026-01-16T00:30:00+01:00", 1)],
)
def test_times_are_those_of_the_projects_zone(project: UpstreamProject, zone: str, printed: str, count: int) -> None:
    project.upstream.control(project={"id": project.id, "timezone": zone})
    project.capture(event("late", "ann") | {"timestamp": "2026-01-15T23:30:00Z"})
    assert project.query("select timestamp from events") == [[printed]]
    # A constant is a time of the project's zone unless it names one.
    assert project.query("select count() as n from events where timestamp >= '2026-01-16 00:00:00'") == [[count]]
    exact = "select count() as n from events where timestamp >= toDateTime('2026-01-15T23:30:00Z')"
    assert project.query(exact) == [[1]]
    assert project.query("select toString(toStartOfDay(timestamp)) as day from events")[0][0].startswith(printed[:10])


def test_an_answer_is_kept_for_a_while(project: UpstreamProject) -> None:
    text = "select count() as n from events"
    assert ask(project, text)["results"] == [[0]]
    project.capture(event("clicked", "ann"))
    kept = ask(project, text)
    assert (kept["results"], kept["is_cached"]) == ([[0]], True)
    fresh = ask(project, text, refresh="force_blocking")
    assert (fresh["results"], fresh["is_cached"]) == ([[1]], False)
    assert ask(project, text)["results"] == [[1]]
    assert ask(project, text + " where event = 'clicked'")["is_cached"] is False


def test_a_query_can_be_answered_later(project: UpstreamProject) -> None:
    identifier = unique("query")
    started = ask(project, "select 1 as n", refresh="force_async", client_query_id=identifier)["query_status"]
    assert (started["id"], started["query_async"]) == (identifier, True)

    def status() -> dict[str, Any] | None:
        answer = project.ask("GET", f"query/{identifier}/")
        assert answer.status_code in (200, 202)
        return answer.json()["query_status"] if answer.status_code == 200 else None

    done = eventually(status, "the query is done")
    assert (done["complete"], done["error"], done["results"]["results"]) == (True, False, [[1]])
    assert project.ask("DELETE", f"query/{identifier}/").status_code == 200
    assert project.ask("GET", f"query/{identifier}/").status_code == 404


def test_a_query_that_fails_later_says_so(project: UpstreamProject) -> None:
    identifier = unique("query")
    ask(project, "select foo from events", refresh="force_async", client_query_id=identifier)
    answer = eventually(
        lambda: one if (one := project.ask("GET", f"query/{identifier}/")).status_code != 202 else None, "its end"
    )
    assert answer.status_code == 400
    assert "foo" in answer.json()["query_status"]["error_message"]


def test_persons_of_events_are_as_the_project_wants_them(project: UpstreamProject) -> None:
    project.capture(event("clicked", "ann", minutes_ago(5)), event("$set", "ann", **{"$set": {"plan": "pro"}}))
    text = "select person.properties.plan as plan from events where event = 'clicked'"
    assert project.query(text) == [[None]]
    mode = "person_id_override_properties_joined"
    project.upstream.control(project={"id": project.id, "persons_mode": mode})
    assert project.query(text) == [["pro"]]


def test_a_merge_reaches_back_to_events_stored_before(project: UpstreamProject) -> None:
    project.capture(event("clicked", "device"), event("clicked", "ann"))
    count = "select count(distinct person_id) as n from events"
    assert project.query(count) == [[2]]
    project.capture(event("$identify", "ann", **{"$anon_distinct_id": "device"}))
    assert project.query(count) == [[1]]
    project.capture(event("clicked", "bob"), event("$identify", "bob", **{"$anon_distinct_id": "ann"}))
    # Somebody who is identified already is merged into nobody.
    assert project.query(count) == [[2]]
    project.capture(event("$merge_dangerously", "bob", alias="ann"))
    assert project.query(count) == [[1]]


def test_at_most_three_queries_run_at_once(project: UpstreamProject) -> None:
    project.upstream.control(reset_statistics=True)

    def run(number: int) -> object:
        # Long enough that eight of them are there at a time.
        text = f"select sum(n * {number}) as s from (select arrayJoin(range(3000000)) as n)"
        return ask(project, text, refresh="force_blocking")["results"][0][0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(8))) == [number * 4_499_998_500_000 for number in range(8)]
    state = project.upstream.state()
    assert state["max_queries_running"] == 3
    assert state["max_queries_at_once"] > 3


def test_who_waits_too_long_for_a_place_is_refused_in_prose(project: UpstreamProject) -> None:
    project.upstream.control(query_wait_seconds=0.01)
    text = "select sum(n) as s from (select arrayJoin(range(20000000)) as n)"
    body = {"query": {"kind": "HogQLQuery", "query": text}, "refresh": "force_blocking"}
    try:
        with ThreadPoolExecutor(9) as pool:
            answers = list(pool.map(lambda _: project.ask("POST", "query/", json=body), range(9)))
    finally:
        project.upstream.control(query_wait_seconds=30)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert len(refused) < 9
    for answer in refused:
        assert (answer.json()["type"], answer.json()["code"]) == ("throttled_error", "throttled")
        assert not any(character.isdigit() for character in answer.json()["detail"])
        assert "Retry-After" not in answer.headers
