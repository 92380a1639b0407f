"""Flags on a tested gateway, through the manifest routes."""

from typing import Any
from urllib.parse import quote

import httpx

from harness import credentials
from harness.waiting import eventually

MANIFEST = "/openfeature/v0/manifest"
FLAGS = f"{MANIFEST}/flags"
SYNC = {"Accept": "application/vnd.openfeature.sync.v0+json"}

#: A moment as the manifest routes write it.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z"

#: One default of every type the OpenFeature command line knows; a float without a fraction is a type of its own.
DEFAULTS: list[tuple[str, Any]] = [
    ("boolean", True),
    ("boolean", False),
    ("string", "control"),
    ("string", ""),
    ("string", "42"),
    ("integer", 7),
    ("integer", 0),
    ("integer", -9007199254740991),
    ("float", 2.5),
    ("float", 10.0),
    ("float", 0.0),
    ("float", -1e-7),
    ("object", {"colour": "blue", "sizes": [1, 2.5, None], "deep": {"a": True}}),
    ("object", {}),
]


def path_of(key: str) -> str:
    """The path of one flag, its key escaped as the OpenFeature command line does."""
    return f"{FLAGS}/{quote(key, safe='')}"


def create(client: httpx.Client, key: str, type_name: str, default: Any, **others: Any) -> dict[str, Any]:
    """Creates a flag in the dialect of the reference; the flag as it is answered."""
    body = {"key": key, "type": type_name, "defaultValue": default} | others
    response = client.post(FLAGS, json=body)
    assert response.status_code == 201, response.text
    return response.json()


def listed(client: httpx.Client) -> dict[str, dict[str, Any]]:
    """The manifest in the dialect of the reference, by key."""
    response = client.get(MANIFEST)
    assert response.status_code == 200, response.text
    return response.json()["flags"]


def same(left: Any, right: Any) -> bool:
    """Equal, with 10 and 10.0, and true and 1, being different."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    return type(left) is type(right) and left == right


def person_with(key: str, value: Any, operator: str = "exact", **others: Any) -> dict[str, Any]:
    return {"key": key, "type": "person", "operator": operator, "value": value} | others


def flag_is_on(flag: int | str) -> dict[str, Any]:
    """What is asked of another flag, by its number or its key."""
    return {"key": str(flag), "type": "flag", "operator": "flag_evaluates_to", "value": True}


def only(*properties: dict[str, Any]) -> dict[str, Any]:
    """A condition for everybody whom all the properties fit."""
    return {"properties": list(properties), "rollout_percentage": 100}


def where(key: str, operator: str, value: Any, **others: Any) -> dict[str, Any]:
    """A condition for everybody whose property compares so."""
    return only(person_with(key, value, operator, **others))


#: The condition that leaves nobody out.
EVERYBODY = only()


def define(client: httpx.Client, key: str, *conditions: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Creates a flag for everybody, or with conditions, in PostHog's form; the definition as it is stored."""
    filters = {"groups": list(conditions or [EVERYBODY])} | others.pop("filters", {})
    response = client.post("/api/flags", json={"key": key, "active": True, "filters": filters} | others)
    assert response.status_code == 201, response.text
    return response.json()["flag"]


def change(client: httpx.Client, key: str, tag: str = "*", **body: Any) -> httpx.Response:
    """Changes some members of a flag, whichever version it has unless a tag is given."""
    return client.patch(f"/api/flags/{key}", json=body, headers={"If-Match": tag})


def wait_for_definitions(client: httpx.Client) -> None:
    """What SDKs read are all flags as they are; with PostHog behind the gateway it is PostHog that must say so."""

    def are_current() -> bool:
        flags = client.get("/api/flags", params={"limit": 1000}).json()["flags"]
        # Remote configuration is fetched one by one.
        remote = {flag["key"] for flag in flags if flag["is_remote_configuration"]}
        current = {flag["key"]: flag["version"] for flag in flags if flag["key"] not in remote}
        definitions = client.get("/flags/definitions", params={"token": credentials.PROJECT}).json()["flags"]
        shown = {flag["key"]: flag["version"] for flag in definitions if flag["active"] or flag["key"] in current}
        return {key: version for key, version in shown.items() if key not in remote} == current

    eventually(are_current, "the definitions have every flag as it is")


def wait_for_group_type(client: httpx.Client, name: str) -> int:
    """The index of a type of groups, which an event has brought."""

    def indexes() -> list[int]:
        mapping = client.get("/flags/definitions", params={"token": credentials.PROJECT}).json()["group_type_mapping"]
        return [int(index) for index, type_name in mapping.items() if type_name == name]

    # In a list, because the first index is 0.
    return eventually(indexes, f"groups of the type {name} are known")[0]
