"""Export and import: a file goes to another gateway and comes back the same, and a trial tells what would happen."""

import contextlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, send, unique
from harness.flags import DEFAULTS, create, define, listed, path_of, same, where
from harness.instance import Instance
from harness.openfeature_cli import CommandLine
from harness.problems import assert_problem
from harness.waiting import eventually

EXPORT = "/api/flag-transfer/export"
IMPORT = "/api/flag-transfer/import"

Make = Callable[..., Instance]


@pytest.fixture
def client(gateway: Instance) -> Iterator[httpx.Client]:
    with gateway.client(credentials.ADMIN) as client:
        yield client


@pytest.fixture
def other(make_gateway: Make) -> Iterator[httpx.Client]:
    """A gateway of the test's own, without flags."""
    with make_gateway().client(credentials.ADMIN) as client:
        yield client


def export(client: httpx.Client, **parameters: str) -> dict[str, Any]:
    response = client.get(EXPORT, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def imported(client: httpx.Client, file: Any, **parameters: str) -> dict[str, Any]:
    response = client.post(IMPORT, json=file, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def cohort(client: httpx.Client, name: str, *values: dict[str, Any], **others: Any) -> dict[str, Any]:
    filters = {"properties": {"type": "AND", "values": list(values)}}
    response = client.post("/api/cohorts", json={"name": name, "filters": filters} | others)
    assert response.status_code == 201, response.text
    return response.json()["cohort"]


def in_cohort(number: int) -> dict[str, Any]:
    return {"properties": [{"key": "id", "type": "cohort", "operator": "in", "value": number}]}


def follows(number: int | str) -> dict[str, Any]:
    prop = {"key": str(number), "type": "flag", "operator": "flag_evaluates_to", "value": True}
    return {"properties": [prop], "rollout_percentage": 100}


PLAN = {"key": "plan", "type": "person", "operator": "exact", "value": "pro"}


def populate(client: httpx.Client) -> None:
    """Something of everything; the flags that others ask for come later in the list than those that ask."""
    pro = cohort(client, "Pro", PLAN, description="Who pays")
    cohort(client, "Gone", PLAN)
    nested = cohort(client, "Nested", {"key": "id", "type": "cohort", "operator": "in", "value": pro["id"]})
    beta = cohort(client, "Beta testers", is_static=True)
    cohort(client, "Same name", PLAN)
    cohort(client, "Same name", PLAN | {"value": "free"})
    define(client, "asks")
    define(client, "base")
    define(client, "pro-only", in_cohort(pro["id"]), in_cohort(nested["id"]), in_cohort(beta["id"]))
    define(
        client,
        "rich",
        where("email", "icontains", "@example.org") | {"variant": "test", "rollout_percentage": 12.5},
        {"properties": [], "rollout_percentage": 0, "description": "Nobody"},
        name='Ünïcode \u2028 "quoted"',
        tags=["web", "owner:checkout"],
        evaluation_runtime="server",
        evaluation_contexts=["shop"],
        ensure_experience_continuity=True,
        filters={
            "multivariate": {
                "variants": [
                    {"key": "control", "name": "Control", "rollout_percentage": 33.34},
                    {"key": "test", "rollout_percentage": 66.66},
                ]
            },
            "payloads": {"test": '{"colour":"blue","ratio":10.0}'},
            "holdout": {"id": 12, "exclusion_percentage": 10},
            "made_by_a_newer_version": {"kept": [1, 1.0]},
        },
    )
    define(client, "off", active=False)
    define(client, "retired")
    base = define(client, "last")
    groups = {"groups": [follows(base["id"]), follows(client.get("/api/flags/base").json()["flag"]["id"])]}
    changed = client.patch("/api/flags/asks", json={"filters": groups}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    assert client.post("/api/flags/retired/archive", headers={"If-Match": "*"}).status_code == 200
    for number, (type_name, default) in enumerate(DEFAULTS):
        create(client, f"every.type-{number}", type_name, default, description=f"Number {number}.")
    gone = next(entry for entry in client.get("/api/cohorts").json()["cohorts"] if entry["name"] == "Gone")
    assert client.delete(f"/api/cohorts/{gone['id']}", headers={"If-Match": "*"}).status_code == 204


#: What a store sets itself.
OWN = {"id", "version", "created_at", "updated_at", "created_by", "last_modified_by", "last_called_at"}


def portable(file: dict[str, Any]) -> dict[str, Any]:
    """A file without what differs from store to store: numbers become names, and the order is that of the names."""
    flag_keys = {str(flag["id"]): flag["key"] for flag in file["flags"]}
    cohort_names = {entry["id"]: entry["name"] for entry in file["cohorts"]}

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if value.get("type") == "flag":
            return value | {"key": flag_keys[value["key"]]}
        if value.get("type") == "cohort":
            return value | {"value": cohort_names[value["value"]]}
        return {name: renamed(entry) for name, entry in value.items()}

    def stripped(entry: dict[str, Any]) -> dict[str, Any]:
        return {name: renamed(value) for name, value in entry.items() if name not in OWN}

    def text(entry: dict[str, Any]) -> str:
        return json.dumps(entry, sort_keys=True)

    return {name: sorted((stripped(entry) for entry in file[name]), key=text) for name in ("flags", "cohorts")}


def test_a_file_goes_to_a_fresh_gateway_and_comes_back_the_same(make_gateway: Make, other: httpx.Client) -> None:
    with make_gateway().client(credentials.ADMIN) as source:
        populate(source)
        file = export(source, archived="include")
        # Numbers that the file's own numbers would be mistaken for.
        cohort(other, "Someone else's", PLAN | {"value": "else"})
        define(other, "someone-elses")
        other.delete("/api/flags/someone-elses", headers={"If-Match": "*"})
        trial = imported(other, file, dry_run="true")
        report = imported(other, file)
        assert report == trial | {"dry_run": False}
        assert report["refused"] == report["cohorts"]["refused"] == []
        assert {entry["key"] for entry in report["created"]} == {flag["key"] for flag in file["flags"]}
        assert len(report["cohorts"]["created"]) == len(file["cohorts"]) == 5
        strangers = next(entry for entry in other.get("/api/cohorts").json()["cohorts"] if "else's" in entry["name"])
        assert other.delete(f"/api/cohorts/{strangers['id']}", headers={"If-Match": "*"}).status_code == 204
        assert same(portable(export(other, archived="include")), portable(file))
        assert CommandLine(str(other.base_url), credentials.READ).pull() == (
            CommandLine(str(source.base_url), credentials.READ).pull()
        )


def test_a_repeated_import_has_nothing_to_do(other: httpx.Client) -> None:
    populate(other)
    file = export(other, archived="include")
    before = {flag["key"]: flag["version"] for flag in file["flags"]}
    report = imported(other, file)
    assert report["created"] == report["changed"] == report["refused"] == report["missing"] == []
    assert sorted(report["unchanged"]) == sorted(before)
    assert report["cohorts"]["created"] == report["cohorts"]["changed"] == report["cohorts"]["refused"] == []
    assert export(other, archived="include") == file


def test_a_dry_run_changes_nothing_and_shows_each_field(client: httpx.Client) -> None:
    key, new, absent = unique("dry"), unique("new"), unique("absent")
    define(client, key, {"properties": [], "rollout_percentage": 10}, name="Old")
    define(client, absent)
    before = export(client, archived="include")
    groups = [{"properties": [], "rollout_percentage": 50}]
    file = {"flags": [{"key": key, "name": "New", "filters": {"groups": groups}}, {"key": new, **define_body()}]}
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


def define_body(**others: Any) -> dict[str, Any]:
    return {"filters": {"groups": [{"properties": [], "rollout_percentage": 100}]}} | others


def test_the_reason_is_in_the_history(client: httpx.Client) -> None:
    key = unique("reason")
    for name in ("one", "two"):
        imported(client, {"flags": [{"key": key, "name": name, **define_body()}]}, reason="moved house")
    history = client.get(f"/api/flags/{key}/history").json()["history"]
    assert [(entry["action"], entry["reason"]) for entry in history] == [
        ("updated", "moved house"),
        ("created", "moved house"),
    ]


def test_every_flag_of_an_import_has_a_row_of_the_audit_log(client: httpx.Client) -> None:
    old, new = unique("old"), unique("new")
    define(client, old)
    file = {"flags": [{"key": key, "name": "x"} | define_body() for key in (old, new)]}
    imported(client, file, dry_run="true")
    imported(client, file, reason="moved house")
    rows = client.get("/api/audit", params={"action": "flag.import"}).json()["entries"]
    rows = [row for row in rows if row["target_flag_key"] in (old, new)]
    assert {row["target_flag_key"] for row in rows} == {old, new}
    assert len(rows) == 2
    assert {row["reason"] for row in rows} == {"moved house"}


# Together with others


def test_imports_at_the_same_time_do_not_lose_each_others_flags(gateway: Instance, client: httpx.Client) -> None:
    mark = unique("crowd")

    def bring(number: int) -> None:
        with gateway.client(credentials.WRITE) as own:
            for name in ("first", "second"):
                flags = [{"key": f"{mark}-{number}-{flag}", "name": name} | define_body() for flag in range(5)]
                shared = {"key": f"{mark}-shared", "name": f"{name} of {number}"} | define_body()
                response = own.post(IMPORT, json={"flags": [*flags, shared]})
                assert response.status_code in (200, 503), response.text
                while response.status_code == 503:
                    response = own.post(IMPORT, json={"flags": [*flags, shared]})

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
    file = {"flags": [{"key": f"flag-{number}"} | define_body() for number in range(count)]}

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


# What is refused


def entry_with(**filters: Any) -> dict[str, Any]:
    return {"filters": {"groups": [{"properties": [], "rollout_percentage": 100}]} | filters}


REFUSED = [
    ({"filters": {"groups": [{"rollout_percentage": 101}]}}, "filters.groups[0].rollout_percentage"),
    ({"filters": {"groups": []}}, "filters.groups"),
    ({"filters": {"groups": 7}}, "filters.groups"),
    ({"filters": []}, "filters"),
    ({"active": "yes"}, "active"),
    ({"tags": [1]}, "tags[0]"),
    ({"deleted": True}, "deleted"),
    ({"key": "a b"}, "key"),
    ({"key": 7}, "key"),
    ({"key": "k" * 401}, "key"),
    (entry_with(payloads={"true": "{"}), "filters.payloads.true"),
    (
        entry_with(multivariate={"variants": [{"key": "a", "rollout_percentage": 60}]}),
        "filters.multivariate.variants",
    ),
    (
        entry_with(groups=[where("a", "regex", "(")]),
        "filters.groups[0].properties[0].value",
    ),
    (entry_with(groups=[in_cohort(1)]), "filters.groups[0].properties[0].value"),
    (entry_with(groups=[follows(1)]), "filters.groups[0].properties[0].key"),
    (entry_with(groups=[follows("no-such-flag")]), "filters.groups[0].properties[0].key"),
]


@pytest.mark.parametrize(("entry", "field"), REFUSED)
def test_a_refused_flag_is_named_and_the_others_are_imported(
    client: httpx.Client, entry: dict[str, Any], field: str
) -> None:
    bad, good = unique("bad"), unique("good")
    # Numbers of a file mean nothing here, even where such flags and cohorts happen to exist.
    define(client, unique("number"))
    file = {"flags": [{"key": bad} | define_body() | entry, {"key": good} | define_body()]}
    name = file["flags"][0]["key"] if isinstance(file["flags"][0]["key"], str) else "flags[0]"
    before = export(client, archived="include")
    problem = assert_problem(client.post(IMPORT, json=file, params={"atomic": "true"}), 400)
    assert problem["errors"][0]["field"] == f"{name}.{field}"
    assert [entry["key"] for entry in problem["refused"]] == [name]
    assert export(client, archived="include") == before
    report = imported(client, file)
    assert [(entry["key"], entry["field"]) for entry in report["refused"]] == [(name, field)]
    assert report["refused"][0]["detail"]
    assert report["created"] == [{"key": good}]
    assert client.get(f"/api/flags/{bad}").status_code == 404


def test_what_asks_for_something_refused_is_refused(client: httpx.Client) -> None:
    first, second, third, twice = (unique("chain") for _ in range(4))
    file = {
        "flags": [
            {"id": 1, "key": first} | entry_with(groups=[follows(2)]),
            {"id": 2, "key": second} | entry_with(groups=[follows(1)]),
            {"id": 3, "key": third} | entry_with(groups=[follows(first)]),
            {"id": 4, "key": twice} | define_body(),
            {"id": 5, "key": twice} | define_body(),
            {"id": 6, "key": unique("cohort")} | entry_with(groups=[in_cohort(9)]),
        ],
        "cohorts": [
            {
                "id": 9,
                "name": unique("behaviour"),
                "filters": {"properties": {"type": "AND", "values": [{"key": "x", "type": "behavioral"}]}},
            }
        ],
    }
    report = imported(client, file)
    assert [entry["key"] for entry in report["created"]] == [twice]
    assert {entry["key"] for entry in report["refused"]} == {
        first,
        second,
        third,
        twice,
        file["flags"][5]["key"],
    }
    [refused] = report["cohorts"]["refused"]
    assert refused["field"] == "filters.properties.values[0].type"


def test_cohorts_are_told_apart_by_name(other: httpx.Client) -> None:
    pro = cohort(other, "Pro", PLAN)
    cohort(other, "Twice", PLAN)
    cohort(other, "Twice", PLAN)
    changed = {"type": "OR", "values": [PLAN | {"value": "max"}]}
    file = {
        "flags": [{"key": "uses"} | entry_with(groups=[in_cohort(4711)])],
        "cohorts": [
            {"id": 4711, "name": "Pro", "description": "", "filters": {"properties": changed}},
            {"id": 4712, "name": "Twice", "filters": {"properties": changed}},
        ],
    }
    report = imported(other, file)
    [entry] = report["cohorts"]["changed"]
    assert entry["name"] == "Pro"
    assert entry["diff"][0]["field"] == "filters.properties"
    assert [(entry["name"], entry["field"]) for entry in report["cohorts"]["refused"]] == [("Twice", "name")]
    flag = other.get("/api/flags/uses").json()["flag"]
    assert flag["filters"]["groups"][0]["properties"][0]["value"] == pro["id"]
    assert imported(other, file)["unchanged"] == ["uses"]


HOSTILE = [
    (b"", "body"),
    (b"{", "body"),
    (b"[]", "body"),
    (b"\xff", "body"),
    (b"{}", "flags"),
    (b'{"flags":{}}', "flags"),
    (b'{"flags":[],"cohorts":7}', "cohorts"),
    (b'{"flags":[],"flags":[]}', "body"),
    (b'{"flags":' + b"[" * 100 + b"]" * 100 + b"}", "body"),
    (b'{"flags":[' + b"{}," * 20_001 + b"{}]}", "flags"),
]


@pytest.mark.parametrize(("content", "field"), HOSTILE)
def test_a_file_that_is_none_is_refused_whole(client: httpx.Client, content: bytes, field: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post(IMPORT, content=content, headers=headers), 400, field)


@pytest.mark.parametrize("content", [*HOSTILE[:5], HOSTILE[7]])
def test_a_manifest_that_is_none_is_refused_whole(client: httpx.Client, content: tuple[bytes, str]) -> None:
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post(IMPORT, content=content[0], headers=headers, params={"format": "manifest"}), 400)


def test_entries_of_any_kind_are_refused_one_by_one(client: httpx.Client) -> None:
    wild: list[Any] = [None, 7, "flag", [], {}, {"key": None}, {"key": "x", "filters": {"groups": [[[]]]}}]
    before = export(client, archived="include")
    for name in ("flags", "cohorts"):
        report = imported(client, {"flags": []} | {name: wild})
        refused = report["refused"] if name == "flags" else report["cohorts"]["refused"]
        assert len(refused) == len(wild)
    assert export(client, archived="include") == before


def test_a_long_chain_of_flags_is_imported_in_one_go(engine: Engine, other: httpx.Client) -> None:
    # PostHog takes one flag at a time, and a request has to end.
    count = 400 if engine.name == "embedded" else 30
    flags = [
        {"id": number, "key": f"chain-{number}"}
        | (entry_with(groups=[follows(number + 1)]) if number < count else define_body())
        for number in range(1, count + 1)
    ]
    assert len(imported(other, {"flags": flags})["created"]) == count
    assert len(imported(other, {"flags": flags})["unchanged"]) == count


def test_a_large_file_passes_and_a_huge_one_does_not(client: httpx.Client) -> None:
    key = unique("large")
    padding = "x" * 3_000_000
    imported(client, {"flags": [{"key": key} | define_body()], "comment": padding}, dry_run="true")
    assert_problem(client.post(IMPORT, json={"flags": [], "comment": "x" * 22_000_000}), 413)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=xml", "format"),
        ("dry_run=maybe", "dry_run"),
        ("atomic=2", "atomic"),
        ("reason=" + "r" * 1001, "reason"),
    ],
)
def test_wrong_parameters_of_an_import(client: httpx.Client, query: str, field: str) -> None:
    assert_problem(client.post(f"{IMPORT}?{query}", json={"flags": []}), 400, field)


def test_a_body_that_is_not_json_is_415(client: httpx.Client) -> None:
    assert_problem(client.post(IMPORT, content=b"{}", headers={"Content-Type": "text/plain"}), 415)
    assert_problem(client.post(IMPORT, content=b"{}"), 415)


# Export


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
    number = cohort(client, name, is_static=True)["id"]
    send(client, event("seen", person))
    assert client.post(f"/api/cohorts/{number}/members", json={"add": [person]}).status_code == 200
    assert person not in client.get(EXPORT).text


# The manifest file


def test_a_manifest_goes_to_a_fresh_gateway_and_comes_back_the_same(make_gateway: Make, other: httpx.Client) -> None:
    with make_gateway().client(credentials.ADMIN) as source:
        populate(source)
        file = export(source, format="manifest")
        report = imported(other, file, format="manifest")
        assert report["refused"] == []
        assert {entry["key"] for entry in report["created"]} == set(file["flags"])
        assert same(export(other, format="manifest"), file)
        again = imported(other, file, format="manifest")
        assert again["created"] == again["changed"] == again["refused"] == again["missing"] == []
        assert sorted(again["unchanged"]) == sorted(file["flags"])
        assert CommandLine(str(other.base_url), credentials.WRITE).push(file["flags"]).has_nothing_to_do


def test_a_manifest_that_differs(client: httpx.Client) -> None:
    changed, typed, archived, bad, absent = (
        unique(name) for name in ("chang.ed", "typed", "archived", "bad", "absent")
    )
    for key in (changed, typed, archived, absent):
        create(client, key, "integer", 1, description="Old")
    assert client.delete(path_of(archived)).status_code == 200
    file = {
        "flags": {
            changed: {"flagType": "integer", "defaultValue": 2},
            typed: {"flagType": "string", "defaultValue": "x"},
            archived: {"flagType": "integer", "defaultValue": 1},
            bad: {"flagType": "integer", "defaultValue": 1.5},
            "a/b": {"flagType": "boolean", "defaultValue": True},
        }
    }
    before = listed(client)
    for dry_run in ("true", "false"):
        report = imported(client, file, format="manifest", dry_run=dry_run)
        assert report["changed"] == [
            {
                "key": changed,
                "diff": [
                    {"field": "defaultValue", "old": 1, "new": 2},
                    {"field": "description", "old": "Old", "new": ""},
                ],
            }
        ]
        refused = {entry["key"]: (entry["field"], entry["detail"]) for entry in report["refused"]}
        assert {key: field for key, (field, _) in refused.items()} == {
            typed: "flagType",
            archived: "key",
            bad: "defaultValue",
            "a/b": "key",
        }
        assert "archived" in refused[archived][1]
        assert absent in report["missing"]
        if dry_run == "true":
            assert listed(client) == before
            assert_problem(client.post(IMPORT, json=file, params={"format": "manifest", "atomic": "true"}), 400)
            assert listed(client) == before
    assert listed(client)[changed]["defaultValue"] == 2


# Who may


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
