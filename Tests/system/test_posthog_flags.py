"""The official PostHog SDK for Python asks for flags, remotely and with definitions, and agrees with itself."""

import httpx
import pytest

from harness import credentials
from harness.events import unique, user_events
from harness.flags import create, path_of, wait_for_definitions
from harness.instance import Instance, Make
from harness.posthog_flags import USERS, VARIANTS, create_every_kind, local, remote
from harness.sdk import sdk
from harness.waiting import eventually

pytestmark = [
    pytest.mark.usefixtures("keys"),
    # Applications still call the older methods, and the SDK advises against them each time.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # New flags are on for 55 percent of the users.
    pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="55"),
]


@pytest.fixture(scope="module")
def keys(client: httpx.Client) -> list[str]:
    """What the gateway has flags for, whatever else tests add."""
    return create_every_kind(client)


def test_both_ways_of_the_sdk_agree(gateway: Instance, keys: list[str]) -> None:
    with remote(gateway) as asking, local(gateway) as deciding:
        deciding.load_feature_flags()
        assert set(keys) <= {flag["key"] for flag in deciding.feature_flags}
        verdicts = set()
        for user in USERS:
            asked = asking.get_all_flags_and_payloads(user)
            decided = deciding.get_all_flags_and_payloads(user, only_evaluate_locally=True)
            assert set(keys) <= set(asked["featureFlags"])
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


def test_the_verdicts_are_those_of_the_documented_hash(make_gateway: Make) -> None:
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


def test_an_unknown_flag_is_none(gateway: Instance) -> None:
    with remote(gateway) as asking:
        assert asking.get_feature_flag("no-such-flag", "user-1") is None


def test_asked_for_by_key_only_those_are_answered(gateway: Instance) -> None:
    with remote(gateway) as asking:
        asked = asking.get_all_flags("user-1", flag_keys_to_evaluate=["switch", "ratio", "none"])
    assert set(asked) == {"switch", "ratio"}


def test_calls_of_flags_are_stored_as_events(gateway: Instance, client: httpx.Client) -> None:
    user = unique("caller")
    with remote(gateway) as asking:
        verdict = asking.get_feature_flag("settings", user)
        asking.get_feature_flag("settings", user)
        switch = asking.get_feature_flag("switch", user)
    events = user_events(client, user)
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


def test_a_call_decided_locally_is_stored_too(gateway: Instance, client: httpx.Client) -> None:
    user = unique("local")
    with local(gateway) as deciding:
        verdict = deciding.get_feature_flag("switch", user)
    [event] = user_events(client, user)
    assert event["event"] == "$feature_flag_called"
    assert event["properties"]["locally_evaluated"] is True
    assert event["properties"]["$feature_flag_response"] == verdict


def test_events_can_carry_the_flags_of_their_user(gateway: Instance, client: httpx.Client) -> None:
    user = unique("carrier")
    with remote(gateway) as asking:
        flags = asking.evaluate_flags(user)
        verdict = flags.get_flag("settings")
        asking.capture("bought", distinct_id=user, flags=flags)
    events = user_events(client, user)
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


def test_a_wrong_key_gives_no_definitions(gateway: Instance) -> None:
    with sdk(gateway, secret_key="phx_nobody_knows_this_one", poll_interval=3600) as deciding:
        deciding.load_feature_flags()
        assert not deciding.feature_flags
