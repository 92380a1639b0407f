"""A stored cohort that cannot be read, on either engine: it is listed as such, and only flags that ask for it fail."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from harness import credentials
from harness.cohorts import flag_asking_for, make_cohort
from harness.events import unique
from harness.flags import define, person_with
from harness.instance import Instance
from harness.pages import Visit, opened
from harness.problems import assert_problem
from harness.store import damage_cohort
from harness.waiting import eventually

#: A junction nobody knows yet.
UNKNOWN = {"properties": {"type": "XOR", "values": [person_with("plan", "pro")]}}
EVALUATE = "/ofrep/v1/evaluate/flags"
ANYBODY = {"context": {"targetingKey": "u", "plan": "pro"}}


def malformed(client: httpx.Client) -> dict[int, dict[str, Any]]:
    response = client.get("/api/cohorts")
    assert response.status_code == 200, response.text
    return {cohort["id"]: cohort for cohort in response.json()["malformed"]}


def damage(gateway: Instance, client: httpx.Client, cohort: dict[str, Any], key: str) -> None:
    """Stores a definition past the gateway, and waits until a flag that asks for the cohort fails."""
    if gateway.project:
        order = {"id": gateway.project.id, "cohort": cohort["id"], "filters": UNKNOWN}
        gateway.project.upstream.control(store_cohort=order)
    else:
        damage_cohort(gateway, cohort["id"], json.dumps(cohort | {"filters": UNKNOWN}))
    fails(client, key)


@pytest.fixture
def damaged(gateway: Instance, client: httpx.Client) -> tuple[dict[str, Any], str]:
    """A cohort that was fine when a flag came to ask for it; and that flag."""
    cohort = make_cohort(client, person_with("plan", "pro"))
    key = flag_asking_for(client, cohort)
    answer = client.post(f"{EVALUATE}/{key}", json=ANYBODY)
    assert answer.json().get("value") is True, answer.text
    damage(gateway, client, cohort, key)
    return cohort, key


def fails(client: httpx.Client, key: str) -> str:
    """What an evaluation of the flag says is wrong, once the definitions are known to have changed."""

    def detail() -> str | None:
        answer = client.post(f"{EVALUATE}/{key}", json=ANYBODY)
        return answer.json()["errorDetails"] if answer.status_code == 400 else None

    return eventually(detail, f"{key} fails", 40)


def test_it_is_listed_with_its_reason(client: httpx.Client, damaged: tuple[dict[str, Any], str]) -> None:
    cohort, _ = damaged
    found = malformed(client)[cohort["id"]]
    assert found["name"] == cohort["name"]
    assert found["field"] == "filters.properties.type"
    assert found["rule"] == "AND or OR"
    assert found["detail"]
    assert cohort["id"] not in [one["id"] for one in client.get("/api/cohorts").json()["cohorts"]]
    shown = assert_problem(client.get(f"/api/cohorts/{cohort['id']}"), 409)
    assert shown["malformed"].items() >= found.items()
    assert shown["malformed"]["definition"]["filters"] == UNKNOWN
    exported = client.get("/api/flag-transfer/export").json()
    assert cohort["id"] in [one["id"] for one in exported["malformed_cohorts"]]


def test_only_flags_that_ask_for_it_fail(
    gateway: Instance, client: httpx.Client, damaged: tuple[dict[str, Any], str]
) -> None:
    cohort, key = damaged
    other = define(client, unique("other"))["key"]
    detail = fails(client, key)
    assert f"cohort {cohort['id']} cannot be read" in detail
    assert "AND or OR" in detail
    assert client.post(f"{EVALUATE}/{other}", json=ANYBODY).json()["value"] is True
    answer = client.post("/flags/?v=2", json={"api_key": credentials.PROJECT, "distinct_id": "u"}).json()
    assert answer["errorsWhileComputingFlags"] is True
    assert answer["flags"][other]["enabled"] is True
    assert answer["flags"][key]["enabled"] is False


def test_nothing_new_may_ask_for_it(client: httpx.Client, damaged: tuple[dict[str, Any], str]) -> None:
    cohort, _ = damaged
    prop = {"key": "id", "type": "cohort", "operator": "in", "value": cohort["id"]}
    definition = {"key": unique("new"), "filters": {"groups": [{"properties": [prop]}]}}
    refused = assert_problem(client.post("/api/flags", json=definition), 400, "filters.groups[0].properties[0].value")
    assert "cannot be read" in refused["detail"]
    nested = {"name": unique("Nested"), "filters": {"properties": {"type": "AND", "values": [prop]}}}
    refused = assert_problem(client.post("/api/cohorts", json=nested), 400)
    assert f"cohort {cohort['id']} cannot be read" in refused["detail"]


def test_it_can_be_replaced(client: httpx.Client, damaged: tuple[dict[str, Any], str]) -> None:
    cohort, key = damaged
    address = f"/api/cohorts/{cohort['id']}"
    wanted = {"name": cohort["name"], "filters": {"properties": {"type": "OR", "values": [person_with("plan", "pro")]}}}
    assert_problem(client.put(address, json=wanted), 428, "If-Match")
    assert_problem(client.put(address, json=wanted, headers={"If-Match": '"c1-99"'}), 412)
    mended = client.put(address, json=wanted, headers={"If-Match": "*"})
    assert mended.status_code == 200, mended.text
    assert mended.json()["cohort"]["filters"] == wanted["filters"]
    assert cohort["id"] not in malformed(client)
    assert client.get(address).json()["cohort"]["filters"] == wanted["filters"]
    eventually(lambda: client.post(f"{EVALUATE}/{key}", json=ANYBODY).json().get("value") is True, "the flag works", 40)


def test_it_can_be_deleted_when_nothing_asks_for_it(client: httpx.Client, damaged: tuple[dict[str, Any], str]) -> None:
    cohort, key = damaged
    address = f"/api/cohorts/{cohort['id']}"
    assert key in assert_problem(client.delete(address, headers={"If-Match": "*"}), 409)["detail"]
    assert client.delete(f"/api/flags/{key}", headers={"If-Match": "*"}).status_code == 204
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 204
    assert cohort["id"] not in malformed(client)
    assert_problem(client.get(address), 404)


def test_the_page_lists_it(damaged: tuple[dict[str, Any], str], visitor: Visit) -> None:
    cohort, _ = damaged
    page = opened(visitor, f"/feature-flags/cohorts?search={cohort['name']}")
    row = page.locator(".cohort-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Malformed")
    expect(row).to_contain_text(cohort["name"])
    expect(row).to_contain_text("filters.properties.type")
    visitor.check_accessibility()
    visitor.expected_statuses.add(409)
    row.get_by_role("link", name=cohort["name"]).click()
    expect(page.get_by_text(f"The stored cohort {cohort['id']} cannot be read")).to_be_visible()
