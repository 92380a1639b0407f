"""The flags one user got, and what they would get now."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.credentials import user_jwt
from harness.events import event, minutes_ago, send, unique
from harness.flags import define, wait_for_group_type, where
from harness.instance import Instance
from harness.problems import assert_problem
from harness.sdk import sdk

PATH = "/api/analytics/user/flags"


def flags_of(client: httpx.Client, **query: Any) -> dict[str, dict[str, Any]]:
    response = client.get(PATH, params=query)
    assert response.status_code == 200, response.text
    return {flag["key"]: flag for flag in response.json()["flags"]}


def call(key: str, user: str, response: Any, minutes: float, **properties: Any) -> dict[str, Any]:
    reported = {"$feature_flag": key, "$feature_flag_response": response} | properties
    return event("$feature_flag_called", user, minutes_ago(minutes), **reported)


def test_flags_are_gathered_from_what_sdks_report(admin: httpx.Client) -> None:
    user, key, gone = unique(), define(admin, unique("pro"), where("plan", "exact", "pro"))["key"], unique("gone")
    first = call(key, user, False, 30)
    last = event("clicked", user, minutes_ago(5), **{f"$feature/{key}": True, f"$feature/{gone}": "blue"})
    send(
        admin,
        event("$set", user, minutes_ago(60), **{"$set": {"plan": "pro", "email": f"{user}@example.org"}}),
        first,
        call(key, user, True, 10, **{"$feature_flag_reason": "Matched condition set 1", "$feature_flag_version": 1}),
        last,
    )
    response = admin.get(PATH, params={"user_id": user})
    body = response.json()
    assert (body["user_id"], body["complete"], body["period_days"]) == (user, True, 30)
    assert body["person"]["email"] == f"{user}@example.org"
    assert set(body["meta"]) == {"from", "to"}
    found = {flag["key"]: flag for flag in body["flags"]}
    assert found[key] == {
        "key": key,
        "response": True,
        "reason": "Matched condition set 1",
        "version": 1,
        "calls": 2,
        "events": 1,
        "first_seen": first["timestamp"],
        "last_seen": last["timestamp"],
        "exists": True,
        "current": {
            "enabled": True,
            "variant": None,
            "reason": {"code": "condition_match", "condition_index": 0, "description": "Matched condition set 1"},
        },
    }
    assert (found[gone]["response"], found[gone]["exists"], found[gone]["current"]) == ("blue", False, None)
    assert flags_of(admin, email=f"{user}@example.org") == found
    assert (
        admin.get(PATH, params={"user_id": user}, headers={"If-None-Match": response.headers["ETag"]}).status_code
        == 304
    )


def test_what_a_user_gets_now_follows_the_flag(admin: httpx.Client) -> None:
    user, key = unique(), define(admin, unique("changing"))["key"]
    send(admin, call(key, user, True, 10))
    assert flags_of(admin, user_id=user)[key]["current"]["enabled"] is True
    variants = {"variants": [{"key": "blue", "rollout_percentage": 100}]}
    body = {"filters": {"groups": [{"properties": [], "rollout_percentage": 100}], "multivariate": variants}}
    assert admin.patch(f"/api/flags/{key}", json=body, headers={"If-Match": "*"}).status_code == 200
    assert flags_of(admin, user_id=user)[key]["current"]["variant"] == "blue"
    admin.patch(f"/api/flags/{key}", json={"active": False}, headers={"If-Match": "*"})
    current = flags_of(admin, user_id=user)[key]["current"]
    assert (current["enabled"], current["reason"]["code"]) == (False, "flag_disabled")
    [flag] = admin.get("/api/flags", params={"search": key}).json()["flags"]
    assert (flag["evaluations"], flag["calls"]) == (0, 1), "looking counts nothing"


def test_the_groups_of_the_newest_event_count(admin: httpx.Client) -> None:
    kind = unique("company").replace("-", "")
    for company, plan in (("acme", "pro"), ("bolt", "free")):
        group = {"$group_type": kind, "$group_key": company, "$group_set": {"plan": plan}}
        send(admin, event("$groupidentify", unique(), **group))
    number = wait_for_group_type(admin, kind)
    prop = {"key": "plan", "type": "group", "group_type_index": number, "operator": "exact", "value": "pro"}
    key = define(
        admin,
        unique("grouped"),
        {"properties": [prop], "rollout_percentage": 100},
        filters={"aggregation_group_type_index": number},
    )["key"]
    left, came = unique(), unique()
    for user, companies in ((left, ("acme", "bolt")), (came, ("bolt", "acme"))):
        first, second = companies
        send(
            admin,
            call(key, user, True, 10, **{"$groups": {kind: first}}),
            event("clicked", user, minutes_ago(5), **{"$groups": {kind: second}}),
        )
    assert flags_of(admin, user_id=left)[key]["current"]["enabled"] is False
    assert flags_of(admin, user_id=came)[key]["current"]["enabled"] is True


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_flag_that_the_sdk_evaluated_is_there(admin: httpx.Client, gateway: Instance) -> None:
    user, key = unique(), define(admin, unique("asked"))["key"]
    with sdk(gateway) as client:
        assert client.get_feature_flag(key, user) is True
        client.capture("clicked", distinct_id=user)
    flag = flags_of(admin, user_id=user)[key]
    assert (flag["response"], flag["calls"], flag["exists"]) == (True, 1, True)
    assert flag["version"] in (1, None)


def test_everybody_sees_their_own_flags_and_support_those_of_others(admin: httpx.Client, gateway: Instance) -> None:
    me, other, key = unique(), unique(), define(admin, unique("mine"))["key"]
    send(admin, call(key, me, True, 10), call(key, other, True, 10))
    with gateway.client(user_jwt(me)) as client:
        assert set(flags_of(client)) == {key}
        assert set(flags_of(client, user_id=me)) == {key}
        assert_problem(client.get(PATH, params={"user_id": other}), 403)
    with gateway.client(credentials.SUPPORT) as support:
        assert set(flags_of(support, user_id=other)) == {key}
        assert_problem(support.get(PATH), 400, "user_id")
        assert_problem(support.get(PATH, params={"user_id": unique("nobody")}), 404)
        assert_problem(support.get(PATH, params={"user_id": me, "days": 366}), 400, "days")
    with gateway.client() as anybody:
        assert_problem(anybody.get(PATH, params={"user_id": me}), 401)


def test_only_the_days_asked_for_count(admin: httpx.Client) -> None:
    user = unique()
    old, new = call("old-flag", user, True, 60 * 24 * 10), call("new-flag", user, True, 10)
    send(admin, old, new)
    assert set(flags_of(admin, user_id=user, days=7)) == {"new-flag"}
    found = flags_of(admin, user_id=user, days=30)
    assert found["old-flag"]["first_seen"] == old["timestamp"]
    assert list(found) == ["new-flag", "old-flag"]
