"""Export and import in the form of a manifest, as the OpenFeature command line writes it."""

import httpx

from harness import credentials
from harness.events import unique
from harness.flags import create, listed, path_of, same
from harness.instance import Make
from harness.openfeature_cli import CommandLine
from harness.problems import assert_problem
from harness.transfer import IMPORT, export, imported, populate


def test_a_manifest_goes_to_a_fresh_gateway_and_comes_back_the_same(make_gateway: Make, fresh: httpx.Client) -> None:
    with make_gateway().client(credentials.ADMIN) as source:
        populate(source)
        file = export(source, format="manifest")
        report = imported(fresh, file, format="manifest")
        assert report["refused"] == []
        assert {entry["key"] for entry in report["created"]} == set(file["flags"])
        assert same(export(fresh, format="manifest"), file)
        again = imported(fresh, file, format="manifest")
        assert again["created"] == again["changed"] == again["refused"] == again["missing"] == []
        assert sorted(again["unchanged"]) == sorted(file["flags"])
        assert CommandLine(str(fresh.base_url), credentials.WRITE).push(file["flags"]).has_nothing_to_do


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
