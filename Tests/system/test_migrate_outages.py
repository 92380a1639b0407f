"""`posthog-gateway migrate` is killed, or PostHog is away: another run goes on, and nothing is lost or sent twice."""

import json
import signal

import pytest

from harness.migration import (
    MOVED,
    OUT_OF_REACH,
    FilledStore,
    Migrate,
    arrived,
    batches,
    changing_calls,
    listed_members,
)
from harness.upstream import UpstreamProject
from harness.waiting import eventually


def test_a_move_that_is_killed_goes_on_and_a_second_one_sends_nothing(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(reset_statistics=True, faults=[{"kind": "delay", "path": "/batch", "delay": 0.5}])
    process = migrate.start("--yes")
    eventually(lambda: batches(project) >= 2, "two batches have arrived", 60)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    project.upstream.control(faults=[])
    half = arrived(project)
    assert 0 < half < filled.events
    progress = json.loads((migrate.data / "migration.json").read_text())
    assert 0 < progress["sent_events"] <= half

    project.upstream.control(reset_statistics=True)
    ended = migrate("--yes", expected=MOVED)
    assert f"Events to send: {filled.events - progress['sent_events']}\n" in ended.output
    assert "Counts are equal" in ended.output
    assert arrived(project) == filled.events

    project.upstream.control(reset_statistics=True)
    again = migrate("--yes", expected=MOVED)
    assert "Events to send: 0\n" in again.output
    assert "Flags: 0 to create, 0 differ, 3 are equal" in again.output
    assert changing_calls(project) == []
    assert migrate("--dry-run", expected=MOVED).complaints == ""


def test_an_outage_in_the_middle_is_waited_for(filled: FilledStore, project: UpstreamProject, migrate: Migrate) -> None:
    project.upstream.control(faults=[{"kind": "status", "path": "/batch", "status": 503, "skip": 2, "times": 2}])
    ended = migrate("--yes", expected=MOVED)
    assert "next attempt in" in ended.complaints
    assert arrived(project) == filled.events


def test_an_answer_that_is_lost_loses_and_repeats_nothing(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(faults=[{"kind": "cut", "path": "/batch", "after": True, "skip": 1, "times": 1}])
    migrate("--yes", expected=MOVED)
    assert arrived(project) == filled.events


def test_an_outage_that_lasts_stops_it_and_another_run_goes_on(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    fault = {"kind": "status", "path": "/batch", "status": 503, "skip": 2, "headers": {"Retry-After": "600"}}
    project.upstream.control(faults=[fault])
    ended = migrate("--yes", expected=OUT_OF_REACH)
    assert "run it again later, it goes on where it stopped" in ended.complaints
    half = arrived(project)
    assert 0 < half < filled.events
    assert project.get("feature_flags/")["results"] == []
    project.upstream.recover()
    again = migrate("--yes", expected=MOVED)
    assert f"Sent by earlier runs: {half} events" in again.output
    assert arrived(project) == filled.events


def test_an_outage_while_persons_are_sent_is_made_good_by_another_run(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    batches_of_events = -(-filled.events // 500)
    fault = {"kind": "status", "path": "/batch", "status": 503, "headers": {"Retry-After": "600"}}
    project.upstream.control(faults=[fault | {"skip": batches_of_events}])
    migrate("--yes", expected=OUT_OF_REACH)
    project.upstream.recover()
    assert arrived(project) == filled.events
    assert "Events to send: 0\n" in migrate("--yes", expected=MOVED).output
    [[group]] = project.query("select properties from groups where key = 'acme' limit 1")
    assert json.loads(group)["name"] == "Acme"


@pytest.mark.parametrize(
    "path", ["feature_flags", "cohorts", "query"], ids=["while flags are made", "while cohorts are made", "at the end"]
)
def test_an_outage_behind_the_events_is_made_good_by_another_run(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate, path: str
) -> None:
    fault = {"kind": "status", "path": f"/api/projects/{project.id}/{path}", "method": "POST", "status": 502}
    project.upstream.control(faults=[fault])
    migrate("--yes", expected=OUT_OF_REACH)
    project.upstream.recover()
    assert arrived(project) == filled.events
    migrate("--yes", expected=MOVED)
    assert len(listed_members(project)) == 2
