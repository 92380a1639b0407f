"""The tests' PostHog: what a flag may be, how it is changed, and what is told of it."""

from typing import Any

import pytest

from harness.events import unique
from harness.upstream import UpstreamProject
from harness.upstream_flags import EVERYBODY, Filters, made, patched, variants, where

ROLLOUT = "filters__groups__rollout_percentage"


@pytest.fixture(scope="module")
def project(module_project: UpstreamProject) -> UpstreamProject:
    return module_project


@pytest.mark.parametrize(
    ("fields", "code", "attr"),
    [
        ({"key": None}, "required", "key"),
        ({"key": "with space"}, "invalid_key", "key"),
        ({"key": "dotted.key"}, "invalid_key", "key"),
        ({"key": "k" * 401}, "max_length", "key"),
        ({"filters": {"groups": []}}, "invalid_input", "filters"),
        ({"filters": {}}, "invalid_input", "filters"),
        ({"filters": EVERYBODY | {"version": 2}}, "invalid_input", "filters__version"),
        ({"filters": {"groups": [{"rollout_percentage": 101}]}}, "invalid_input", ROLLOUT),
        ({"filters": {"groups": [{"rollout_percentage": "50"}]}}, "invalid_input", ROLLOUT),
        ({"filters": {"groups": [{"variant": "none"}]}}, "invalid_input", "filters__groups__variant"),
        ({"filters": variants(50, 40)}, "invalid_input", "filters__multivariate__variants"),
        ({"filters": variants()}, "invalid_input", "filters__multivariate__variants"),
        ({"filters": variants(100, payloads={"true": "1"})}, "invalid_input", "filters__payloads"),
        ({"filters": EVERYBODY | {"payloads": {"v0": "1"}}}, "invalid_input", "filters__payloads"),
        ({"filters": EVERYBODY | {"payloads": {"true": "{no json"}}}, "invalid_input", "filters__payloads"),
        ({"filters": EVERYBODY | {"early_exit": True}}, "invalid_input", "filters__early_exit"),
        ({"active": "yes"}, "invalid_input", "active"),
        ({"archived": True}, "invalid_input", "archived"),
        ({"evaluation_runtime": "moon"}, "invalid_choice", "evaluation_runtime"),
        ({"bucketing_identifier": "device_id", "ensure_experience_continuity": True}, "invalid_input",
         "bucketing_identifier"),
        ({"has_encrypted_payloads": True}, "invalid_input", "has_encrypted_payloads"),
    ],
)  # fmt: skip
def test_a_flag_that_breaks_a_rule_is_refused_with_its_field(
    project: UpstreamProject, fields: dict[str, Any], code: str, attr: str
) -> None:
    body = {
        name: value for name, value in ({"key": unique(), "filters": EVERYBODY} | fields).items() if value is not None
    }
    answer = project.ask("POST", "feature_flags/", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json() | {"detail": ""} == {"type": "validation_error", "code": code, "detail": "", "attr": attr}


@pytest.mark.parametrize(
    ("filters", "is_taken"),
    [
        (where("plan", "exact", ["a", "b"]), True),
        (where("plan", None, "a"), True),
        (where("plan", "resembles", "a"), False),
        (where("plan", "regex", "^a.*"), True),
        (where("plan", "regex", "("), False),
        (where("plan", "regex", 7), False),
        (where("plan", "icontains", ["a"]), False),
        (where("plan", "icontains_multi", ["a"]), True),
        (where("plan", "icontains_multi", "a"), False),
        (where("plan", "is_date_before", "-7d"), True),
        (where("plan", "is_date_before", "2026-01-02"), True),
        (where("plan", "is_date_before", "someday"), False),
        (where("plan", "semver_gt", "1.2.3"), True),
        (where("plan", "semver_gt", "one"), False),
        (where("plan", "in", "a"), False),
        (where("id", "in", 987654, "cohort"), False),
        (where("987654", "flag_evaluates_to", True, "flag"), False),
        (where("plan", "exact", "a", "group", group_type_index=0), False),
        (where("plan", "exact", "a", "group", group_type_index=0) | {"aggregation_group_type_index": 0}, True),
        (where("plan", "exact", "a", "group", group_type_index=1) | {"aggregation_group_type_index": 0}, False),
        (where("plan", "exact", "a") | {"aggregation_group_type_index": 0}, False),
        (where("plan", "exact", "a") | {"aggregation_group_type_index": 5}, False),
    ],
)  # fmt: skip
def test_a_condition_is_taken_or_refused(project: UpstreamProject, filters: Filters, is_taken: bool) -> None:
    answer = project.ask("POST", "feature_flags/", json={"key": unique(), "filters": filters})
    assert answer.status_code == (201 if is_taken else 400), answer.text


def test_a_flag_is_stored_in_its_normal_form(project: UpstreamProject) -> None:
    filters = variants(33.3, 66.7, payloads={"v0": {"rows": [1]}, "v1": '"text"'}, unknown=1)
    flag = made(project, filters, name="What it is for", tags=["web"])
    assert flag["filters"]["payloads"] == {"v0": '{"rows": [1]}', "v1": '"text"'}
    assert flag["filters"]["groups"] == [{"properties": [], "aggregation_group_type_index": None}]
    assert "unknown" not in flag["filters"]
    assert (flag["name"], flag["version"], flag["active"], flag["tags"]) == ("What it is for", 1, True, ["web"])
    assert project.get(f"feature_flags/{flag['id']}/") == flag


def test_filters_of_a_patch_replace_member_by_member(project: UpstreamProject) -> None:
    flag = made(project, variants(50, 50, payloads={"v0": "1"}))
    after = patched(project, flag, filters={"groups": [{"properties": [], "rollout_percentage": 7}]})
    assert after["filters"]["multivariate"] == flag["filters"]["multivariate"]
    assert after["filters"]["payloads"] == {"v0": "1"}
    assert after["filters"]["groups"][0]["rollout_percentage"] == 7
    assert patched(project, flag, filters={})["filters"] == after["filters"]
    assert patched(project, flag, filters={"payloads": {}})["filters"]["payloads"] == {}
    assert project.get(f"feature_flags/{flag['id']}/")["version"] == 4


def test_a_conflict_needs_the_version_and_the_flag_it_began_with(project: UpstreamProject) -> None:
    flag = made(project, name="old")
    patched(project, flag, name="theirs")
    path = f"feature_flags/{flag['id']}/"
    stale = {"version": 1, "original_flag": flag}
    refused = project.ask("PATCH", path, json={"name": "mine"} | stale)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert project.ask("PATCH", path, json={"active": False} | stale).status_code == 200
    assert project.ask("PATCH", path, json={"name": "mine", "version": 1}).status_code == 200
    assert project.get(path)["name"] == "mine"


def test_a_flag_is_deleted_by_a_patch_and_its_key_is_free(project: UpstreamProject) -> None:
    flag = made(project)
    again = project.ask("POST", "feature_flags/", json={"key": flag["key"], "filters": EVERYBODY})
    assert (again.status_code, again.json()["code"], again.json()["attr"]) == (400, "unique", "key")
    patched(project, flag, deleted=True)
    listed = project.get("feature_flags/", key=flag["key"].upper())["results"]
    assert listed == []
    assert project.get(f"feature_flags/{flag['id']}/")["deleted"] is True
    assert made(project, key=flag["key"])["id"] != flag["id"]


def test_what_another_flag_needs_stays(project: UpstreamProject) -> None:
    first = made(project)
    second = made(project, where(str(first["id"]), "flag_evaluates_to", True, "flag"))
    refused = project.ask("PATCH", f"feature_flags/{first['id']}/", json={"deleted": True})
    assert refused.status_code == 400
    assert second["key"] in refused.json()["detail"]
    assert [one["key"] for one in project.get(f"feature_flags/{first['id']}/dependent_flags/")] == [second["key"]]
    circle = where(str(second["id"]), "flag_evaluates_to", True, "flag")
    refused = project.ask("PATCH", f"feature_flags/{first['id']}/", json={"filters": circle})
    assert (refused.status_code, "circular" in refused.json()["detail"]) == (400, True)


def test_archived_flags_are_listed_only_when_asked_for(project: UpstreamProject) -> None:
    flag = made(project)
    archived = project.send("POST", f"feature_flags/{flag['id']}/archive/")
    assert (archived["archived"], archived["active"]) == (True, False)
    assert project.get("feature_flags/", key=flag["key"])["results"] == []
    assert len(project.get("feature_flags/", key=flag["key"], archived="true")["results"]) == 1
    assert project.send("POST", f"feature_flags/{flag['id']}/unarchive/")["archived"] is False
    assert project.send("POST", f"feature_flags/{flag['id']}/enable/")["active"] is True


def test_history_and_status(project: UpstreamProject) -> None:
    flag = made(project, name="one")
    for name in ("two", "three"):
        patched(project, flag, name=name)
    path = f"feature_flags/{flag['id']}"
    assert [project.get(f"{path}/versions/{number}/")["name"] for number in (1, 2, 3)] == ["one", "two", "three"]
    missing = project.ask("GET", f"{path}/versions/9/")
    assert (missing.status_code, missing.json().keys()) == (404, {"error"})
    first, second = (project.get(f"{path}/activity/", limit=2, page=page) for page in (1, 2))
    assert [entry["activity"] for entry in first["results"] + second["results"]] == ["updated", "updated", "created"]
    assert first["results"][0]["detail"]["changes"] == [
        {"type": "FeatureFlag", "action": "changed", "field": "name", "before": "two", "after": "three"}
    ]
    assert (first["next"] is not None, second["next"]) == (True, None)
    logged = project.get("activity_log/", scope="FeatureFlag", item_id=flag["id"])["results"]
    assert logged == first["results"] + second["results"]
    assert project.get(f"{path}/status/")["status"] == "active"
    organization = project.get("")["organization"]
    client, key = project.upstream.client, project.upstream.facts["personal_key"]
    by_key = f"/api/organizations/{organization}/feature_flags/{flag['key']}/"
    found = client.get(by_key, headers={"Authorization": f"Bearer {key}"}).json()
    assert [one["flag_id"] for one in found] == [flag["id"]]


def test_flags_are_listed_in_pages(project: UpstreamProject) -> None:
    mark = unique("page")
    keys = [made(project, key=f"{mark}-{number}")["key"] for number in range(5)]
    page = project.get("feature_flags/", search=mark, limit=2)
    assert (page["count"], len(page["results"])) == (5, 2)
    assert "offset=2" in page["next"]
    assert [one["key"] for one in page["results"]] == keys[:2:-1]
    ordered = project.get("feature_flags/", search=mark, order="created_at")["results"]
    assert [one["key"] for one in ordered] == keys
