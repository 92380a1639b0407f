"""Who is affected when a flag changes: what the change would do to the users of the last days."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, minutes_ago, send, unique
from harness.flags import EVERYBODY, define, wait_for_group_type, where
from harness.instance import Instance, Make
from harness.problems import assert_problem

AFFECTED = "/api/flag-insight/affected"

#: Seen lately: ten with a plan, three of whom had errors; two seen too long ago.
PRO = [f"pro-{number}" for number in range(4)]
FREE = [f"free-{number}" for number in range(6)]
TROUBLED = ["pro-0", "pro-1", "free-0"]


@pytest.fixture(scope="module")
def inhabited(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with engine.lasting_gateway(tmp_path_factory.mktemp("inhabited")) as instance:
        with instance.client() as anybody:
            for users, plan in ((PRO, "pro"), (FREE, "free")):
                for user in users:
                    send(anybody, event("$set", user, minutes_ago(90), **{"$set": {"plan": plan}}))
            for user in TROUBLED:
                send(anybody, event("api_error", user, minutes_ago(60), error_type="timeout"))
            for number in range(2):
                send(anybody, event("$set", f"old-{number}", minutes_ago(60 * 24 * 20), **{"$set": {"plan": "pro"}}))
            send(anybody, event("api_error", "free-1", minutes_ago(60 * 24 * 20), error_type="timeout"))
        yield instance


@pytest.fixture(scope="module")
def administrator(inhabited: Instance) -> Iterator[httpx.Client]:
    with inhabited.client(credentials.ADMIN) as client:
        yield client


def affected(client: httpx.Client, **body: Any) -> dict[str, Any]:
    response = client.post(AFFECTED, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {row["outcome"]: row["count"] for row in rows}


def test_a_new_flag_changes_whoever_it_is_for(administrator: httpx.Client) -> None:
    key = unique("new")
    body = affected(administrator, definition={"key": key, "filters": {"groups": [where("plan", "exact", "pro")]}})
    assert (body["key"], body["days"], body["complete"]) == (key, 7, True)
    assert (body["users"], body["evaluated"], body["changed"], body["changed_with_errors"]) == (10, 10, 4, 2)
    assert counts(body["before"]) == {"false": 10}
    assert counts(body["after"]) == {"false": 6, "true": 4}
    [transition] = body["transitions"]
    assert (transition["from"], transition["to"], transition["count"]) == ("false", "true", 4)
    examples = {example["user_id"]: example["had_errors"] for example in transition["examples"]}
    assert examples == {user: user in TROUBLED for user in PRO}
    assert {"field": "key", "old": None, "new": key} in body["diff"]
    assert_problem(administrator.get(f"/api/flags/{key}"), 404)


def test_a_change_is_told_by_variant(administrator: httpx.Client) -> None:
    variants = [{"key": key, "rollout_percentage": share} for key, share in (("control", 100), ("test", 0))]
    filters = {"groups": [where("plan", "exact", "pro")], "multivariate": {"variants": variants}}
    key = unique("variants")
    define(administrator, key, filters=filters)
    everybody = [{"properties": [], "rollout_percentage": 100, "variant": "test"}]
    body = affected(administrator, key=key, patch={"filters": {"groups": everybody}}, days=30)
    assert (body["users"], body["evaluated"], body["changed"]) == (12, 12, 12)
    assert counts(body["before"]) == {"false": 6, "control": 6}
    assert counts(body["after"]) == {"test": 12}
    changes = {(row["from"], row["to"]): row["count"] for row in body["transitions"]}
    assert changes == {("false", "test"): 6, ("control", "test"): 6}
    assert all(len(row["examples"]) == 5 for row in body["transitions"])
    assert body["changed_with_errors"] == 4, "errors of the whole time count"
    assert any(entry["field"].startswith("filters.groups[0]") for entry in body["diff"])
    assert administrator.get(f"/api/flags/{key}").json()["flag"]["version"] == 1


def test_what_is_asked_for_says_the_difference(administrator: httpx.Client) -> None:
    key = unique("rollout")
    define(administrator, key, {"properties": [], "rollout_percentage": 0})
    groups = [{"properties": [], "rollout_percentage": 100}]
    whole = affected(administrator, definition={"key": key, "filters": {"groups": groups}})
    part = affected(administrator, key=key, patch={"filters": {"groups": groups}})
    assert whole == part
    assert part["diff"] == [{"field": "filters.groups[0].rollout_percentage", "old": 0, "new": 100}]
    nothing = affected(administrator, key=key, patch={})
    assert (nothing["changed"], nothing["diff"], nothing["transitions"]) == (0, [], [])


def test_the_verdicts_are_those_of_evaluation(administrator: httpx.Client) -> None:
    key = unique("half")
    condition = {"properties": [], "rollout_percentage": 50}
    body = affected(administrator, definition={"key": key, "filters": {"groups": [condition]}}, days=30)
    define(administrator, key, condition)
    asked = {"api_key": credentials.PROJECT, "flag_keys_to_evaluate": [key]}
    on = 0
    for user in [*PRO, *FREE, "old-0", "old-1"]:
        answer = administrator.post("/flags/?v=2", json=asked | {"distinct_id": user}).json()
        on += answer["flags"][key]["enabled"]
    assert counts(body["after"]).get("true", 0) == on


def test_groups_count_for_flags_that_ask_for_them(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        for company, plan in (("acme", "pro"), ("bolt", "free")):
            group = {"$group_type": "company", "$group_key": company, "$group_set": {"plan": plan}}
            send(client, event("$groupidentify", "robot", minutes_ago(60 * 24 * 30), **group))
        wait_for_group_type(client, "company")
        for company in ("acme", "bolt"):
            for number in range(3):
                send(client, event("clicked", f"{company}-{number}", **{"$groups": {"company": company}}))
        prop = {"key": "plan", "type": "group", "group_type_index": 0, "operator": "exact", "value": "pro"}
        filters = {"groups": [{"properties": [prop], "rollout_percentage": 100}], "aggregation_group_type_index": 0}
        body = affected(client, definition={"key": "by-company", "filters": filters})
        assert (body["users"], counts(body["after"])) == (6, {"true": 3, "false": 3})
        [transition] = body["transitions"]
        assert {example["user_id"] for example in transition["examples"]} == {f"acme-{number}" for number in range(3)}


def test_a_limit_says_that_not_everybody_was_asked(administrator: httpx.Client) -> None:
    definition = {"key": unique("limited"), "filters": {"groups": [EVERYBODY]}}
    body = affected(administrator, definition=definition, limit=4)
    assert (body["users"], body["evaluated"], body["complete"]) == (10, 4, False)
    body = affected(administrator, definition=definition, limit=10)
    assert (body["users"], body["evaluated"], body["complete"]) == (10, 10, True)


def test_many_users_are_replayed_page_by_page(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        for start in range(0, 2_000, 500):
            send(client, *(event("clicked", f"user-{number}") for number in range(start, start + 500)))
        condition = {"properties": [], "rollout_percentage": 50}
        body = affected(client, definition={"key": "half", "filters": {"groups": [condition]}})
        assert (body["users"], body["evaluated"], body["complete"]) == (2_000, 2_000, True)
        assert 900 < body["changed"] < 1_100


def test_who_is_affected_is_for_those_who_may_look_up(inhabited: Instance, administrator: httpx.Client) -> None:
    """A condition may name one person, so a count of one tells something about them."""
    key = unique("probe")
    body = {"definition": {"key": key, "filters": {"groups": [where("plan", "exact", "pro")]}}}
    for token in (credentials.READ, credentials.WRITE):
        with inhabited.client(token) as caller:
            refused = assert_problem(caller.post(AFFECTED, json=body), 403)
        assert "lookup" in refused["detail"]
        assert set(refused) == {"type", "title", "status", "detail", "request_id"}
    with inhabited.client(credentials.SUPPORT) as support:
        seen = affected(support, **body)
        assert seen["changed"] == len(PRO)
        assert affected(support, definition=body["definition"] | {"active": False})["changed"] == 0
    assert {one["user_id"] for one in seen["transitions"][0]["examples"]} <= set(PRO)
    entries = administrator.get("/api/audit", params={"action": "lookup.affected"}).json()["entries"]
    assert [entry["outcome"] for entry in entries if entry["target_flag_key"] == key] == ["allowed", "allowed"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "definition"),
        ({"definition": {"key": "a"}, "patch": {}, "key": "a"}, "definition"),
        ({"definition": []}, "definition"),
        ({"patch": {"name": "x"}}, "key"),
        ({"patch": {"name": "x"}, "key": 7}, "key"),
        ({"definition": {"key": "a"}, "days": 0}, "days"),
        ({"definition": {"key": "a"}, "days": 91}, "days"),
        ({"definition": {"key": "a"}, "days": "7"}, "days"),
        ({"definition": {"key": "a"}, "limit": 50001}, "limit"),
        ({"definition": {"key": "a"}, "limit": 9223372036854775808}, "limit"),
    ],
)
def test_a_bad_question_is_named(client: httpx.Client, body: dict[str, Any], field: str) -> None:
    assert_problem(client.post(AFFECTED, json=body), 400, field)


@pytest.mark.parametrize(
    "definition",
    [
        {"key": "with space"},
        {"active": "yes"},
        {"filters": {"groups": [{"rollout_percentage": 101}]}},
        {"filters": {"groups": [where("a", "regex", "(")]}},
        {"filters": {"groups": [{"properties": [{"key": "id", "type": "cohort", "value": 77}]}]}},
        {"filters": {"groups": [], "multivariate": {"variants": [{"key": "a", "rollout_percentage": 150}]}}},
    ],
)
def test_a_bad_definition_is_refused_as_saving_it_would_be(client: httpx.Client, definition: dict[str, Any]) -> None:
    definition = {"key": unique("bad")} | definition
    saved, tried = client.post("/api/flags", json=definition), client.post(AFFECTED, json={"definition": definition})
    assert_problem(saved, 400)
    body = assert_problem(tried, 400)
    assert body["errors"] == saved.json()["errors"]
    assert body["detail"] == saved.json()["detail"]


def test_an_unknown_flag_cannot_be_changed(client: httpx.Client) -> None:
    assert_problem(client.post(AFFECTED, json={"key": unique("none"), "patch": {"name": "x"}}), 404)
    first, second = define(client, unique("first"))["key"], define(client, unique("second"))["key"]
    assert_problem(client.post(AFFECTED, json={"key": first, "patch": {"key": second}}), 409)


def test_replays_at_the_same_time_leave_workers_for_others(inhabited: Instance) -> None:
    definition = {"key": "parallel", "filters": {"groups": [EVERYBODY]}}

    def ask(_: int) -> list[int]:
        with inhabited.client(credentials.ADMIN) as own:
            answers = [own.post(AFFECTED, json={"definition": definition, "days": 90}) for _ in range(5)]
        for answer in answers:
            if answer.status_code == 503:
                assert_problem(answer, 503)
        return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(6) as pool:
        statuses = {status for asked in pool.map(ask, range(6)) for status in asked}
    assert 200 in statuses
    assert statuses <= {200, 503}
