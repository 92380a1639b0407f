"""`posthog-gateway migrate`: how long PostHog may take to show what it has taken, and what is told when it does not."""

import re
from contextlib import closing

import pytest

from harness.migration import DIFFERENCES, MOVED, SETTINGS, FilledStore, Migrate
from harness.upstream import UpstreamProject


def test_a_move_after_which_counts_differ_names_them_and_says_so(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    migrate("--yes", expected=MOVED)
    with closing(migrate.store()) as store:
        store.execute("UPDATE events SET event = 'lost' WHERE event = ?", (filled.hostile["event"],))
    ended = migrate("--yes", "--wait", "0", expected=DIFFERENCES)
    assert "Counts differ on 1 of" in ended.output
    day = filled.hostile["timestamp"][:10]
    assert f"  {day}  lost  here 1, PostHog 0\n" in ended.output


def late(project: UpstreamProject) -> None:
    """The first count after this shows none of the events that PostHog has taken."""
    empty = {"results": [], "columns": ["day", "event", "n"], "types": [], "hasMore": False}
    path = f"/api/projects/{project.id}/query"
    project.upstream.control(faults=[{"kind": "status", "path": path, "status": 200, "body": empty, "times": 1}])


def test_what_posthog_shows_late_is_waited_for(project: UpstreamProject, migrate: Migrate) -> None:
    late(project)
    assert "Counts are equal" in migrate("--yes", "--wait", "30", expected=MOVED).output


def test_nothing_is_waited_for_unless_it_may(project: UpstreamProject, migrate: Migrate) -> None:
    late(project)
    ended = migrate("--yes", "--wait", "0", expected=DIFFERENCES)
    assert "Counts differ on" in ended.output
    assert re.search(r"  here \d+, PostHog 0\n", ended.output)
    assert "Added: 2 members of the static cohort Testers" in ended.output, "what comes after is done all the same"
    assert "Counts are equal" in migrate("--yes", "--wait", "0", expected=MOVED).output


@pytest.mark.parametrize("seconds", ["-1", "3601", "long"])
def test_a_wait_out_of_bounds_is_refused(migrate: Migrate, seconds: str) -> None:
    assert "--wait" in migrate(f"--wait={seconds}", expected=SETTINGS).complaints


def test_help_tells_how_long_it_waits(migrate: Migrate) -> None:
    told = " ".join(migrate("--help", expected=MOVED).output.split())
    assert "--wait" in told
    assert "default: 60" in told
