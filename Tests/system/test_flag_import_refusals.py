"""What an import refuses: a flag at fault and whatever asks for it, or a file that is none."""

from typing import Any

import httpx
import pytest

from harness.cohorts import in_cohort
from harness.events import unique
from harness.flags import EVERYBODY, define, flag_is_on, only, where
from harness.problems import assert_problem
from harness.transfer import IMPORT, export, imported, on_for

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
    (on_for(EVERYBODY, payloads={"true": "{"}), "filters.payloads.true"),
    (
        on_for(EVERYBODY, multivariate={"variants": [{"key": "a", "rollout_percentage": 60}]}),
        "filters.multivariate.variants",
    ),
    (on_for(where("a", "regex", "(")), "filters.groups[0].properties[0].value"),
    (on_for(only(in_cohort(1))), "filters.groups[0].properties[0].value"),
    (on_for(only(flag_is_on(1))), "filters.groups[0].properties[0].key"),
    (on_for(only(flag_is_on("no-such-flag"))), "filters.groups[0].properties[0].key"),
]


@pytest.mark.parametrize(("entry", "field"), REFUSED)
def test_a_refused_flag_is_named_and_the_others_are_imported(
    client: httpx.Client, entry: dict[str, Any], field: str
) -> None:
    bad, good = unique("bad"), unique("good")
    # Numbers of a file mean nothing here, even where such flags and cohorts happen to exist.
    define(client, unique("number"))
    file = {"flags": [{"key": bad} | on_for(EVERYBODY) | entry, {"key": good} | on_for(EVERYBODY)]}
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
    first, second, third, twice, lost = (unique("chain") for _ in range(5))
    file = {
        "flags": [
            {"id": 1, "key": first} | on_for(only(flag_is_on(2))),
            {"id": 2, "key": second} | on_for(only(flag_is_on(1))),
            {"id": 3, "key": third} | on_for(only(flag_is_on(first))),
            {"id": 4, "key": twice} | on_for(EVERYBODY),
            {"id": 5, "key": twice} | on_for(EVERYBODY),
            {"id": 6, "key": lost} | on_for(only(in_cohort(9))),
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
    assert {entry["key"] for entry in report["refused"]} == {first, second, third, twice, lost}
    [refused] = report["cohorts"]["refused"]
    assert refused["field"] == "filters.properties.values[0].type"


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


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"{}", b'{"flags":{},"flags":{}}'])
def test_a_manifest_that_is_none_is_refused_whole(client: httpx.Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post(IMPORT, content=content, headers=headers, params={"format": "manifest"}), 400)


def test_entries_of_any_kind_are_refused_one_by_one(client: httpx.Client) -> None:
    wild: list[Any] = [None, 7, "flag", [], {}, {"key": None}, {"key": "x", "filters": {"groups": [[[]]]}}]
    before = export(client, archived="include")
    for name in ("flags", "cohorts"):
        report = imported(client, {"flags": []} | {name: wild})
        refused = report["refused"] if name == "flags" else report["cohorts"]["refused"]
        assert len(refused) == len(wild)
    assert export(client, archived="include") == before


def test_a_large_file_passes_and_a_huge_one_does_not(client: httpx.Client) -> None:
    flag = {"key": unique("large")} | on_for(EVERYBODY)
    imported(client, {"flags": [flag], "comment": "x" * 3_000_000}, dry_run="true")
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
