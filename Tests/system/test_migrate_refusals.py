"""`posthog-gateway migrate` with a key, a project or settings that will not do: it says so, and sends nothing."""

import re
import uuid

import pytest

from harness.instance import ROOT, free_port
from harness.migration import (
    DIFFERENCES,
    MOVED,
    OUT_OF_REACH,
    REFUSED,
    SETTINGS,
    Migrate,
    batches,
)
from harness.upstream import UpstreamProject

#: What the README says the key needs.
SCOPES = ["project:read", "query:read", "feature_flag:write", "cohort:write"]


def limited(project: UpstreamProject, scopes: list[str], projects: list[int] | None = None) -> str:
    """A key with these scopes only."""
    key = f"phx_{uuid.uuid4().hex}"
    project.upstream.control(add_key={"value": key, "scopes": scopes, "projects": projects or []})
    return key


def test_the_scopes_of_the_readme_are_enough(project: UpstreamProject, migrate: Migrate) -> None:
    migrate.environment["POSTHOG_API_KEY"] = limited(project, SCOPES, [project.id])
    ended = migrate("--yes", expected=MOVED)
    assert "Added: 2 members" in ended.output
    readme = (ROOT / "README.md").read_text()
    named = re.search(r"The key needs the scopes ([^.]*)\.", readme.replace("\n", " "))
    assert named
    assert re.findall(r"`([a-z_]+:[a-z]+)`", named[1]) == SCOPES


@pytest.mark.parametrize("lacking", SCOPES)
def test_a_scope_the_key_lacks_is_named(project: UpstreamProject, migrate: Migrate, lacking: str) -> None:
    scopes = [scope for scope in SCOPES if scope != lacking]
    migrate.environment["POSTHOG_API_KEY"] = limited(project, scopes)
    # Without the token of the project nothing can stand in for asking it.
    migrate.environment.pop("POSTHOG_PROJECT_TOKEN")
    ended = migrate("--yes", expected=REFUSED)
    assert "PostHog refuses" in ended.complaints
    assert lacking.partition(":")[0] in ended.complaints


def test_a_key_for_reading_only_stops_the_dry_run_nowhere(project: UpstreamProject, migrate: Migrate) -> None:
    scopes = ["project:read", "query:read", "feature_flag:read", "cohort:read"]
    migrate.environment["POSTHOG_API_KEY"] = limited(project, scopes)
    assert "Flags: 3 to create" in migrate("--dry-run", expected=DIFFERENCES).output


def test_a_wrong_project_is_told_before_anything_is_sent(project: UpstreamProject, migrate: Migrate) -> None:
    project.upstream.control(reset_statistics=True)
    migrate.environment["POSTHOG_PROJECT_ID"] = "987654"
    assert "Project not found" in migrate("--yes", expected=REFUSED).complaints
    other = project.upstream.project()
    migrate.environment["POSTHOG_PROJECT_ID"] = str(project.id)
    migrate.environment["POSTHOG_API_KEY"] = limited(project, ["*"], [other.id])
    assert "403" in migrate("--yes", expected=REFUSED).complaints
    assert batches(project) == 0


def test_a_wrong_key_is_told_as_such(migrate: Migrate) -> None:
    migrate.environment["POSTHOG_API_KEY"] = "phx_wrong"
    ended = migrate("--yes", expected=REFUSED)
    assert "PostHog refuses" in ended.complaints
    assert "phx_wrong" not in ended.output + ended.complaints


def test_a_posthog_out_of_reach_is_told_as_such(migrate: Migrate) -> None:
    migrate.environment["POSTHOG_HOST"] = f"http://127.0.0.1:{free_port()}"
    ended = migrate("--yes", expected=OUT_OF_REACH)
    assert "run it again later" in ended.complaints


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"POSTHOG_API_KEY": ""}, "POSTHOG_API_KEY"),
        ({"POSTHOG_PROJECT_ID": ""}, "POSTHOG_PROJECT_ID"),
        ({"GATEWAY_DATA_DIR": "nowhere"}, "GATEWAY_DATA_DIR"),
        ({"GATEWAY_WORKERS": "many"}, "GATEWAY_WORKERS"),
    ],
)
def test_a_missing_setting_is_named(migrate: Migrate, change: dict[str, str], said: str) -> None:
    migrate.environment |= change
    assert said in migrate("--dry-run", expected=SETTINGS).complaints
    assert not (migrate.data.parent / "nowhere").exists()


def test_nothing_is_sent_without_a_yes(project: UpstreamProject, migrate: Migrate) -> None:
    project.upstream.control(reset_statistics=True)
    assert "--yes" in migrate(expected=SETTINGS).complaints
    assert batches(project) == 0


def test_help_tells_the_exit_codes(migrate: Migrate) -> None:
    told = " ".join(migrate("--help", expected=MOVED).output.split())
    for text in ("--dry-run", "--overwrite-flags", "--yes", "Exit codes: 0", "4 PostHog or the store"):
        assert text in told
