"""Export and import: a file goes to another gateway and comes back the same, and a trial tells what would happen."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness import credentials
from harness.cohorts import change_members, cohort_path, in_cohort, make_cohort
from harness.engine import Engine
from harness.events import event, send, unique
from harness.flags import EVERYBODY, define, flag_is_on, only, same
from harness.instance import Instance, Make
from harness.openfeature_cli import CommandLine
from harness.problems import assert_problem
from harness.transfer import EXPORT, IMPORT, PLAN, export, imported, on_for, populate, portable
from harness.waiting import eventually


def test_a_file_goes_to_a_fresh_gateway_and_comes_back_the_same(make_gateway: Make, fresh: httpx.Client) -> None:
    with make_gateway().client(credentials.ADMIN) as source:
        populate(source)
        file = export(source, archived="include")
        # Numbers that the file's own numbers would be mistaken for.
        strangers = make_cohort(fresh, PLAN | {"value": "else"}, name="Someone else's")
        define(fresh, "someone-elses")
        fresh.delete("/api/flags/someone-elses", headers={"If-Match": "*"})
        trial = imported(fresh, file, dry_run="true")
        report = imported(fresh, file)
        assert report == trial | {"dry_run": False}
        assert report["refused"] == report["cohorts"]["refused"] == []
        assert {entry["key"] for entry in report["created"]} == {flag["key"] for flag in file["flags"]}
        assert len(report["cohorts"]["created"]) == len(file["cohorts"]) == 5
        assert fresh.delete(cohort_path(strangers), headers={"If-Match": "*"}).status_code == 204
        assert same(portable(export(fresh, archived="include")), portable(file))
        assert CommandLine(str(fresh.base_url), credentials.READ).pull() == (
            CommandLine(str(source.base_url), credentials.READ).pull()
        )


def test_a_repeated_import_has_nothing_to_do(fresh: httpx.Client) -> None:
    populate(fresh)
    file = export(fresh, archived="include")
    before = {flag["key"]: flag["version"] for flag in file["flags"]}
    report = imported(fresh, file)
    assert report["created"] == report["changed"] == report["refused"] == report["missing"] == []
    assert sorted(report["unchanged"]) == sorted(before)
    assert report["cohorts"]["created"] == report["cohorts"]["changed"] == report["cohorts"]["refused"] == []
    assert export(fresh, archived="include") == file


def test_a_dry_run_changes_nothing_and_shows_each_field(client: httpx.Client) -> None:
    key, new, absent = unique("dry"), unique("new"), unique("absent")
    define(client, key, {"properties": [], "rollout_percentage": 10}, name="Old")
    define(client, absent)
    before = export(client, archived="include")
    groups = [{"properties": [], "rollout_percentage": 50}]
    file = {"flags": [{"key": key, "name": "New", "filters": {"groups": groups}}, {"key": new} | on_for(EVERYBODY)]}
    report = imported(client, file, dry_run="true")
    assert report["dry_run"] is True
    assert report["created"] == [{"key": new}]
    [changed] = report["changed"]
    assert changed["key"] == key
    assert {"field": "name", "old": "Old", "new": "New"} in changed["diff"]
    assert {"field": "filters.groups[0].rollout_percentage", "old": 10, "new": 50} in changed["diff"]
    assert absent in report["missing"]
    assert key not in report["missing"]
    assert export(client, archived="include") == before
    assert len(client.get(f"/api/flags/{key}/history").json()["history"]) == 1


def test_the_reason_is_in_the_history(client: httpx.Client) -> None:
    key = unique("reason")
    for name in ("one", "two"):
        imported(client, {"flags": [{"key": key, "name": name} | on_for(EVERYBODY)]}, reason="moved house")
    history = client.get(f"/api/flags/{key}/history").json()["history"]
    assert [(entry["action"], entry["reason"]) for entry in history] == [
        ("updated", "moved house"),
        ("created", "moved house"),
    ]


def test_every_flag_of_an_import_has_a_row_of_the_audit_log(client: httpx.Client) -> None:
    old, new = unique("old"), unique("new")
    define(client, old)
    file = {"flags": [{"key": key, "name": "x"} | on_for(EVERYBODY) for key in (old, new)]}
    imported(client, file, dry_run="true")
    imported(client, file, reason="moved house")
    rows = client.get("/api/audit", params={"action": "flag.import"}).json()["entries"]
    rows = [row for row in rows if row["target_flag_key"] in (old, new)]
    assert {row["target_flag_key"] for row in rows} == {old, new}
    assert len(rows) == 2
    assert {row["reason"] for row in rows} == {"moved house"}


def test_imports_at_the_same_time_do_not_lose_each_others_flags(gateway: Instance, client: httpx.Client) -> None:
    mark = unique("crowd")

    def bring(number: int) -> None:
        with gateway.client(credentials.WRITE) as own:
            for name in ("first", "second"):
                flags = [{"key": f"{mark}-{number}-{flag}", "name": name} | on_for(EVERYBODY) for flag in range(5)]
                shared = {"key": f"{mark}-shared", "name": f"{name} of {number}"} | on_for(EVERYBODY)
                file = {"flags": [*flags, shared]}
                while (response := own.post(IMPORT, json=file)).status_code == 503:
                    pass
                assert response.status_code == 200, response.text

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(bring, range(6)))
    flags = {flag["key"]: flag for flag in export(client)["flags"] if flag["key"].startswith(mark)}
    assert len(flags) == 6 * 5 + 1
    assert {flag["name"] for key, flag in flags.items() if not key.endswith("shared")} == {"second"}


@pytest.mark.parametrize("milliseconds", [0, 60, 150])
def test_a_gateway_that_is_killed_leaves_all_of_an_import_or_nothing(
    engine: Engine, make_gateway: Make, milliseconds: int
) -> None:
    instance = make_gateway()
    count = 150 if engine.name == "embedded" else 20
    file = {"flags": [{"key": f"flag-{number}"} | on_for(EVERYBODY) for number in range(count)]}

    def bring() -> None:
        with instance.client(credentials.ADMIN) as client, contextlib.suppress(httpx.TransportError):
            client.post(IMPORT, json=file)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(bring)
        with contextlib.suppress(TimeoutError):
            running.result(milliseconds / 1000)
        instance.kill_gateway()
    instance.start_gateway()
    instance.wait_until_ready()
    with instance.client(credentials.ADMIN) as client:
        if engine.name == "embedded":
            assert len(export(client)["flags"]) in (0, count)
        # PostHog takes one flag at a time: there, the same file again brings the rest.
        eventually(lambda: client.post(IMPORT, json=file).status_code == 200, "the file is imported")
        assert len(export(client)["flags"]) == count


def test_cohorts_are_told_apart_by_name(fresh: httpx.Client) -> None:
    pro = make_cohort(fresh, PLAN, name="Pro")
    make_cohort(fresh, PLAN, name="Twice")
    make_cohort(fresh, PLAN, name="Twice")
    changed = {"type": "OR", "values": [PLAN | {"value": "max"}]}
    file = {
        "flags": [{"key": "uses"} | on_for(only(in_cohort(4711)))],
        "cohorts": [
            {"id": 4711, "name": "Pro", "description": "", "filters": {"properties": changed}},
            {"id": 4712, "name": "Twice", "filters": {"properties": changed}},
        ],
    }
    report = imported(fresh, file)
    [entry] = report["cohorts"]["changed"]
    assert entry["name"] == "Pro"
    assert entry["diff"][0]["field"] == "filters.properties"
    assert [(entry["name"], entry["field"]) for entry in report["cohorts"]["refused"]] == [("Twice", "name")]
    flag = fresh.get("/api/flags/uses").json()["flag"]
    assert flag["filters"]["groups"][0]["properties"][0]["value"] == pro["id"]
    assert imported(fresh, file)["unchanged"] == ["uses"]


def test_a_long_chain_of_flags_is_imported_in_one_go(engine: Engine, fresh: httpx.Client) -> None:
    # PostHog takes one flag at a time, and a request has to end.
    count = 400 if engine.name == "embedded" else 30
    flags = [
        {"id": number, "key": f"chain-{number}"}
        | (on_for(only(flag_is_on(number + 1))) if number < count else on_for(EVERYBODY))
        for number in range(1, count + 1)
    ]
    assert len(imported(fresh, {"flags": flags})["created"]) == count
    assert len(imported(fresh, {"flags": flags})["unchanged"]) == count


def test_an_export_is_an_attachment(client: httpx.Client) -> None:
    response = client.get(EXPORT)
    assert response.headers["Content-Disposition"] == 'attachment; filename="flags.json"'
    assert response.headers["Content-Type"].startswith("application/json")
    assert "\n" in response.text, "for people to read"
    response = client.get(EXPORT, params={"format": "manifest"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="flags.manifest.json"'
    assert client.head(EXPORT).status_code == 200
    assert_problem(client.get(EXPORT, params={"format": "xml"}), 400, "format")
    assert_problem(client.get(EXPORT, params={"archived": "yes"}), 400, "archived")
    assert_problem(client.get(EXPORT, params={"format": "manifest", "archived": "include"}), 400, "archived")


def test_archived_flags_are_exported_on_request_only(client: httpx.Client) -> None:
    key = unique("archived")
    define(client, key)
    assert client.post(f"/api/flags/{key}/archive", headers={"If-Match": "*"}).status_code == 200
    assert key not in {flag["key"] for flag in export(client)["flags"]}
    assert key in {flag["key"] for flag in export(client, archived="include")["flags"]}


def test_an_export_names_no_persons(client: httpx.Client) -> None:
    name, person = unique("static"), unique("person")
    listing = make_cohort(client, name=name, is_static=True)
    send(client, event("seen", person))
    assert change_members(client, listing, add=[person])["count"] == 1
    text = client.get(EXPORT).text
    assert name in text
    assert person not in text


@pytest.mark.parametrize(
    ("token", "reads", "writes"),
    [
        (None, 401, 401),
        (credentials.READ, 200, 403),
        (credentials.WRITE, 200, 200),
        (credentials.SUPPORT, 200, 403),
        (credentials.PROJECT, 401, 401),
    ],
)
def test_who_may_export_and_import(gateway: Instance, token: str | None, reads: int, writes: int) -> None:
    with gateway.client(token) as client:
        assert client.get(EXPORT).status_code == reads
        for dry_run in ("true", "false"):
            assert client.post(IMPORT, json={"flags": []}, params={"dry_run": dry_run}).status_code == writes


def test_an_unknown_method_is_405(client: httpx.Client) -> None:
    assert_problem(client.post(EXPORT), 405)
    assert_problem(client.get(IMPORT), 405)
