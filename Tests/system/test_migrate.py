"""`posthog-gateway migrate`: an embedded store goes to a PostHog project, whatever comes in between."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.events import event, minutes_ago, send, unique
from harness.flags import define
from harness.instance import EXECUTABLE, Instance, bare_environment
from harness.store import connect
from harness.upstream import Upstream, UpstreamProject
from harness.waiting import eventually

MOVED, DIFFERENCES, SETTINGS, REFUSED, OUT_OF_REACH = range(5)

HOSTILE = {
    "long": "x'\\{}\"\n" * 1_500,
    "emoji": "\U0001f600 caf\u00e9 cafe\u0301",
    "quotes": "'; drop table events; -- \"`{person_ids}",
    "float": 10.0,
    "tiny": 1e-7,
    "big": 9007199254740993,
    "nested": {"list": [1, 2.50, None, True], "": {}},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.stop()


@pytest.fixture
def project(server: Upstream) -> Iterator[UpstreamProject]:
    server.recover()
    yield server.project()
    server.recover()


@dataclass
class Store:
    """A filled data directory, and what is in it."""

    directory: Path
    events: int
    hostile: dict[str, Any]
    merged: tuple[str, str]
    #: Of the static cohort; the first two are one person.
    members: list[str]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Demo traffic, an event nobody would send, a merge, a group, cohorts, and flags that depend on each other."""
    instance = Instance(tmp_path_factory.mktemp("filled"))
    instance.directory.mkdir(parents=True, exist_ok=True)
    subprocess.run([EXECUTABLE, "demo"], env=instance.environment, cwd=instance.directory, check=True, timeout=300)
    hostile = event("hostile \U0001f600 'event\"", unique(), minutes_ago(30), **HOSTILE)
    anonymous, known = unique("anonymous"), unique("known")
    person = {"email": f"{known}@example.org", "score": 10.0, "note": "it's \U0001f600"}
    tester = unique("it's \\ {x} \U0001f600")
    group = {"$group_type": "company", "$group_key": "acme", "$group_set": {"name": "Acme"}}
    try:
        instance.start()
        with instance.client() as client:
            send(
                client,
                hostile,
                event("seen", anonymous, minutes_ago(20)),
                event("$identify", known, minutes_ago(19), **{"$anon_distinct_id": anonymous, "$set": person}),
                event("$groupidentify", known, minutes_ago(18), **group),
                event("tested", tester, minutes_ago(17)),
            )
        with instance.client(credentials.ADMIN) as client:
            values = [{"key": "plan", "type": "person", "operator": "exact", "value": "pro"}]
            filters = {"properties": {"type": "AND", "values": values}}
            made = client.post("/api/cohorts", json={"name": "Payers", "filters": filters})
            assert made.status_code == 201, made.text
            payers = {"key": "id", "type": "cohort", "operator": "in", "value": made.json()["cohort"]["id"]}
            base = define(client, "base", {"properties": [payers], "rollout_percentage": 100})
            asks = {"key": str(base["id"]), "type": "flag", "operator": "flag_evaluates_to", "value": True}
            define(client, "asking", {"properties": [asks], "rollout_percentage": 50}, tags=["owner:web"])
            define(client, "differs", name="ours")
            testers = client.post("/api/cohorts", json={"name": "Testers", "is_static": True}).json()["cohort"]
            added = client.post(f"/api/cohorts/{testers['id']}/members", json={"add": [anonymous, known, tester]})
            assert added.status_code == 200, added.text
    finally:
        instance.stop()
    with closing(connect(instance)) as store:
        [(count,)] = store.execute("SELECT count(*) FROM event_bodies").fetchall()
    directory = Path(instance.environment["GATEWAY_DATA_DIR"])
    return Store(directory, count, hostile, (anonymous, known), [anonymous, known, tester])


@dataclass
class Ended:
    status: int
    output: str
    complaints: str


class Migrate:
    """The command, on a copy of the store."""

    def __init__(self, data: Path, settings: dict[str, str]) -> None:
        self.data = data
        self.environment = bare_environment() | settings | {"GATEWAY_DATA_DIR": str(data)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [EXECUTABLE, "migrate", *arguments],
            env=self.environment,
            cwd=self.data.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, expected: int | None = None) -> Ended:
        process = self.start(*arguments)
        output, complaints = process.communicate(timeout=300)
        if expected is not None:
            assert process.returncode == expected, output + complaints
        return Ended(process.returncode, output, complaints)


@pytest.fixture
def migrate(filled: Store, project: UpstreamProject, tmp_path: Path) -> Migrate:
    data = tmp_path / "data"
    shutil.copytree(filled.directory, data)
    return Migrate(data, project.settings)


def batches(project: UpstreamProject) -> int:
    return project.upstream.state()["requests"].get("POST /batch/", 0)


def api(project: UpstreamProject, method: str, path: str, body: Any = None) -> Any:
    """A call of the private API below the project."""
    answer = project.upstream.client.request(
        method,
        f"/api/projects/{project.id}/{path}",
        json=body,
        headers={"Authorization": f"Bearer {project.settings['POSTHOG_API_KEY']}"},
    )
    assert answer.is_success, answer.text
    return answer.json()


def members(project: UpstreamProject, cohort: str = "Testers") -> list[set[str]]:
    """The distinct ids of every person a cohort of the project lists."""
    [number] = [one["id"] for one in api(project, "GET", "cohorts/")["results"] if one["name"] == cohort]
    persons = api(project, "GET", f"cohorts/{number}/persons/")["results"]
    return [set(person["distinct_ids"]) for person in persons]


def stored(project: UpstreamProject) -> int:
    """How many events of the store are in the project."""
    [[count]] = project.query(
        "select uniqExact(uuid) from events where JSONExtractString(properties, '$lib') != {lib} limit 1",
        lib="posthog-gateway-migration",
    )
    return count


def test_a_trial_shows_what_there_is_to_move_and_writes_nothing(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(reset_statistics=True)
    before = {path.name for path in migrate.data.iterdir()}
    ended = migrate("--dry-run", expected=DIFFERENCES)
    assert f"Events to send: {filled.events}\n" in ended.output
    assert "Flags: 3 to create" in ended.output
    assert "Cohorts: 2 to create" in ended.output
    assert "Members of the static cohort Testers: 3 distinct ids to add" in ended.output
    assert "Counts differ on" in ended.output
    assert stored(project) == 0
    assert api(project, "GET", "feature_flags/")["results"] == []
    assert api(project, "GET", "cohorts/")["results"] == []
    requests = project.upstream.state()["requests"]
    assert all(call.startswith("GET ") or call.endswith("/query/") for call in requests if "__control" not in call)
    after = {path.name for path in migrate.data.iterdir()}
    assert {name for name in after - before if not name.startswith("gateway.sqlite")} == set()


def test_a_move_that_is_killed_goes_on_and_a_second_one_sends_nothing(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(reset_statistics=True, faults=[{"kind": "delay", "path": "/batch", "delay": 0.2}])
    process = migrate.start("--yes")
    eventually(lambda: batches(project) >= 3, "three batches have arrived", 60)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    project.upstream.control(faults=[])
    time.sleep(0.5)
    half = stored(project)
    assert 0 < half < filled.events
    progress = json.loads((migrate.data / "migration.json").read_text())
    assert 0 < progress["sent_events"] <= half

    project.upstream.control(reset_statistics=True)
    ended = migrate("--yes", expected=MOVED)
    assert f"Events to send: {filled.events - progress['sent_events']}\n" in ended.output
    assert "Counts are equal" in ended.output
    assert stored(project) == filled.events

    project.upstream.control(reset_statistics=True)
    again = migrate("--yes", expected=MOVED)
    assert "Events to send: 0\n" in again.output
    assert "Flags: 0 to create, 0 differ, 3 are equal" in again.output
    requests = project.upstream.state()["requests"]
    assert all(call.startswith("GET ") or call.endswith("/query/") for call in requests if "__control" not in call)
    assert migrate("--dry-run", expected=MOVED).complaints == ""


def test_everything_arrives_as_it_was(filled: Store, project: UpstreamProject, migrate: Migrate) -> None:
    ended = migrate("--yes", expected=MOVED)
    assert "Counts are equal" in ended.output

    rows = project.query(
        "select event, distinct_id, toString(timestamp, 'UTC'), properties from events where uuid = {id} limit 1",
        id=filled.hostile["uuid"],
    )
    [[name, distinct_id, moment, properties]] = rows
    assert name == filled.hostile["event"]
    assert distinct_id == filled.hostile["distinct_id"]
    assert moment.startswith(filled.hostile["timestamp"].removesuffix("Z").replace("T", " "))
    arrived = json.loads(properties)
    assert {key: arrived[key] for key in HOSTILE} == HOSTILE
    assert '"float":10.0' in properties.replace(": ", ":")

    anonymous, known = filled.merged
    persons = project.query(
        "select properties from persons where id in "
        "(select person_id from person_distinct_ids where distinct_id in {ids}) limit 10",
        ids=[anonymous, known],
    )
    assert len(persons) == 1
    person = json.loads(persons[0][0])
    assert person["email"] == f"{known}@example.org"
    assert person["note"] == "it's \U0001f600"
    [[group]] = project.query("select properties from groups where key = 'acme' limit 1")
    assert json.loads(group)["name"] == "Acme"

    flags = {flag["key"]: flag for flag in api(project, "GET", "feature_flags/")["results"]}
    assert flags.keys() == {"base", "asking", "differs"}
    assert "Added: 2 members of the static cohort Testers" in ended.output
    _, _, tester = filled.members
    assert sorted(members(project), key=len) == [{tester}, {anonymous, known}]

    [cohort] = [one for one in api(project, "GET", "cohorts/")["results"] if not one["is_static"]]
    [payers] = flags["base"]["filters"]["groups"][0]["properties"]
    assert cohort["name"] == "Payers"
    assert payers["value"] == cohort["id"]
    [dependency] = flags["asking"]["filters"]["groups"][0]["properties"]
    assert dependency["key"] in (str(flags["base"]["id"]), "base")
    assert flags["asking"]["tags"] == ["owner:web"]


def test_a_flag_that_differs_stays_unless_it_may_be_overwritten(project: UpstreamProject, migrate: Migrate) -> None:
    filters = {"groups": [{"properties": [], "rollout_percentage": 7}]}
    theirs = api(project, "POST", "feature_flags/", {"key": "differs", "name": "theirs", "filters": filters})
    ended = migrate("--yes", expected=DIFFERENCES)
    assert "differs, stays as PostHog has it: differs" in ended.output
    assert "Counts are equal" in ended.output
    assert api(project, "GET", f"feature_flags/{theirs['id']}/")["name"] == "theirs"

    migrate("--yes", "--overwrite-flags", expected=MOVED)
    flag = api(project, "GET", f"feature_flags/{theirs['id']}/")
    assert flag["name"] == "ours"
    assert flag["filters"]["groups"][0]["rollout_percentage"] == 100


def test_what_was_lost_on_the_way_is_listed(filled: Store, project: UpstreamProject, migrate: Migrate) -> None:
    migrate("--yes", expected=MOVED)
    project.upstream.control(reset_data={"id": project.id, "flags": False})
    ended = migrate("--dry-run", expected=DIFFERENCES)
    assert "Events to send: 0" in ended.output
    assert "PostHog 0" in ended.output


def test_a_day_and_event_that_differ_are_named_with_both_counts(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    migrate("--yes", expected=MOVED)
    project.capture(filled.hostile | {"uuid": str(uuid.uuid4())})
    ended = migrate("--dry-run", expected=DIFFERENCES)
    compared = re.search(r"Counts differ on 1 of (\d+) days and events:\n(.*)\n", ended.output)
    assert compared, ended.output
    assert int(compared[1]) > 1
    day = filled.hostile["timestamp"][:10]
    assert compared[2] == f"  {day}  {filled.hostile['event']}  here 1, PostHog 2"


def test_a_member_posthog_knows_no_person_of_is_named(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    with closing(sqlite3.connect(migrate.data / "gateway.sqlite")) as store:
        [(number,)] = store.execute("SELECT DISTINCT cohort_id FROM cohort_members").fetchall()
        store.execute("INSERT INTO cohort_members (cohort_id, distinct_id) VALUES (?, 'nobody')", (number,))
        store.commit()
    ended = migrate("--yes", expected=DIFFERENCES)
    assert "Counts are equal" in ended.output
    assert "not added to the static cohort Testers: nobody, no person in PostHog" in ended.complaints
    assert len(members(project)) == 2
    again = migrate("--dry-run", expected=DIFFERENCES)
    assert "Members of the static cohort Testers: 1 distinct ids to add" in again.output


def test_a_long_list_of_members_goes_over_whole(project: UpstreamProject, migrate: Migrate) -> None:
    """More than are asked about at once; each is a person the store has."""
    with closing(sqlite3.connect(migrate.data / "gateway.sqlite")) as store:
        [(number,)] = store.execute("SELECT DISTINCT cohort_id FROM cohort_members").fetchall()
        store.execute(
            "INSERT INTO cohort_members (cohort_id, distinct_id) SELECT ?, distinct_id FROM distinct_ids WHERE true "
            "ON CONFLICT DO NOTHING",
            (number,),
        )
        store.commit()
        [(persons,)] = store.execute("SELECT count(DISTINCT person_id) FROM distinct_ids").fetchall()
    ended = migrate("--yes", expected=MOVED)
    assert f"Added: {persons} members of the static cohort Testers" in ended.output
    [cohort] = [one for one in api(project, "GET", "cohorts/")["results"] if one["is_static"]]
    assert cohort["count"] == persons


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ("'no json'", "base, "),
        (
            "json_set(definition, '$.filters.groups[0].rollout_percentage', 'all')",
            "base, filters.groups[0].rollout_percentage (",
        ),
    ],
)
def test_a_flag_that_cannot_be_read_is_named_and_stops_no_other(
    project: UpstreamProject, migrate: Migrate, definition: str, field: str
) -> None:
    with closing(sqlite3.connect(migrate.data / "gateway.sqlite")) as store:
        changed = store.execute(f"UPDATE feature_flags SET definition = {definition} WHERE key = 'base'")
        assert changed.rowcount == 1
        store.commit()
    shown = migrate("--dry-run", expected=DIFFERENCES).output
    assert "Flags: 1 to create, 0 differ, 0 are equal, 2 cannot be moved" in shown
    [line] = [line for line in shown.splitlines() if "cannot be read: base" in line]
    assert field in line
    assert re.search(r"\([^)]+\): .", line)
    assert 'cannot be moved: asking, filters.groups[0].properties[0].key: the flag "' in shown

    ended = migrate("--yes", expected=DIFFERENCES)
    assert "Counts are equal" in ended.output
    assert [flag["key"] for flag in api(project, "GET", "feature_flags/")["results"]] == ["differs"]
    assert "0 to create" in migrate("--yes", expected=DIFFERENCES).output


def test_an_outage_in_the_middle_is_waited_for(filled: Store, project: UpstreamProject, migrate: Migrate) -> None:
    project.upstream.control(faults=[{"kind": "status", "path": "/batch", "status": 503, "skip": 2, "times": 2}])
    ended = migrate("--yes", expected=MOVED)
    assert "next attempt in" in ended.complaints
    assert stored(project) == filled.events


def test_an_answer_that_is_lost_loses_and_repeats_nothing(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(faults=[{"kind": "cut", "path": "/batch", "after": True, "skip": 1, "times": 1}])
    migrate("--yes", expected=MOVED)
    assert stored(project) == filled.events


def test_an_outage_that_lasts_stops_it_and_another_run_goes_on(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    fault = {"kind": "status", "path": "/batch", "status": 503, "skip": 2, "headers": {"Retry-After": "600"}}
    project.upstream.control(faults=[fault])
    ended = migrate("--yes", expected=OUT_OF_REACH)
    assert "run it again later, it goes on where it stopped" in ended.complaints
    half = stored(project)
    assert 0 < half < filled.events
    assert api(project, "GET", "feature_flags/")["results"] == []
    project.upstream.recover()
    again = migrate("--yes", expected=MOVED)
    assert f"Sent by earlier runs: {half} events" in again.output
    assert stored(project) == filled.events


def test_an_outage_while_persons_are_sent_is_made_good_by_another_run(
    filled: Store, project: UpstreamProject, migrate: Migrate
) -> None:
    batches_of_events = -(-filled.events // 500)
    fault = {"kind": "status", "path": "/batch", "status": 503, "headers": {"Retry-After": "600"}}
    project.upstream.control(faults=[fault | {"skip": batches_of_events}])
    migrate("--yes", expected=OUT_OF_REACH)
    assert stored_anyway(project) == filled.events
    project.upstream.recover()
    assert "Events to send: 0\n" in migrate("--yes", expected=MOVED).output
    [[group]] = project.query("select properties from groups where key = 'acme' limit 1")
    assert json.loads(group)["name"] == "Acme"


@pytest.mark.parametrize(
    "path", ["feature_flags", "cohorts", "query"], ids=["while flags are made", "while cohorts are made", "at the end"]
)
def test_an_outage_behind_the_events_is_made_good_by_another_run(
    filled: Store, project: UpstreamProject, migrate: Migrate, path: str
) -> None:
    fault = {"kind": "status", "path": f"/api/projects/{project.id}/{path}", "method": "POST", "status": 502}
    project.upstream.control(faults=[fault])
    migrate("--yes", expected=OUT_OF_REACH)
    assert stored_anyway(project) == filled.events
    project.upstream.recover()
    migrate("--yes", expected=MOVED)
    assert len(members(project)) == 2


def stored_anyway(project: UpstreamProject) -> int:
    """As :func:`stored`, past the faults of a test."""
    faults = project.upstream.state()["faults"]
    project.upstream.recover()
    count = stored(project)
    known = ("kind", "path", "method", "status", "headers", "times", "skip")
    project.upstream.control(faults=[{name: fault[name] for name in known} for fault in faults])
    return count


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
    readme = (Path(__file__).parents[2] / "README.md").read_text()
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


def test_a_wrong_key_is_told_as_such(project: UpstreamProject, migrate: Migrate) -> None:
    migrate.environment["POSTHOG_API_KEY"] = "phx_wrong"
    ended = migrate("--yes", expected=REFUSED)
    assert "PostHog refuses" in ended.complaints
    assert "phx_wrong" not in ended.output + ended.complaints


def test_a_posthog_out_of_reach_is_told_as_such(migrate: Migrate) -> None:
    migrate.environment["POSTHOG_HOST"] = "http://127.0.0.1:9"
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
    ended = migrate("--help", expected=MOVED)
    for text in ("--dry-run", "--overwrite-flags", "--yes", "Exit codes: 0", "4 PostHog or the store"):
        assert text in ended.output.replace("\n", " ").replace("  ", " ") or text in " ".join(ended.output.split())
