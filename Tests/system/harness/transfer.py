"""Export and import of flags: the calls, flags of every shape to move, and files compared across stores."""

import json
from typing import Any

import httpx

from harness.cohorts import cohort_path, in_cohort, make_cohort
from harness.flags import DEFAULTS, create, define, flag_is_on, only, person_with, where

EXPORT = "/api/flag-transfer/export"
IMPORT = "/api/flag-transfer/import"

PLAN = person_with("plan", "pro")

#: What a store sets itself.
OWN = {"id", "version", "created_at", "updated_at", "created_by", "last_modified_by", "last_called_at"}


def export(client: httpx.Client, **parameters: str) -> dict[str, Any]:
    response = client.get(EXPORT, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def imported(client: httpx.Client, file: Any, **parameters: str) -> dict[str, Any]:
    """The report of an import that is not refused as a whole."""
    response = client.post(IMPORT, json=file, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def on_for(*conditions: dict[str, Any], **filters: Any) -> dict[str, Any]:
    """What a file says of a flag besides its key."""
    return {"filters": {"groups": list(conditions)} | filters}


def populate(client: httpx.Client) -> None:
    """Something of everything; the flags that others ask for come later in the list than those that ask."""
    pro = make_cohort(client, PLAN, name="Pro", description="Who pays")
    gone = make_cohort(client, PLAN, name="Gone")
    nested = make_cohort(client, in_cohort(pro["id"]), name="Nested")
    beta = make_cohort(client, name="Beta testers", is_static=True)
    make_cohort(client, PLAN, name="Same name")
    make_cohort(client, PLAN | {"value": "free"}, name="Same name")
    define(client, "asks")
    base = define(client, "base")
    define(
        client,
        "pro-only",
        only(in_cohort(pro["id"])),
        only(in_cohort(nested["id"])),
        {"properties": [in_cohort(beta["id"])]},
    )
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
    last = define(client, "last")
    groups = {"groups": [only(flag_is_on(flag["id"])) for flag in (last, base)]}
    changed = client.patch("/api/flags/asks", json={"filters": groups}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    assert client.post("/api/flags/retired/archive", headers={"If-Match": "*"}).status_code == 200
    for number, (type_name, default) in enumerate(DEFAULTS):
        create(client, f"every.type-{number}", type_name, default, description=f"Number {number}.")
    assert client.delete(cohort_path(gone), headers={"If-Match": "*"}).status_code == 204


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
