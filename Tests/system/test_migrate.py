"""`posthog-gateway migrate`: what is in an embedded store goes to a PostHog project, and what differs is told."""

import json
import re
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from harness.command import Command
from harness.events import event, minutes_ago, send, unique
from harness.instance import Instance
from harness.migration import (
    DIFFERENCES,
    HOSTILE,
    MOVED,
    FilledStore,
    Migrate,
    arrived,
    changing_calls,
    listed_members,
    stored,
)
from harness.upstream import UpstreamProject


def test_a_trial_shows_what_there_is_to_move_and_writes_nothing(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    project.upstream.control(reset_statistics=True)
    before = {path.name for path in migrate.data.iterdir()}
    ended = migrate("--dry-run", expected=DIFFERENCES)
    assert f"Events to send: {filled.events}\n" in ended.output
    assert "Flags: 3 to create" in ended.output
    assert "Cohorts: 2 to create" in ended.output
    assert "Members of the static cohort Testers: 3 distinct ids to add" in ended.output
    assert "Counts differ on" in ended.output
    assert arrived(project) == 0
    assert project.get("feature_flags/")["results"] == []
    assert project.get("cohorts/")["results"] == []
    assert changing_calls(project) == []
    after = {path.name for path in migrate.data.iterdir()}
    assert {name for name in after - before if not name.startswith("gateway.sqlite")} == set()


def test_everything_arrives_as_it_was(filled: FilledStore, project: UpstreamProject, migrate: Migrate) -> None:
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
    assert {key: json.loads(properties)[key] for key in HOSTILE} == HOSTILE
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

    flags = {flag["key"]: flag for flag in project.get("feature_flags/")["results"]}
    assert flags.keys() == {"base", "asking", "differs"}
    assert "Added: 2 members of the static cohort Testers" in ended.output
    _, _, tester = filled.members
    assert sorted(listed_members(project), key=len) == [{tester}, {anonymous, known}]

    [cohort] = [one for one in project.get("cohorts/")["results"] if not one["is_static"]]
    [payers] = flags["base"]["filters"]["groups"][0]["properties"]
    assert cohort["name"] == "Payers"
    assert payers["value"] == cohort["id"]
    [dependency] = flags["asking"]["filters"]["groups"][0]["properties"]
    assert dependency["key"] in (str(flags["base"]["id"]), "base")
    assert flags["asking"]["tags"] == ["owner:web"]


def test_two_weeks_of_demo_traffic_arrive_whole(project: UpstreamProject, tmp_path: Path) -> None:
    data = tmp_path / "data"
    Command("demo", tmp_path, {"GATEWAY_DATA_DIR": str(data)})(expected=0)
    ended = Migrate(data, project.settings)("--yes", expected=MOVED)
    compared = re.search(r"Counts are equal on all (\d+) days and events", ended.output)
    assert compared, ended.output
    assert int(compared[1]) > 50
    assert arrived(project) == stored(data) > 10_000


def test_a_flag_that_differs_stays_unless_it_may_be_overwritten(project: UpstreamProject, migrate: Migrate) -> None:
    filters = {"groups": [{"properties": [], "rollout_percentage": 7}]}
    theirs = project.send("POST", "feature_flags/", key="differs", name="theirs", filters=filters)
    ended = migrate("--yes", expected=DIFFERENCES)
    assert "differs, stays as PostHog has it: differs" in ended.output
    assert "Counts are equal" in ended.output
    assert project.get(f"feature_flags/{theirs['id']}/")["name"] == "theirs"

    migrate("--yes", "--overwrite-flags", expected=MOVED)
    flag = project.get(f"feature_flags/{theirs['id']}/")
    assert flag["name"] == "ours"
    assert flag["filters"]["groups"][0]["rollout_percentage"] == 100


def test_what_was_lost_on_the_way_is_listed(project: UpstreamProject, migrate: Migrate) -> None:
    migrate("--yes", expected=MOVED)
    project.upstream.control(reset_data={"id": project.id, "flags": False})
    ended = migrate("--dry-run", expected=DIFFERENCES)
    assert "Events to send: 0" in ended.output
    assert "PostHog 0" in ended.output


def test_what_posthog_has_besides_is_told_and_no_difference(
    filled: FilledStore, project: UpstreamProject, migrate: Migrate
) -> None:
    """As it is once a gateway runs on PostHog and captures into the same day."""
    migrate("--yes", expected=MOVED)
    project.capture(filled.hostile | {"uuid": str(uuid.uuid4())})
    day = filled.hostile["timestamp"][:10]
    for arguments in ("--dry-run",), ("--yes", "--wait", "3600"):
        ended = migrate(*arguments, expected=MOVED)
        assert "Nothing is missing" in ended.output
        besides = f"Captured by PostHog besides: {day}  {filled.hostile['event']}  here 1, PostHog 2\n"
        assert besides in ended.output


def test_what_was_set_on_posthog_meanwhile_stays(project: UpstreamProject, migrate: Migrate, tmp_path: Path) -> None:
    """The way of the README: move, start on PostHog, move once more for what came in last."""
    ann, bob, eve = unique("ann"), unique("bob"), unique("eve")
    before = Instance(tmp_path / "before", {"GATEWAY_DATA_DIR": str(migrate.data)})
    acme = {"$group_type": "company", "$group_key": "acme"}
    with before.running(), before.client() as client:
        send(client, *(event("$set", user, minutes_ago(60), **{"$set": {"plan": "free"}}) for user in (ann, bob, eve)))
        migrate("--yes", expected=MOVED)
        send(
            client,
            event("clicked", bob, minutes_ago(5)),
            event("$set", eve, minutes_ago(5), **{"$set": {"plan": "team"}}),
            event("$groupidentify", bob, minutes_ago(5), **acme, **{"$group_set": {"size": 7}}),
        )
    project.capture(
        event("$set", ann, minutes_ago(0), **{"$set": {"plan": "pro"}}),
        event("$unset", bob, minutes_ago(0), **{"$unset": ["plan"]}),
        event("$groupidentify", ann, minutes_ago(0), **acme, **{"$group_set": {"name": "Acme Inc."}}),
    )
    migrate("--yes", expected=MOVED)
    rows = project.query(
        "select person_distinct_ids.distinct_id, persons.properties from person_distinct_ids "
        "join persons on persons.id = person_distinct_ids.person_id "
        "where person_distinct_ids.distinct_id in {ids} limit 10",
        ids=[ann, bob, eve],
    )
    assert {user: json.loads(text).get("plan") for user, text in rows} == {ann: "pro", bob: None, eve: "team"}
    [[group]] = project.query("select properties from groups where key = 'acme' limit 1")
    assert json.loads(group) == {"name": "Acme Inc.", "size": 7}


def test_what_the_store_has_forgotten_the_events_of_is_told_all_the_same(
    project: UpstreamProject, migrate: Migrate, tmp_path: Path
) -> None:
    """Between two moves somebody came whose events were deleted, as `EVENT_RETENTION_DAYS` has it."""
    migrate("--yes", expected=MOVED)
    gone = unique("gone")
    between = Instance(tmp_path / "between", {"GATEWAY_DATA_DIR": str(migrate.data)})
    with between.running(), between.client() as client:
        send(client, event("$set", gone, minutes_ago(5), **{"$set": {"plan": "pro"}}))
    with closing(migrate.store()) as store:
        [(place,)] = store.execute("SELECT max(id) FROM event_bodies").fetchall()
        store.execute("UPDATE deleted_places SET last = ?", (place,))
        store.execute("DELETE FROM events WHERE body_id = ?", (place,))
        store.execute("DELETE FROM event_bodies WHERE id = ?", (place,))
    assert "Sent: what is known of 1 persons" in migrate("--yes", expected=MOVED).output
    [[text]] = project.query(
        "select properties from persons where id in "
        "(select person_id from person_distinct_ids where distinct_id = {id}) limit 1",
        id=gone,
    )
    assert json.loads(text)["plan"] == "pro"


def test_a_member_posthog_knows_no_person_of_is_named(project: UpstreamProject, migrate: Migrate) -> None:
    with closing(migrate.store()) as store:
        [(number,)] = store.execute("SELECT DISTINCT cohort_id FROM cohort_members").fetchall()
        store.execute("INSERT INTO cohort_members (cohort_id, distinct_id) VALUES (?, 'nobody')", (number,))
    ended = migrate("--yes", expected=DIFFERENCES)
    assert "Counts are equal" in ended.output
    assert "not added to the static cohort Testers: nobody, no person in PostHog" in ended.complaints
    assert len(listed_members(project)) == 2
    again = migrate("--dry-run", expected=DIFFERENCES)
    assert "Members of the static cohort Testers: 1 distinct ids to add" in again.output


def test_a_long_list_of_members_goes_over_whole(project: UpstreamProject, migrate: Migrate) -> None:
    """More than are asked about at once; each is a person the store has."""
    with closing(migrate.store()) as store:
        [(number,)] = store.execute("SELECT DISTINCT cohort_id FROM cohort_members").fetchall()
        store.execute(
            "INSERT INTO cohort_members (cohort_id, distinct_id) SELECT ?, distinct_id FROM distinct_ids WHERE true "
            "ON CONFLICT DO NOTHING",
            (number,),
        )
        [(persons,)] = store.execute("SELECT count(DISTINCT person_id) FROM distinct_ids").fetchall()
    ended = migrate("--yes", expected=MOVED)
    assert f"Added: {persons} members of the static cohort Testers" in ended.output
    [cohort] = [one for one in project.get("cohorts/")["results"] if one["is_static"]]
    assert cohort["count"] == persons


def test_a_cohort_that_cannot_be_read_is_named(project: UpstreamProject, migrate: Migrate) -> None:
    with closing(migrate.store()) as store:
        change = "json_set(definition, '$.filters.properties.type', 'XOR')"
        name = "json_extract(definition, '$.name')"
        assert store.execute(f"UPDATE cohorts SET definition = {change} WHERE {name} = 'Payers'").rowcount == 1
    shown = migrate("--dry-run", expected=DIFFERENCES).output
    assert "Cohorts: 1 to create, 0 differ, 0 are equal, 1 cannot be moved" in shown
    assert "cannot be read: Payers, filters.properties.type (AND or OR): " in shown
    assert "cannot be moved: base, filters.groups[0].properties[0].value: cohort " in shown


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
    with closing(migrate.store()) as store:
        changed = store.execute(f"UPDATE feature_flags SET definition = {definition} WHERE key = 'base'")
        assert changed.rowcount == 1
    shown = migrate("--dry-run", expected=DIFFERENCES).output
    assert "Flags: 1 to create, 0 differ, 0 are equal, 2 cannot be moved" in shown
    [line] = [line for line in shown.splitlines() if "cannot be read: base" in line]
    assert field in line
    assert re.search(r"\([^)]+\): .", line)
    assert 'cannot be moved: asking, filters.groups[0].properties[0].key: the flag "' in shown

    ended = migrate("--yes", expected=DIFFERENCES)
    assert "Counts are equal" in ended.output
    assert [flag["key"] for flag in project.get("feature_flags/")["results"]] == ["differs"]
    assert "0 to create" in migrate("--yes", expected=DIFFERENCES).output
