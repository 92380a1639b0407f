"""The official OpenFeature SDK for Python with its OFREP provider, as an application uses it."""

from collections.abc import Iterator
from typing import Any

import pytest
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import FlagEvaluationDetails, Reason

from harness import credentials
from harness.events import unique
from harness.flags import create, define, path_of, same, where
from harness.instance import Instance, Make

#: New flags are on for everybody.
pytestmark = pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="100")


def application(url: str, token: str | None = credentials.READ, header: str = "Authorization") -> OpenFeatureClient:
    """A client of a provider of its own."""
    value = f"Bearer {token}" if header == "Authorization" else token
    provider = OFREPProvider(url, headers_factory=(lambda: {header: value}) if token else None)
    domain = unique("domain")
    api.set_provider(provider, domain=domain)
    return api.get_client(domain=domain)


@pytest.fixture
def client(gateway: Instance) -> Iterator[OpenFeatureClient]:
    yield application(gateway.url)
    api.clear_providers()


@pytest.fixture
def new_flag(gateway: Instance):
    """Creates a flag, answers its key."""

    def make(type_name: str, default: Any, **others: Any) -> str:
        with gateway.client(credentials.WRITE) as writer:
            return create(writer, unique(type_name), type_name, default, **others)["key"]

    return make


def details(client: OpenFeatureClient, type_name: str, key: str, default: Any, user: str | None = None) -> Any:
    methods = {
        "boolean": client.get_boolean_details,
        "string": client.get_string_details,
        "integer": client.get_integer_details,
        "float": client.get_float_details,
        "object": client.get_object_details,
    }
    return methods[type_name](key, default, EvaluationContext(user) if user else None)


def assert_resolved(found: FlagEvaluationDetails[Any], value: Any, reason: Reason) -> None:
    assert found.error_code is None, found.error_message
    assert same(found.value, value)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("type_name", "value", "default"),
    [
        ("boolean", True, False),
        ("string", "blue", "red"),
        ("string", "", "red"),
        ("integer", 42, 0),
        ("float", 2.5, 0.5),
        ("float", 10.0, 0.5),
        ("float", 0.0, 0.5),
        ("object", {"colour": "blue", "sizes": [1, 2.5]}, {}),
        ("object", [1, 2, 3], []),
    ],
)
@pytest.mark.parametrize("user", [None, "user-1"])
def test_every_type_is_resolved(
    client: OpenFeatureClient, new_flag, type_name: str, value: Any, default: Any, user: str | None
) -> None:
    key = new_flag(type_name, value)
    found = details(client, type_name, key, default, user)
    assert_resolved(found, value, Reason.STATIC)
    assert found.flag_key == key
    assert found.variant == ("true" if type_name == "boolean" else "default")
    assert found.flag_metadata["posthog_reason"] == "condition_match"


@pytest.mark.parametrize(
    ("type_name", "value", "default"),
    [
        ("boolean", True, True),
        ("string", "on", "code"),
        ("integer", 1, 7),
        ("float", 1.0, 7.5),
        ("object", {}, {"a": 1}),
    ],
)
def test_a_flag_that_is_switched_off_leaves_the_default_of_the_code(
    client: OpenFeatureClient, new_flag, type_name: str, value: Any, default: Any
) -> None:
    key = new_flag(type_name, value, state="DISABLED")
    assert_resolved(details(client, type_name, key, default, "user-1"), default, Reason.DISABLED)


def test_a_missing_flag_leaves_the_default_of_the_code(client: OpenFeatureClient) -> None:
    key = unique("missing")
    found = client.get_string_details(key, "code", EvaluationContext("user-1"))
    assert found.value == "code"
    assert found.error_code == ErrorCode.FLAG_NOT_FOUND
    assert key in (found.error_message or "")


@pytest.mark.parametrize(
    ("asked", "default", "type_name", "value"),
    [("string", "code", "boolean", True), ("float", 0.5, "integer", 1), ("integer", 5, "float", 1.0)],
)
def test_another_type_than_asked_for_is_a_mismatch(
    client: OpenFeatureClient, new_flag, asked: str, default: Any, type_name: str, value: Any
) -> None:
    found = details(client, asked, new_flag(type_name, value), default, "user-1")
    assert same(found.value, default)
    assert found.error_code == ErrorCode.TYPE_MISMATCH


def test_users_keep_their_variant(client: OpenFeatureClient, new_flag) -> None:
    variants = {"small": {"value": 1, "weight": 50}, "large": {"value": 100, "weight": 50}}
    key = new_flag("integer", 1, variants=variants)
    for user in [f"user-{number}" for number in range(30)]:
        found = details(client, "integer", key, 0, user)
        assert_resolved(found, variants[found.variant]["value"], Reason.SPLIT)
        assert details(client, "integer", key, 0, user).variant == found.variant
    assert {details(client, "integer", key, 0, f"user-{number}").value for number in range(30)} == {1, 100}


def test_a_user_who_is_not_named_has_no_variant(client: OpenFeatureClient, new_flag) -> None:
    variants = {"small": {"value": 1, "weight": 50}, "large": {"value": 100, "weight": 50}}
    found = details(client, "integer", new_flag("integer", 1, variants=variants), 7)
    assert found.value == 7
    assert found.error_code == ErrorCode.TARGETING_KEY_MISSING
    assert found.error_message


@pytest.mark.parametrize(
    ("attributes", "value", "reason"),
    [
        ({"plan": "pro"}, "gold", Reason.TARGETING_MATCH),
        ({"plan": "free", "age": 30}, "silver", Reason.TARGETING_MATCH),
        ({"plan": "free", "age": 30.5}, "silver", Reason.TARGETING_MATCH),
        ({"plan": "free", "age": 18}, "code", Reason.DEFAULT),
        ({}, "code", Reason.DEFAULT),
    ],
)
def test_attributes_decide(
    gateway: Instance, client: OpenFeatureClient, attributes: dict[str, Any], value: str, reason: Reason
) -> None:
    variants = [{"key": key, "rollout_percentage": share} for key, share in (("gold", 50), ("silver", 50))]
    with gateway.client(credentials.ADMIN) as writer:
        key = define(
            writer,
            unique("targeted"),
            where("plan", "exact", "pro") | {"variant": "gold"},
            where("age", "gt", 18) | {"variant": "silver"},
            filters={"multivariate": {"variants": variants}},
        )["key"]
    found = client.get_string_details(key, "code", EvaluationContext("user-1", attributes))
    assert_resolved(found, value, reason)


def test_a_change_reaches_the_application_at_once(gateway: Instance, client: OpenFeatureClient, new_flag) -> None:
    key = new_flag("float", 1.5)
    with gateway.client(credentials.WRITE) as writer:
        for value in (10.0, 11.5, 12.0):
            assert writer.put(path_of(key), json={"defaultValue": value}).status_code == 200
            assert_resolved(details(client, "float", key, 0.5), value, Reason.STATIC)


def test_keys_that_the_client_does_not_escape(client: OpenFeatureClient, gateway: Instance) -> None:
    with gateway.client(credentials.WRITE) as writer:
        for key in ("two words " + unique(), "ümläut-" + unique(), "checkout.new-" + unique()):
            create(writer, key, "string", "found")
            assert_resolved(client.get_string_details(key, "code"), "found", Reason.STATIC)


@pytest.mark.parametrize("token", [None, "a-token-nobody-knows"])
def test_a_wrong_token_is_told(gateway: Instance, token: str | None) -> None:
    found = application(gateway.url, token).get_boolean_details("any", True)
    assert found.value is True
    assert (found.error_code, found.error_message) == (ErrorCode.GENERAL, "unauthorized")


def test_an_api_key_is_enough(gateway: Instance, new_flag) -> None:
    client = application(gateway.url, credentials.READ, "X-API-Key")
    assert_resolved(client.get_string_details(new_flag("string", "x"), "code"), "x", Reason.STATIC)


def test_too_many_requests_pause_the_provider(make_gateway: Make) -> None:
    instance = make_gateway(API_RATE_PER_SECOND="1", API_BURST="1")
    client = application(instance.url)
    found = [client.get_boolean_details("any", True) for _ in range(12)]
    messages = [one.error_message or "" for one in found if one.error_code == ErrorCode.GENERAL]
    assert any("Rate limited, retry after: " in message for message in messages), messages
    assert any("paused due to TooManyRequests" in message for message in messages), messages
    assert all(one.value is True for one in found)
