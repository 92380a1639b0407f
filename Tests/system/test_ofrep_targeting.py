"""Which value of a flag OpenFeature clients get: by the context, and by what events told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import event, send, unique
from harness.flags import define, same, wait_for_group_type, where
from harness.instance import Make
from harness.ofrep import ALL, ask_again, assert_value, evaluate
from harness.waiting import eventually

#: New flags are on for everybody.
pytestmark = pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="100")


PLANS = {
    "multivariate": {
        "variants": [{"key": "big", "rollout_percentage": 50}, {"key": "small", "rollout_percentage": 50}]
    },
    "payloads": {"big": "100", "small": "1"},
}


@pytest.fixture(scope="module")
def targeted(client: httpx.Client) -> str:
    """Users on the plan pro get `big`, those of acme `small`, nobody else anything."""
    pro = where("plan", "exact", "pro") | {"variant": "big"}
    acme = where("email", "icontains", "@acme.example") | {"variant": "small"}
    return define(client, unique("targeted"), pro, acme, filters=PLANS)["key"]


@pytest.mark.parametrize(
    ("context", "value", "variant"),
    [
        ({"plan": "pro"}, "100", "big"),
        ({"plan": "PRO", "email": "a@acme.example"}, "100", "big"),
        ({"plan": "free", "email": "a@ACME.example"}, "1", "small"),
        ({"email": "a@acme.example"}, "1", "small"),
    ],
)
@pytest.mark.parametrize("user", [{"targetingKey": "user-1"}, {}])
def test_a_context_that_meets_a_condition_is_targeted(
    client: httpx.Client, targeted: str, context: dict[str, str], value: str, variant: str, user: dict[str, str]
) -> None:
    body = assert_value(evaluate(client, targeted, {"context": user | context}))
    assert (body["value"], body["variant"], body["reason"]) == (value, variant, "TARGETING_MATCH")


@pytest.mark.parametrize(
    ("settings", "payloads", "values"),
    [
        ({}, ["42", "3.14"], ["42", "3.14"]),
        ({"COERCE_NUMERIC_STRINGS": "true"}, ["42", "7"], [42, 7]),
        ({"COERCE_NUMERIC_STRINGS": "true"}, ["42", "3.14"], [42.0, 3.14]),
        ({"COERCE_NUMERIC_STRINGS": "true"}, ['"42"', '"7"'], [42, 7]),
        ({"COERCE_NUMERIC_STRINGS": "true"}, ["true", '"no"'], ["true", "no"]),
        ({"COERCE_BOOLEAN_STRINGS": "true"}, ["true", "false"], [True, False]),
        ({"COERCE_BOOLEAN_STRINGS": "true"}, ['"yes"', '"no"'], [True, False]),
        ({"COERCE_BOOLEAN_STRINGS": "true"}, ['"ON"', '"Off"'], [True, False]),
        ({"COERCE_BOOLEAN_STRINGS": "true"}, ["42", '"x"'], ["42", "x"]),
        ({}, ['{"a":1}', '"{\\"a\\":10.0}"'], [{"a": 1}, {"a": 10.0}]),
    ],
)
def test_payloads_made_in_posthog_are_read_by_the_settings(
    make_gateway: Make, settings: dict[str, str], payloads: list[str], values: list[Any]
) -> None:
    instance = make_gateway(**settings)
    filters = PLANS | {"payloads": dict(zip(("big", "small"), payloads, strict=True))}
    conditions = [where("size", "exact", size) | {"variant": size} for size in ("big", "small")]
    with instance.client(credentials.ADMIN) as client:
        define(client, "sizes", *conditions, filters=filters)
        for size, value in zip(("big", "small"), values, strict=True):
            assert same(evaluate(client, "sizes", {"context": {"size": size}}).json()["value"], value)


@pytest.mark.parametrize("context", [{}, {"plan": "free"}, {"plan": None}, {"plan": ["pro"]}, {"plan": {"a": "pro"}}])
def test_a_context_that_meets_none_is_left_to_the_application(
    client: httpx.Client, targeted: str, context: dict[str, Any]
) -> None:
    body = assert_value(evaluate(client, targeted, {"context": {"targetingKey": "user-1"} | context}))
    assert "value" not in body
    assert body["reason"] == "DEFAULT"


def test_what_events_told_of_a_person_counts_unless_the_request_says_otherwise(
    client: httpx.Client, targeted: str
) -> None:
    user = unique("known")
    send(client, event("$set", user, **{"$set": {"plan": "pro"}}))
    known = {"context": {"targetingKey": user}}
    eventually(lambda: evaluate(client, targeted, known).json()["variant"] == "big", "what events told is known")
    other = {"context": {"targetingKey": user, "plan": "free"}}
    assert evaluate(client, targeted, other).json()["variant"] == ""


@pytest.mark.usefixtures("targeted")
@pytest.mark.engines("embedded", reason="what events told of a person is asked of PostHog once a minute")
def test_the_tag_changes_with_what_events_told_of_a_person(client: httpx.Client) -> None:
    user = unique("known")
    body = {"context": {"targetingKey": user}}
    tag = client.post(ALL, json=body).headers["ETag"]
    assert ask_again(client, tag, body) == 304
    send(client, event("$set", user, **{"$set": {"plan": "pro"}}))
    assert ask_again(client, tag, body) == 200


def test_groups_are_taken_from_the_context(client: httpx.Client) -> None:
    company = {"$group_type": "company", "$group_key": unique("company"), "$group_set": {"seats": 5}}
    send(client, event("$groupidentify", unique(), **company))
    wait_for_group_type(client, "company")
    condition = {
        "properties": [{"key": "seats", "type": "group", "group_type_index": 0, "operator": "gt", "value": 10}],
        "rollout_percentage": 100,
    }
    key = define(client, unique("group"), condition, filters={"aggregation_group_type_index": 0})["key"]

    def value(**context: Any) -> Any:
        return assert_value(evaluate(client, key, {"context": {"targetingKey": "user-1"} | context}))["value"]

    group = {"company": unique("company")}
    assert value() is False
    assert value(groups=group) is False
    assert value(groups=group, group_properties={"company": {"seats": 11}}) is True
    assert value(groups=group, group_properties={"company": {"seats": 10}}) is False


def test_a_relative_date_never_gives_a_wrong_304(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        define(client, "recent", where("seen", "is_date_after", "-1h"))
        moment = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=4)
        body = {"context": {"targetingKey": "u", "seen": moment.isoformat()}}
        first = client.post(ALL, json=body)
        assert first.json()["flags"][0]["value"] is True
        tag = first.headers["ETag"]
        assert ask_again(client, tag, body) == 304, "the same answer again"

        def is_over() -> bool:
            return client.post(ALL, json=body).json()["flags"][0]["value"] is False

        eventually(is_over, "the hour is over")
        assert ask_again(client, tag, body) == 200
