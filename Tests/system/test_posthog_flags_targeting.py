"""Flags for some users only: the official PostHog SDK for Python decides about them remotely and by itself."""

import json
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import event, minutes_ago, send, unique
from harness.flags import define, flag_is_on, only, wait_for_definitions, wait_for_group_type, where
from harness.instance import Instance, Make
from harness.posthog_flags import USERS, flags_for, local, remote
from harness.waiting import eventually

#: Applications still call the older methods, and the SDK advises against them each time.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def shop(gateway: Instance, client: httpx.Client) -> Instance:
    """The gateway with targeted flags of every kind; one company is known."""
    group = {"$group_type": "company", "$group_key": "acme", "$group_set": {"seats": 50}}
    send(client, event("$groupidentify", unique(), **group))
    wait_for_group_type(client, "company")
    variants = [{"key": key, "rollout_percentage": share} for key, share in (("a", 20), ("b", 80))]
    seats = {"key": "seats", "type": "group", "group_type_index": 0, "operator": "gte", "value": 10}
    beta = define(client, "beta", where("email", "regex", r"@acme\.example$"), where("age", "gte", 18))
    define(
        client,
        "plan",
        where("plan", "exact", ["pro", "team"]) | {"variant": "a"},
        where("version", "semver_gte", "1.2.0") | {"rollout_percentage": 60},
        filters={"multivariate": {"variants": variants}, "payloads": {"a": '{"n":1}', "b": "[2]"}},
    )
    define(client, "joined", where("joined", "is_date_after", "2024-01-01"), where("joined", "is_date_after", "-7d"))
    define(client, "follows", only(flag_is_on(beta["id"])) | {"rollout_percentage": 50})
    define(
        client,
        "company",
        {"properties": [seats], "rollout_percentage": 80},
        filters={"aggregation_group_type_index": 0},
    )
    define(client, "device", {"properties": [], "rollout_percentage": 50}, bucketing_identifier="device_id")
    define(
        client,
        "early",
        where("plan", "exact", "pro") | {"rollout_percentage": 0},
        where("age", "gt", 0),
        filters={"early_exit": True},
    )
    wait_for_definitions(client)
    return gateway


PEOPLE: list[dict[str, Any]] = [
    {"plan": "pro", "email": "a@acme.example", "age": 30, "version": "1.3.0", "joined": "2024-05-01"},
    {"plan": "free", "email": "b@other.example", "age": 17, "version": "1.1.9", "joined": "2023-05-01"},
    {"plan": "TEAM", "email": "c@acme.example.org", "age": 18, "version": "v2.0", "joined": "2024-01-01T00:00:01Z"},
    {"plan": "", "email": "", "age": 0, "version": "1.2.0", "joined": "2025-12-31 10:00:00"},
]


COMPANIES: list[dict[str, Any]] = [
    {},
    {"groups": {"company": "initech"}, "group_properties": {"company": {"seats": 9}}},
    {"groups": {"company": "globex"}, "group_properties": {"company": {"seats": 10}}},
]


def test_both_ways_of_the_sdk_agree_about_targeted_flags(shop: Instance) -> None:
    seen = set()
    with remote(shop) as asking, local(shop) as deciding:
        deciding.load_feature_flags()
        for number, user in enumerate(USERS[:24]):
            options = COMPANIES[number % 3] | {
                "person_properties": PEOPLE[number % 4],
                "device_id": f"device-{number}",
            }
            asked = asking.get_all_flags_and_payloads(user, **options)
            decided = deciding.get_all_flags_and_payloads(user, only_evaluate_locally=True, **options)
            assert len(asked["featureFlags"]) == 7
            assert asked["featureFlags"] == decided["featureFlags"], (user, options)
            assert asked["featureFlagPayloads"] == decided["featureFlagPayloads"], (user, options)
            seen |= {(key, value) for key, value in asked["featureFlags"].items()}
    both = {
        (key, value) for key in ("beta", "joined", "follows", "company", "device", "early") for value in (True, False)
    }
    assert both | {("plan", "a"), ("plan", "b"), ("plan", False)} == seen


def test_what_events_told_of_a_person_is_used_when_the_request_brings_none(shop: Instance) -> None:
    user = unique("known")
    with remote(shop) as asking:
        asking.set(distinct_id=user, properties={"email": "x@acme.example"})
    with remote(shop) as asking:
        assert asking.get_feature_flag("beta", unique("unknown")) is False
        eventually(lambda: asking.get_feature_flag("beta", user), "what events told is known")
        other = {"email": "x@other.example"}
        assert asking.get_feature_flag("beta", user, person_properties=other) is False
        assert asking.get_feature_flag("plan", user, person_properties={"plan": "pro"}) == "a"
        assert asking.get_feature_flag("beta", user, person_properties={"plan": "pro"}) is True, "of each property"


def test_what_is_known_of_a_person_counts_for_all_their_ids(shop: Instance) -> None:
    user, anonymous = unique("user"), unique("anonymous")
    with remote(shop) as asking:
        asking.capture("looked", distinct_id=anonymous, timestamp=minutes_ago(5))
        asking.alias(previous_id=anonymous, distinct_id=user)
        asking.set(distinct_id=user, properties={"age": 20})
    with remote(shop) as asking:
        eventually(lambda: asking.get_feature_flag("beta", anonymous), "what events told is known")


def test_what_events_told_of_a_group_is_used_when_the_request_brings_none(shop: Instance) -> None:
    with shop.client() as client:

        def is_known() -> bool:
            flags = flags_for(client, groups={"company": "acme"})["flags"]
            return flags["company"]["reason"]["code"] in ("condition_match", "out_of_rollout_bound")

        eventually(is_known, "what events told is known")
        flags = flags_for(client, groups={"company": "acme"}, group_properties={"company": {"seats": 1}})["flags"]
        assert flags["company"]["reason"]["code"] == "no_condition_match"
        assert flags_for(client)["flags"]["company"]["reason"]["code"] == "no_group_type"


def test_the_remote_configuration_is_its_payload(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        payload = '{"colour":"grün","n":10.0}'
        define(client, "theme", is_remote_configuration=True, filters={"payloads": {"true": payload}})
        wait_for_definitions(client)
    with local(instance) as asking:
        assert asking.get_remote_config_payload("theme") in (payload, json.loads(payload))


@pytest.mark.parametrize(
    ("user_agent", "runtime", "seen"),
    [
        ("posthog-python/7.42.0", None, {"both", "servers"}),
        ("Mozilla/5.0", None, {"both", "pages"}),
        ("something/1.0", None, {"both"}),
        ("Mozilla/5.0", "server", {"both", "servers"}),
        ("curl/8", "client", {"both", "pages"}),
    ],
)
def test_flags_are_for_a_runtime(make_gateway: Make, user_agent: str, runtime: str | None, seen: set[str]) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        for key, value in (("both", "all"), ("servers", "server"), ("pages", "client")):
            define(client, key, evaluation_runtime=value)
    with instance.client(User_Agent=user_agent) as client:
        others = {} if runtime is None else {"evaluation_runtime": runtime}
        assert set(flags_for(client, **others)["flags"]) == seen
