"""The tests' PostHog: flags as users get them, in every form, and the definitions for those who decide themselves."""

from typing import Any

import httpx
import pytest

from harness.events import unique
from harness.upstream import UpstreamProject
from harness.upstream_flags import EVERYBODY, made, patched, variants, where


def flags(project: UpstreamProject, path: str = "/flags/?v=2", agent: str = "", **fields: Any) -> dict[str, Any]:
    body = {"token": project.token, "distinct_id": "ann"} | fields
    answer = project.upstream.client.post(path, json=body, headers={"User-Agent": agent} if agent else {})
    assert answer.status_code == 200, answer.text
    return answer.json()


def definitions(project: UpstreamProject, key: str | None = None, **headers: str) -> httpx.Response:
    key = project.upstream.facts["personal_key"] if key is None else key
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return project.upstream.client.get("/flags/definitions", params={"token": project.token}, headers=headers)


@pytest.fixture
def several(project: UpstreamProject) -> UpstreamProject:
    made(project, EVERYBODY | {"payloads": {"true": '{"a": 1}'}}, key="on", name="Everybody")
    made(project, key="off", active=False)
    made(project, where("plan", "exact", "pro"), key="pro")
    made(project, {"groups": [{"rollout_percentage": 0}]}, key="nobody")
    made(project, variants(0, 100), key="variant")
    return project


def test_every_version_has_its_own_form(several: UpstreamProject) -> None:
    body = flags(several)
    assert {"errorsWhileComputingFlags", "requestId", "evaluatedAt", "flags"} == body.keys()
    assert body["flags"]["on"] | {"metadata": None} == {
        "key": "on",
        "enabled": True,
        "variant": None,
        "reason": {"code": "condition_match", "condition_index": 0, "description": "Matched condition set 1"},
        "metadata": None,
    }
    assert body["flags"]["on"]["metadata"].items() >= {"description": "Everybody", "payload": '{"a": 1}'}.items()
    codes = {key: flag["reason"]["code"] for key, flag in body["flags"].items()}
    assert codes == {
        "on": "condition_match",
        "off": "flag_disabled",
        "pro": "no_condition_match",
        "nobody": "out_of_rollout_bound",
        "variant": "condition_match",
    }
    values = {"on": True, "off": False, "pro": False, "nobody": False, "variant": "v1"}
    for path in ("/flags", "/flags/?v=1"):
        legacy = flags(several, path)
        assert (legacy["featureFlags"], legacy["featureFlagPayloads"]) == (values, {"on": '{"a": 1}'})
    assert sorted(flags(several, "/decide/")["featureFlags"]) == ["on", "variant"]
    assert flags(several, "/decide/?v=2")["featureFlags"] == {"on": True, "variant": "v1"}
    assert flags(several, "/decide/?v=3")["featureFlags"] == values
    assert flags(several, "/decide/?v=4")["flags"].keys() == values.keys()
    assert several.upstream.client.get("/flags/?v=2").json()["flags"] == {}


def test_a_request_can_ask_for_less(several: UpstreamProject) -> None:
    assert flags(several, flag_keys=["on", "pro"])["flags"].keys() == {"on", "pro"}
    assert flags(several, disable_flags=True)["flags"] == {}
    assert flags(several, person_properties={"plan": "pro"})["flags"]["pro"]["enabled"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"distinct_id": "ann"}, 401),
        ({"token": "phc_wrong", "distinct_id": "ann"}, 401),
        ({"token": "here"}, 400),
        ([], 400),
        (None, 400),
    ],
)
def test_a_request_without_user_or_token_is_refused_in_plain_text(
    project: UpstreamProject, body: Any, status: int
) -> None:
    if isinstance(body, dict) and body.get("token") == "here":
        body = {"token": project.token}
    answer = project.upstream.client.post("/flags/?v=2", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("agent", "fields", "keys"),
    [
        ("unknown/1", {}, {"all"}),
        ("posthog-python/7.42.0", {}, {"all", "server"}),
        ("curl/8", {}, {"all", "server"}),
        ("Mozilla/5.0", {}, {"all", "client"}),
        ("posthog-ios/3", {}, {"all", "client"}),
        ("unknown/1", {"evaluation_runtime": "server"}, {"all", "server"}),
        ("Mozilla/5.0", {"evaluation_runtime": "server"}, {"all", "server"}),
        ("unknown/1", {"evaluation_contexts": ["checkout"]}, {"all", "context"}),
        ("unknown/1", {"evaluation_contexts": ["other"]}, {"all"}),
    ],
)
def test_a_runtime_gets_its_own_flags(
    project: UpstreamProject, agent: str, fields: dict[str, Any], keys: set[str]
) -> None:
    for runtime in ("all", "server", "client"):
        made(project, key=runtime, evaluation_runtime=runtime)
    made(project, key="context", evaluation_contexts=["checkout"])
    assert flags(project, agent=agent, **fields)["flags"].keys() == keys


def test_places_of_users_are_posthogs(project: UpstreamProject) -> None:
    made(project, {"groups": [{"rollout_percentage": 45}]}, key="simple-flag")
    shares = [("first", 50), ("second", 20), ("third", 20), ("fourth", 5), ("fifth", 5)]
    named = [{"key": f"{name}-variant", "rollout_percentage": share} for name, share in shares]
    filters = {"groups": [{"rollout_percentage": 55}], "multivariate": {"variants": named}}
    made(project, filters, key="multivariate-flag")
    found = [flags(project, distinct_id=f"distinct_id_{number}")["flags"] for number in range(20)]
    plain = "".join("T" if one["simple-flag"]["enabled"] else "F" for one in found)
    assert plain == "FTTFTFFTFTFTTFTFFFTT"
    chosen = [(one["multivariate-flag"]["variant"] or "F").removesuffix("-variant") for one in found]
    assert chosen == [
        *("second", "second", "first", "F", "F", "second", "first", "F", "F", "F"),
        *("first", "third", "F", "first", "second", "first", "F", "F", "fourth", "first"),
    ]


def test_a_missing_property_meets_the_negations_only(project: UpstreamProject) -> None:
    wanted = {
        "exact": False, "is_not": True, "icontains": False, "not_icontains": True, "regex": False, "not_regex": True,
        "gt": False, "is_set": False, "is_not_set": True, "is_date_before": False, "semver_gt": False,
    }  # fmt: skip
    for operator in wanted:
        value = {"is_date_before": "2026-01-01", "semver_gt": "1.0.0"}.get(operator, "7")
        made(project, where("absent", operator, value), key=operator)
    found = flags(project)["flags"]
    assert {key: flag["enabled"] for key, flag in found.items()} == wanted


def test_a_holdout_wins_and_is_truthy(project: UpstreamProject) -> None:
    made(project, EVERYBODY | {"holdout": {"id": 7, "exclusion_percentage": 20}}, key="held")
    found = {user: flags(project, distinct_id=user)["flags"]["held"] for user in ("user-1", "user-5")}
    assert (found["user-1"]["enabled"], found["user-1"]["variant"]) == (True, "holdout-7")
    assert found["user-1"]["reason"]["code"] == "holdout_condition_value"
    assert (found["user-5"]["variant"], found["user-5"]["reason"]["code"]) == (None, "condition_match")


def test_definitions_are_tagged(several: UpstreamProject) -> None:
    answer = definitions(several)
    assert answer.headers["ETag"].startswith('W/"')
    assert answer.headers["Cache-Control"] == "private, must-revalidate"
    assert [flag["key"] for flag in answer.json()["flags"]] == ["on", "off", "pro", "nobody", "variant"]
    tag = answer.headers["ETag"]
    for text in (tag, tag.removeprefix("W/"), tag.removeprefix("W/").strip('"'), f'"other", {tag}'):
        again = definitions(several, **{"If-None-Match": text})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    made(several)
    assert definitions(several, **{"If-None-Match": tag}).status_code == 200


def test_definitions_name_dependencies_by_key(project: UpstreamProject) -> None:
    first = made(project, key="first")
    second = made(project, where(str(first["id"]), "flag_evaluates_to", True, "flag"), key="second")
    made(project, where(str(second["id"]), "flag_evaluates_to", True, "flag"), key="third")
    by_key = {flag["key"]: flag for flag in definitions(project).json()["flags"]}
    [prop] = by_key["third"]["filters"]["groups"][0]["properties"]
    assert (prop["key"], prop["dependency_chain"]) == ("second", ["first", "second"])
    patched(project, first, active=False)
    assert {key: flag["enabled"] for key, flag in flags(project)["flags"].items()} == dict.fromkeys(by_key, False)


def test_definitions_need_a_key_of_the_project(project: UpstreamProject) -> None:
    secret = project.upstream.state()["projects"][str(project.id)]["secret"]
    assert definitions(project, secret).status_code == 200
    other = project.upstream.project()
    others = project.upstream.state()["projects"][str(other.id)]["secret"]
    poor = f"phx_{unique()}"
    project.upstream.control(add_key={"value": poor, "scopes": ["query:read"]})
    for key, status, code in [
        ("", 401, "not_authenticated"),
        ("phs_wrong", 401, "authentication_failed"),
        (others, 401, "authentication_failed"),
        (poor, 403, "permission_denied"),
    ]:
        answer = definitions(project, key)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert project.upstream.client.post("/flags/definitions").status_code == 405
    assert project.upstream.client.options("/flags/definitions").status_code == 204
    assert project.upstream.client.head("/flags/definitions").status_code == 401
    old = "/api/feature_flag/local_evaluation"
    headers = {"Authorization": f"Bearer {secret}"}
    answer = project.upstream.client.get(old, params={"token": project.token}, headers=headers)
    assert answer.json() == definitions(project).json()


def test_a_quota_is_told_in_two_ways(several: UpstreamProject) -> None:
    several.upstream.control(quota_limited=True)
    try:
        assert definitions(several).status_code == 402
        body = flags(several)
        assert (body["flags"], body["quotaLimited"]) == ({}, ["feature_flags"])
    finally:
        several.upstream.control(quota_limited=False)
    assert definitions(several).status_code == 200
