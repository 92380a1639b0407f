"""The official PostHog SDK for Python asks for flags, remotely and with definitions, and agrees with itself."""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, minutes_ago, send, unique
from harness.flags import create, define, path_of, wait_for_definitions, wait_for_group_type, where
from harness.instance import Instance
from harness.sdk import sdk
from harness.waiting import eventually

#: Applications still call the older methods, and the SDK advises against them each time.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

USERS = [f"user-{number}" for number in range(50)] + ["ünï-1", "a b", "x" * 150, "anonymous/7", "0"]
VARIANTS = {
    "first": {"value": {"colour": "red"}, "weight": 50},
    "second": {"value": {"colour": "blue"}, "weight": 20},
    "third": {"value": {"colour": "grün"}, "weight": 30},
}


@pytest.fixture(scope="module")
def gateway(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """New flags are on for 55 percent of the users."""
    with engine.lasting_gateway(tmp_path_factory.mktemp("posthog"), DEFAULT_ROLLOUT_PERCENTAGE="55") as instance:
        yield instance


@pytest.fixture(scope="module")
def keys(client: httpx.Client) -> list[str]:
    """Flags of every kind the manifest can make."""
    flags = [
        create(client, "switch", "boolean", False),
        create(client, "switched-off", "boolean", True, state="DISABLED"),
        create(client, "text", "string", "hello"),
        create(client, "number", "integer", 7),
        create(client, "ratio", "float", 10.0),
        create(client, "settings", "object", {"colour": "red"}, variants=VARIANTS),
        create(client, "partly", "string", "none", variants={"some": {"value": "some", "weight": 33.3}}),
        create(client, "everybody", "boolean", False, variants={"on": {"value": True, "weight": 100}}),
    ]
    wait_for_definitions(client)
    return [flag["key"] for flag in flags]


def remote(gateway: Instance, **options: Any) -> Any:
    """The SDK without definitions: it asks for every verdict."""
    return sdk(gateway, **options)


def local(gateway: Instance, **options: Any) -> Any:
    """The SDK with the definitions; they are read once, the next poll is out of sight."""
    return sdk(gateway, secret_key=credentials.READ, poll_interval=3600, **options)


def flags_for(client: httpx.Client, user: str = "user-1", path: str = "/flags/", **body: Any) -> dict[str, Any]:
    response = client.post(path, params={"v": "2"}, json={"api_key": credentials.PROJECT, "distinct_id": user} | body)
    assert response.status_code == 200, response.text
    return response.json()


# The SDK


def test_both_ways_of_the_sdk_agree(gateway: Instance, keys: list[str]) -> None:
    with remote(gateway) as asking, local(gateway) as deciding:
        deciding.load_feature_flags()
        assert sorted(flag["key"] for flag in deciding.feature_flags) == sorted(keys)
        verdicts = set()
        for user in USERS:
            asked = asking.get_all_flags_and_payloads(user)
            decided = deciding.get_all_flags_and_payloads(user, only_evaluate_locally=True)
            assert sorted(asked["featureFlags"]) == sorted(keys)
            assert asked["featureFlags"] == decided["featureFlags"], user
            assert asked["featureFlagPayloads"] == decided["featureFlagPayloads"], user
            verdicts |= {(key, str(value)) for key, value in asked["featureFlags"].items()}
    assert {("switch", "True"), ("switch", "False"), ("switched-off", "False")} <= verdicts
    assert {("settings", name) for name in [*VARIANTS, "False"]} <= verdicts
    assert {("partly", "some"), ("partly", "default"), ("partly", "False")} <= verdicts


def test_single_flags_and_payloads_agree(gateway: Instance, keys: list[str]) -> None:
    with remote(gateway) as asking, local(gateway) as deciding:
        deciding.load_feature_flags()
        for user in USERS[:12]:
            for key in keys:
                asked = asking.get_feature_flag_result(key, user)
                decided = deciding.get_feature_flag_result(key, user, only_evaluate_locally=True)
                assert (asked.enabled, asked.variant, asked.payload) == (
                    decided.enabled,
                    decided.variant,
                    decided.payload,
                ), (user, key)
                assert asking.get_feature_flag(key, user) == deciding.get_feature_flag(key, user)
                assert asking.feature_enabled(key, user) == deciding.feature_enabled(key, user)
        on = next(user for user in USERS if asking.get_feature_flag("settings", user) == "third")
        assert asking.get_feature_flag_result("settings", on).payload == {"colour": "grün"}
        assert asking.get_feature_flag_payload("settings", on) == {"colour": "grün"}


def test_the_verdicts_are_those_of_the_documented_hash(gateway: Instance, make_gateway) -> None:
    """The shares of the published table: 45 percent of `simple-flag`."""
    instance = make_gateway(DEFAULT_ROLLOUT_PERCENTAGE="45")
    with instance.client(credentials.WRITE) as writer:
        create(writer, "simple-flag", "boolean", False)
    with remote(instance) as asking:
        verdicts = [asking.get_feature_flag("simple-flag", f"distinct_id_{number}") for number in range(20)]
    assert "".join("T" if verdict else "F" for verdict in verdicts) == "FTTFTFFTFTFTTFTFFFTT"


def test_the_variants_are_those_of_the_documented_hash(gateway: Instance, client: httpx.Client) -> None:
    """The shares of the published table: 55 percent of `multivariate-flag`, five variants."""
    weights = {"first": 50, "second": 20, "third": 20, "fourth": 5, "fifth": 5}
    variants = {f"{name}-variant": {"value": name, "weight": weight} for name, weight in weights.items()}
    create(client, "multivariate-flag", "string", "first", variants=variants)
    try:
        with remote(gateway) as asking:
            verdicts = [asking.get_feature_flag("multivariate-flag", f"distinct_id_{number}") for number in range(20)]
    finally:
        client.delete(path_of("multivariate-flag"))
    numbers = {f"{name}-variant": str(number) for number, name in enumerate(weights, start=1)}
    assert "".join(numbers.get(verdict, "-") for verdict in verdicts) == "221--21---13-121--41"


def test_an_unknown_flag_is_none(gateway: Instance, keys: list[str]) -> None:
    with remote(gateway) as asking:
        assert asking.get_feature_flag("no-such-flag", "user-1") is None


def test_asked_for_by_key_only_those_are_answered(gateway: Instance, keys: list[str]) -> None:
    with remote(gateway) as asking:
        assert set(asking.get_all_flags("user-1", flag_keys_to_evaluate=["switch", "ratio", "none"])) == {
            "switch",
            "ratio",
        }


def test_calls_of_flags_are_stored_as_events(gateway: Instance, client: httpx.Client, keys: list[str]) -> None:
    user = unique("caller")
    with remote(gateway) as asking:
        verdict = asking.get_feature_flag("settings", user)
        asking.get_feature_flag("settings", user)
        switch = asking.get_feature_flag("switch", user)
    events = client.get("/api/analytics/user/events", params={"user_id": user}).json()["events"]
    assert [event["event"] for event in events] == ["$feature_flag_called"] * 2
    called = {event["properties"]["$feature_flag"]: event["properties"] for event in events}
    assert called["settings"]["$feature_flag_response"] == verdict
    assert called["switch"]["$feature_flag_response"] == switch
    assert called["settings"]["$feature/settings"] == verdict
    assert called["settings"]["$feature_flag_version"] == 1
    assert called["settings"]["$feature_flag_id"] > 0
    assert called["settings"]["$feature_flag_request_id"]
    reason = called["settings"]["$feature_flag_reason"]
    assert (reason == "Matched condition set 1") == bool(verdict), reason


def test_a_call_decided_locally_is_stored_too(gateway: Instance, client: httpx.Client, keys: list[str]) -> None:
    user = unique("local")
    with local(gateway) as deciding:
        verdict = deciding.get_feature_flag("switch", user)
    [event] = client.get("/api/analytics/user/events", params={"user_id": user}).json()["events"]
    assert event["event"] == "$feature_flag_called"
    assert event["properties"]["locally_evaluated"] is True
    assert event["properties"]["$feature_flag_response"] == verdict


def test_events_can_carry_the_flags_of_their_user(gateway: Instance, client: httpx.Client, keys: list[str]) -> None:
    user = unique("carrier")
    with remote(gateway) as asking:
        flags = asking.evaluate_flags(user)
        verdict = flags.get_flag("settings")
        asking.capture("bought", distinct_id=user, flags=flags)
    events = client.get("/api/analytics/user/events", params={"user_id": user}).json()["events"]
    [bought] = [event for event in events if event["event"] == "bought"]
    assert bought["properties"].get("$feature/settings", False) == verdict


def test_definitions_are_read_again_only_when_they_changed(gateway: Instance, client: httpx.Client) -> None:
    key = unique("polled")
    create(client, key, "boolean", False)
    wait_for_definitions(client)

    def unchanged() -> list[str]:
        lines = gateway.access_log.read_text().splitlines()
        return [line for line in lines if "/flags/definitions" in line and " 304 " in line]

    with local(gateway) as deciding:
        deciding.load_feature_flags()
        tag = deciding._flags_etag
        assert tag
        before = len(unchanged())
        deciding._load_feature_flags()
        assert deciding._flags_etag == tag
        assert key in [flag["key"] for flag in deciding.feature_flags]
        eventually(lambda: len(unchanged()) > before, "a 304 is in the access log")
        assert client.put(path_of(key), json={"state": "DISABLED"}).status_code == 200
        wait_for_definitions(client)
        deciding._load_feature_flags()
        assert deciding._flags_etag != tag
        assert {flag["key"]: flag["active"] for flag in deciding.feature_flags}[key] is False


def test_a_wrong_key_gives_no_definitions(gateway: Instance, keys: list[str]) -> None:
    with sdk(gateway, secret_key="phx_nobody_knows_this_one", poll_interval=3600) as deciding:
        deciding.load_feature_flags()
        assert not deciding.feature_flags


@pytest.mark.parametrize("key", ["no-such-flag", "settings", "99999999", "a%20b"])
def test_what_is_no_remote_configuration_is_not_found(client: httpx.Client, keys: list[str], key: str) -> None:
    path = f"/api/projects/@current/feature_flags/{key}/remote_config"
    response = client.get(path, params={"token": credentials.PROJECT})
    assert (response.status_code, response.content) == (404, b"")


# Targeting


@pytest.fixture
def shop(make_gateway) -> Instance:
    """A gateway with targeted flags of every kind; one company is known."""
    instance: Instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
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
        define(
            client, "joined", where("joined", "is_date_after", "2024-01-01"), where("joined", "is_date_after", "-7d")
        )
        dependency = {"key": str(beta["id"]), "type": "flag", "operator": "flag_evaluates_to", "value": True}
        define(client, "follows", {"properties": [dependency], "rollout_percentage": 50})
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
    return instance


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


def test_the_remote_configuration_is_its_payload(shop: Instance) -> None:
    with shop.client(credentials.ADMIN) as client:
        payload = '{"colour":"grün","n":10.0}'
        define(client, "theme", is_remote_configuration=True, filters={"payloads": {"true": payload}})
        wait_for_definitions(client)
    with local(shop) as asking:
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
def test_flags_are_for_a_runtime(make_gateway, user_agent: str, runtime: str | None, seen: set[str]) -> None:
    instance: Instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        for key, value in (("both", "all"), ("servers", "server"), ("pages", "client")):
            define(client, key, evaluation_runtime=value)
    with instance.client(User_Agent=user_agent) as client:
        others = {} if runtime is None else {"evaluation_runtime": runtime}
        assert set(flags_for(client, **others)["flags"]) == seen


# Definitions on the wire

DEFINITIONS = ["/flags/definitions", "/api/feature_flag/local_evaluation"]


@pytest.mark.parametrize("path", [*DEFINITIONS, "/flags/definitions/", "/api/feature_flag/local_evaluation/"])
def test_definitions_have_what_sdks_read(client: httpx.Client, keys: list[str], path: str) -> None:
    response = client.get(path, params={"token": credentials.PROJECT, "send_cohorts": ""})
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "private, must-revalidate"
    body = response.json()
    assert isinstance(body["cohorts"], dict)
    assert isinstance(body["group_type_mapping"], dict)
    flag = next(flag for flag in body["flags"] if flag["key"] == "settings")
    assert flag["active"] is True
    assert flag["deleted"] is False
    assert flag["version"] == 1
    assert isinstance(flag["id"], int)
    assert flag["ensure_experience_continuity"] is False
    assert flag["filters"]["groups"][0]["rollout_percentage"] == 55
    assert [variant["key"] for variant in flag["filters"]["multivariate"]["variants"]] == list(VARIANTS)
    assert json.loads(flag["filters"]["payloads"]["first"]) == {"colour": "red"}


@pytest.mark.parametrize("path", DEFINITIONS)
@pytest.mark.parametrize("form", ["W/{}", "{}", "{bare}", '"other", {}'])
def test_known_definitions_are_not_sent_again(client: httpx.Client, keys: list[str], path: str, form: str) -> None:
    tag = client.get(path, params={"token": credentials.PROJECT}).headers["ETag"]
    assert tag.startswith('W/"')
    known = tag.removeprefix("W/")
    condition = form.format(known, bare=known.strip('"'))
    again = client.get(path, params={"token": credentials.PROJECT}, headers={"If-None-Match": condition})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == tag


@pytest.mark.parametrize("path", DEFINITIONS)
@pytest.mark.parametrize("token", [None, credentials.PROJECT, "phx_nobody_knows_this_one"])
def test_definitions_need_read(gateway: Instance, path: str, token: str | None) -> None:
    with gateway.client(token) as anybody:
        response = anybody.get(path, params={"token": credentials.PROJECT})
    assert response.status_code == 401
    assert response.json()["detail"]


# Verdicts on the wire


def test_the_answer_of_version_2(client: httpx.Client, keys: list[str]) -> None:
    on = next(user for user in USERS if flags_for(client, user)["flags"]["settings"]["enabled"])
    off = next(user for user in USERS if not flags_for(client, user)["flags"]["settings"]["enabled"])
    body = flags_for(client, on)
    assert body["errorsWhileComputingFlags"] is False
    assert body["requestId"]
    assert body["evaluatedAt"] > 1_700_000_000_000
    assert set(keys) <= set(body["flags"])
    flag = body["flags"]["settings"]
    assert flag["key"] == "settings"
    assert flag["variant"] in VARIANTS
    assert flag["reason"] == {
        "code": "condition_match",
        "condition_index": 0,
        "description": "Matched condition set 1",
    }
    assert flag["metadata"]["version"] == 1
    assert isinstance(flag["metadata"]["id"], int)
    assert json.loads(flag["metadata"]["payload"]) == VARIANTS[flag["variant"]]["value"]
    flag = flags_for(client, off)["flags"]["settings"]
    assert (flag["enabled"], flag["variant"], flag["reason"]["code"]) == (False, None, "out_of_rollout_bound")
    flag = body["flags"]["switched-off"]
    assert (flag["enabled"], flag["variant"], flag["reason"]["code"]) == (False, None, "flag_disabled")
    assert flag["metadata"]["payload"] is None


@pytest.mark.parametrize("path", ["/flags", "/flags/"])
@pytest.mark.parametrize("query", [{}, {"v": "1"}])
def test_the_answer_of_version_1(client: httpx.Client, keys: list[str], path: str, query: dict[str, str]) -> None:
    new = flags_for(client)["flags"]
    body = client.post(path, params=query, json={"token": credentials.PROJECT, "distinct_id": "user-1"}).json()
    assert body["errorsWhileComputingFlags"] is False
    assert body["featureFlags"] == {
        key: (flag["variant"] or True) if flag["enabled"] else False for key, flag in new.items()
    }
    assert body["featureFlagPayloads"] == {
        key: flag["metadata"]["payload"] for key, flag in new.items() if flag["metadata"]["payload"] is not None
    }
    assert body["requestId"]


def test_the_older_route_in_its_versions(client: httpx.Client, keys: list[str]) -> None:
    new = flags_for(client)["flags"]
    active = {key: flag["variant"] or True for key, flag in new.items() if flag["enabled"]}

    def answer(**query: str) -> Any:
        body = {"token": credentials.PROJECT, "distinct_id": "user-1"}
        response = client.post("/decide/", params=query, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    assert sorted(answer()["featureFlags"]) == sorted(active)
    assert sorted(answer(v="1")["featureFlags"]) == sorted(active)
    assert answer(v="2")["featureFlags"] == active
    third = answer(v="3")
    assert {key: value for key, value in third["featureFlags"].items() if value} == active
    assert "featureFlagPayloads" in third
    assert answer(v="4")["flags"] == new


@pytest.mark.parametrize("name", ["token", "api_key", "$token"])
@pytest.mark.parametrize("user", ["distinct_id", "$distinct_id"])
def test_the_names_of_the_body_vary(client: httpx.Client, keys: list[str], name: str, user: str) -> None:
    body = client.post("/flags/", params={"v": "2"}, json={name: credentials.PROJECT, user: "user-1"}).json()
    assert body["flags"] == flags_for(client)["flags"]


def test_bodies_may_be_packed(client: httpx.Client, keys: list[str]) -> None:
    text = json.dumps({"token": credentials.PROJECT, "distinct_id": "user-1"}).encode()
    expected = flags_for(client)["flags"]
    for content, headers, query in (
        (gzip.compress(text), {"Content-Encoding": "gzip"}, {}),
        (gzip.compress(text), {}, {"compression": "gzip"}),
        (b"data=" + base64.b64encode(text), {"Content-Type": "application/x-www-form-urlencoded"}, {}),
        (base64.b64encode(text), {}, {"compression": "base64"}),
    ):
        response = client.post("/flags/", params={"v": "2"} | query, content=content, headers=headers)
        assert response.status_code == 200, (headers, query, response.text)
        assert response.json()["flags"] == expected


def test_a_number_is_a_user(client: httpx.Client, keys: list[str]) -> None:
    assert flags_for(client, 5)["flags"] == flags_for(client, "5")["flags"]  # type: ignore[arg-type]


def test_an_empty_user_has_the_first_place_in_every_rollout(client: httpx.Client, keys: list[str]) -> None:
    flags = flags_for(client, "")["flags"]
    assert flags["switch"]["enabled"] is True
    assert flags["settings"]["variant"] == "first"


def test_flags_can_be_left_out(client: httpx.Client, keys: list[str]) -> None:
    assert flags_for(client, disable_flags=True)["flags"] == {}
    assert set(flags_for(client, flag_keys=["switch"])["flags"]) == {"switch"}
    assert set(flags_for(client, flag_keys_to_evaluate=["switch", "?"])["flags"]) == {"switch"}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"[" * 100_000, 400),
        (json.dumps({"token": credentials.PROJECT}).encode(), 400),
        (json.dumps({"token": credentials.PROJECT, "distinct_id": {}}).encode(), 400),
        (json.dumps({"distinct_id": "u"}).encode(), 401),
        (json.dumps({"token": "phc_nobody", "distinct_id": "u"}).encode(), 401),
    ],
)
@pytest.mark.parametrize("path", ["/flags/?v=2", "/decide/?v=3"])
def test_a_bad_request_for_verdicts(client: httpx.Client, path: str, content: bytes, status: int) -> None:
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == status, response.text
    assert "<html" not in response.text


def test_archived_flags_are_not_evaluated(client: httpx.Client, keys: list[str]) -> None:
    key = unique("archived")
    create(client, key, "boolean", True)
    assert key in flags_for(client)["flags"]
    assert client.delete(path_of(key)).status_code == 200
    assert flags_for(client)["flags"].get(key, {"enabled": False})["enabled"] is False
    wait_for_definitions(client)
    definitions = client.get("/flags/definitions", params={"token": credentials.PROJECT}).json()["flags"]
    assert not [flag for flag in definitions if flag["key"] == key and flag["active"]]


def test_pages_may_ask(gateway: Instance) -> None:
    with gateway.client() as browser:
        preflight = browser.options(
            "/flags/?v=2",
            headers={
                "Origin": "https://shop.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert preflight.status_code in (200, 204)
        assert preflight.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
        answer = browser.post(
            "/flags/?v=2",
            json={"token": credentials.PROJECT, "distinct_id": "user-1"},
            headers={"Origin": "https://shop.example"},
        )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
