"""The OpenFeature remote evaluation protocol on the wire: one flag, all flags, tags, errors, browsers."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, send, unique
from harness.flags import DEFAULTS, create, define, path_of, same, wait_for_group_type, where
from harness.instance import Instance
from harness.waiting import eventually

ALL = "/ofrep/v1/evaluate/flags"
#: The reasons every OpenFeature SDK knows.
REASONS = {"STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "CACHED", "DISABLED", "UNKNOWN", "STALE", "ERROR"}
SHOP = "https://shop.example"
USER = {"context": {"targetingKey": "user-1"}}


@pytest.fixture(scope="module")
def gateway(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """New flags are on for everybody, and one shop's pages may ask."""
    settings = {"DEFAULT_ROLLOUT_PERCENTAGE": "100", "CORS_ALLOWED_ORIGINS": f"https://other.example,{SHOP}"}
    with engine.lasting_gateway(tmp_path_factory.mktemp("ofrep"), **settings) as instance:
        yield instance


@pytest.fixture(scope="module")
def split(client: httpx.Client) -> str:
    """A flag whose users are divided between two variants."""
    variants = {"red": {"value": "#f00", "weight": 50}, "blue": {"value": "#00f", "weight": 50}}
    return create(client, unique("split"), "string", "#f00", variants=variants)["key"]


def evaluate(client: httpx.Client, key: str, body: Any = None, **options: Any) -> httpx.Response:
    return client.post(f"{ALL}/{path_of(key).rpartition('/')[2]}", json=USER if body is None else body, **options)


def assert_value(response: httpx.Response) -> dict[str, Any]:
    """What every success must have, or SDKs fail on it."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert isinstance(body["variant"], str)
    assert body["reason"] in REASONS
    assert isinstance(body["metadata"], dict)
    assert all(isinstance(value, bool | int | float | str) for value in body["metadata"].values())
    return body


def assert_error(response: httpx.Response, status: int, code: str, key: str | None) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    body = response.json()
    assert body["errorCode"] == code
    assert body["errorDetails"]
    assert body.get("key") == key
    assert "value" not in body
    return body


# One flag


@pytest.mark.parametrize(("type_name", "default"), DEFAULTS)
def test_a_flag_that_is_on_has_its_value_for_everybody(client: httpx.Client, type_name: str, default: Any) -> None:
    key = unique("on")
    create(client, key, type_name, default)
    body = assert_value(evaluate(client, key))
    assert body["key"] == key
    assert same(body["value"], True if type_name == "boolean" else default)
    assert body["reason"] == "STATIC"
    assert body["variant"] == ("true" if type_name == "boolean" else "default")


@pytest.mark.parametrize(("value", "text"), [(10.0, "10.0"), (0.0, "0.0"), (-3.0, "-3.0"), (2.5, "2.5")])
def test_a_float_is_never_written_as_an_integer(client: httpx.Client, value: float, text: str) -> None:
    key = unique("float")
    create(client, key, "float", value)
    single = evaluate(client, key)
    assert f'"value":{text},' in single.text.replace(" ", "")
    bulk = client.post(ALL, json=USER)
    [flag] = [flag for flag in bulk.json()["flags"] if flag["key"] == key]
    assert same(flag["value"], value)


@pytest.mark.parametrize("value", [1e300, 1.5e-10, 123456789.0])
def test_a_float_of_any_size_stays_one(client: httpx.Client, value: float) -> None:
    key = unique("float")
    create(client, key, "float", value)
    assert same(evaluate(client, key).json()["value"], value)


def test_an_integer_is_never_written_as_a_float(client: httpx.Client) -> None:
    key = unique("integer")
    create(client, key, "integer", 10)
    text = evaluate(client, key).text
    assert re.search(r'"value":\s*10[,}]', text), text


@pytest.mark.parametrize(("type_name", "default"), [("boolean", True), ("string", "x"), ("float", 1.0), ("object", {})])
def test_a_flag_that_is_switched_off_has_no_value(client: httpx.Client, type_name: str, default: Any) -> None:
    key = unique("off")
    create(client, key, type_name, default, state="DISABLED")
    for body in (
        assert_value(evaluate(client, key)),
        next(flag for flag in client.post(ALL, json=USER).json()["flags"] if flag["key"] == key),
    ):
        assert "value" not in body
        assert body["reason"] == "DISABLED"
        assert isinstance(body["variant"], str)


def test_users_are_divided_by_weight(client: httpx.Client, split: str) -> None:
    values = {"red": "#f00", "blue": "#00f"}
    seen = []
    for number in range(60):
        body = assert_value(evaluate(client, split, {"context": {"targetingKey": f"user-{number}"}}))
        assert body["reason"] == "SPLIT"
        assert body["value"] == values[body["variant"]]
        seen.append(body["variant"])
    assert 15 <= seen.count("red") <= 45
    again = [
        evaluate(client, split, {"context": {"targetingKey": f"user-{number}"}}).json()["variant"]
        for number in range(60)
    ]
    assert again == seen


def test_a_flag_that_is_on_for_nobody_has_no_value_but_false(make_gateway) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        create(client, "switch", "boolean", True)
        create(client, "text", "string", "x")
        switch = assert_value(evaluate(client, "switch"))
        assert (switch["value"], switch["variant"], switch["reason"]) == (False, "false", "DEFAULT")
        text = assert_value(evaluate(client, "text"))
        assert "value" not in text
        assert (text["variant"], text["reason"]) == ("", "DEFAULT")


@pytest.mark.parametrize("body", [{}, {"context": {}}, {"context": None}, {"context": {"targetingKey": ""}}])
def test_a_targeting_key_is_asked_for_only_where_it_counts(client: httpx.Client, split: str, body: Any) -> None:
    key = unique("anybody")
    create(client, key, "integer", 5)
    assert assert_value(evaluate(client, key, body))["value"] == 5
    assert_error(evaluate(client, split, body), 400, "TARGETING_KEY_MISSING", split)
    flags = {flag["key"]: flag for flag in client.post(ALL, json=body).json()["flags"]}
    assert flags[key]["value"] == 5
    assert flags[split]["errorCode"] == "TARGETING_KEY_MISSING"
    assert flags[split]["errorDetails"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PARSE_ERROR"),
        (b"{", "PARSE_ERROR"),
        (b"[]", "PARSE_ERROR"),
        (b"null", "PARSE_ERROR"),
        (b"[" * 100_000, "PARSE_ERROR"),
        (b"\xff\xfe", "PARSE_ERROR"),
        (b'{"context":5}', "INVALID_CONTEXT"),
        (b'{"context":[]}', "INVALID_CONTEXT"),
        (b'{"context":{"targetingKey":5}}', "INVALID_CONTEXT"),
        (b'{"context":{"targetingKey":{}}}', "INVALID_CONTEXT"),
        (b'{"context":{"groups":"acme"}}', "INVALID_CONTEXT"),
        (b'{"context":{"group_properties":{"company":1}}}', "INVALID_CONTEXT"),
    ],
)
def test_a_bad_request_has_both_error_fields(client: httpx.Client, content: bytes, code: str) -> None:
    key = unique("bad")
    create(client, key, "boolean", True)
    headers = {"Content-Type": "application/json"}
    assert_error(client.post(f"{ALL}/{key}", content=content, headers=headers), 400, code, key)
    assert_error(client.post(ALL, content=content, headers=headers), 400, code, None)


def test_an_unknown_flag_is_named(client: httpx.Client) -> None:
    key = unique("unknown")
    assert key in assert_error(evaluate(client, key), 404, "FLAG_NOT_FOUND", key)["errorDetails"]


def test_an_archived_flag_is_off_and_not_listed(client: httpx.Client) -> None:
    key = unique("archived")
    create(client, key, "boolean", True)
    assert client.delete(path_of(key)).status_code == 200
    body = assert_value(evaluate(client, key))
    assert (body["reason"], "value" in body) == ("DISABLED", False)
    assert key not in [flag["key"] for flag in client.post(ALL, json=USER).json()["flags"]]


@pytest.mark.parametrize("key", ["a b", "ümläut", "a?b", "a%2Fb", "日本-🎈", "a.b.c"])
def test_keys_are_taken_from_the_path_decoded_once(client: httpx.Client, key: str) -> None:
    key = unique() + key
    create(client, key, "string", "found")
    body = assert_value(evaluate(client, key))
    assert (body["key"], body["value"]) == (key, "found")


@pytest.mark.parametrize("path", ["no/such/flag", "x%zz", "%00", "%ff", "..", "a;b", "k" * 2000])
def test_an_odd_path_is_no_flag(gateway: Instance, client: httpx.Client, path: str) -> None:
    response = client.post(f"{ALL}/{path}", json=USER)
    assert response.status_code in (400, 404), response.text
    assert response.headers["Content-Type"].split(";")[0] in ("application/json", "application/problem+json")
    assert "<html" not in response.text


# Targeting

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
    make_gateway, settings: dict[str, str], payloads: list[str], values: list[Any]
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


@pytest.mark.engines("embedded", reason="what events told of a person is asked of PostHog once a minute")
def test_the_tag_changes_with_what_events_told_of_a_person(client: httpx.Client, targeted: str) -> None:
    user = unique("known")
    body = {"context": {"targetingKey": user}}
    tag = client.post(ALL, json=body).headers["ETag"]
    assert ask(client, tag, body) == 304
    send(client, event("$set", user, **{"$set": {"plan": "pro"}}))
    assert ask(client, tag, body) == 200


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


def test_a_relative_date_never_gives_a_wrong_304(make_gateway) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        define(client, "recent", where("seen", "is_date_after", "-1h"))
        moment = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=4)
        body = {"context": {"targetingKey": "u", "seen": moment.isoformat()}}
        first = client.post(ALL, json=body)
        assert first.json()["flags"][0]["value"] is True
        tag = first.headers["ETag"]
        assert ask(client, tag, body) == 304, "the same answer again"

        def is_over() -> bool:
            return client.post(ALL, json=body).json()["flags"][0]["value"] is False

        eventually(is_over, "the hour is over")
        assert ask(client, tag, body) == 200


# Who may ask


@pytest.mark.parametrize("path", [ALL, f"{ALL}/any"])
def test_evaluating_needs_read(gateway: Instance, path: str) -> None:
    with gateway.client() as anybody:
        response = anybody.post(path, json=USER)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert len(response.text) < 500
    with gateway.client(X_API_Key=credentials.READ) as by_key, gateway.client(credentials.READ) as by_token:
        assert by_key.post(ALL, json=USER).status_code == 200
        assert by_token.post(ALL, json=USER).status_code == 200


def test_too_many_requests_say_how_many_seconds_to_wait(make_gateway) -> None:
    instance = make_gateway(API_RATE_PER_SECOND="1", API_BURST="1")
    with instance.client(credentials.READ) as client:
        answers = [client.post(ALL, json=USER) for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    for answer in refused:
        assert re.fullmatch(r"[1-9]\d*", answer.headers["Retry-After"])
        assert "json" in answer.headers["Content-Type"]


# All flags


def test_the_bulk_answer_is_the_single_answers(client: httpx.Client, split: str) -> None:
    context = {"context": {"targetingKey": "user-7", "plan": "pro"}}
    answer = client.post(ALL, json=context)
    assert answer.status_code == 200
    body = answer.json()
    assert isinstance(body["metadata"]["version"], str)
    keys = [flag["key"] for flag in body["flags"]]
    assert split in keys
    assert len(set(keys)) == len(keys)
    # Whether a single flag's path may hold an escaped slash is for the test of paths to say.
    for flag in [flag for flag in body["flags"] if "/" not in flag["key"]]:
        assert same(evaluate(client, flag["key"], context).json(), flag)


def test_a_change_is_visible_at_once(client: httpx.Client) -> None:
    key = unique("changing")
    create(client, key, "integer", 0)
    for number in range(1, 6):
        assert client.put(path_of(key), json={"defaultValue": number}).status_code == 200
        assert evaluate(client, key).json()["value"] == number
        bulk = {flag["key"]: flag for flag in client.post(ALL, json=USER).json()["flags"]}
        assert bulk[key]["value"] == number


def ask(client: httpx.Client, tag: str, body: Any = USER, **options: Any) -> int:
    response = client.post(ALL, json=body, headers={"If-None-Match": tag}, **options)
    if response.status_code == 304:
        assert response.content == b""
        assert response.headers["ETag"]
    return response.status_code


@pytest.fixture
def tag(client: httpx.Client) -> str:
    """The tag of the bulk answer, without what a web server adds to it."""
    create(client, unique(), "boolean", True)
    tag = client.post(ALL, json=USER, headers={"Accept-Encoding": "identity"}).headers["ETag"]
    assert re.fullmatch(r'"[0-9A-Za-z]+"', tag), "a strong tag"
    return tag


@pytest.mark.parametrize(
    "form",
    [
        "{quoted}",
        "W/{quoted}",
        "{bare}",
        "W/{bare}",
        '"{bare}-gzip"',
        'W/"{bare}-gzip"',
        '"{bare}-br"',
        '"one", {quoted}, "two"',
        '"one",W/{quoted}',
        "*",
    ],
)
def test_a_known_answer_is_not_sent_again(client: httpx.Client, tag: str, form: str) -> None:
    assert ask(client, form.format(quoted=tag, bare=tag.strip('"'))) == 304


@pytest.mark.parametrize("form", ['"other"', "W/{quoted}x", '"{bare}x"', '"x{bare}"', "", '"', "W/", ","])
def test_another_tag_gets_the_answer(client: httpx.Client, tag: str, form: str) -> None:
    assert ask(client, form.format(quoted=tag, bare=tag.strip('"'))) == 200


def test_the_tag_that_came_with_compression_is_known(client: httpx.Client, tag: str) -> None:
    for number in range(30):
        create(client, unique(f"filler{number}"), "string", "a rather long value that is worth compressing " * 3)
    response = client.post(ALL, json=USER, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert ask(client, response.headers["ETag"]) == 304


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"targetingKey": "user-2"},
        {"targetingKey": "user-1", "plan": "pro"},
        {"targetingKey": "user-1", "groups": {"company": "acme"}},
        {"targetingKey": "user-1", "nested": {"deep": [1]}},
    ],
)
def test_another_context_has_another_tag(client: httpx.Client, tag: str, context: dict[str, Any]) -> None:
    assert ask(client, tag, {"context": context}) == 200


def test_the_order_of_a_context_does_not_count_but_its_types_do(client: httpx.Client) -> None:
    first = {"context": {"targetingKey": "u", "a": 1, "b": {"c": 1, "d": 2}}}
    other = '{"context":{"b":{"d":2,"c":1},"a":1,"targetingKey":"u"}}'
    typed = '{"context":{"targetingKey":"u","a":"1","b":{"c":1,"d":2}}}'
    tag = client.post(ALL, json=first).headers["ETag"]
    headers = {"Content-Type": "application/json", "If-None-Match": tag}
    assert client.post(ALL, content=other, headers=headers).status_code == 304
    assert client.post(ALL, content=typed, headers=headers).status_code == 200


def test_another_caller_has_another_tag(gateway: Instance, tag: str) -> None:
    with gateway.client(credentials.READ) as reader:
        assert ask(reader, tag) == 200


@pytest.mark.parametrize("change", ["create", "update", "archive"])
def test_any_change_of_the_flags_gives_another_tag(client: httpx.Client, change: str) -> None:
    key = unique("tagged")
    create(client, key, "boolean", True)
    tag = client.post(ALL, json=USER).headers["ETag"]
    assert ask(client, tag) == 304
    if change == "create":
        create(client, unique(), "boolean", True)
    elif change == "update":
        assert client.put(path_of(key), json={"state": "DISABLED"}).status_code == 200
    else:
        assert client.delete(path_of(key)).status_code == 200
    assert ask(client, tag) == 200


def test_a_notification_of_another_state_forces_an_answer(client: httpx.Client, tag: str) -> None:
    version = client.post(ALL, json=USER).json()["metadata"]["version"]
    assert ask(client, tag, params={"flagConfigEtag": "another"}) == 200
    assert ask(client, tag, params={"flagConfigEtag": version}) == 304
    assert ask(client, tag, params={"flagConfigLastModified": "1771622898"}) in (200, 304)


def test_a_tag_survives_a_restart(make_gateway) -> None:
    instance = make_gateway()
    with instance.client(credentials.READ) as client, instance.client(credentials.WRITE) as writer:
        create(writer, "kept", "boolean", True)
        tag = client.post(ALL, json=USER).headers["ETag"]
        instance.kill_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        assert ask(client, tag) == 304


def test_a_single_flag_is_always_answered(client: httpx.Client) -> None:
    key = unique("single")
    create(client, key, "boolean", True)
    response = evaluate(client, key, headers={"If-None-Match": "*"})
    assert response.status_code == 200


# Browsers


def preflight(client: httpx.Client, path: str, origin: str) -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,if-none-match,x-api-key",
    }
    return client.options(path, headers=asked)


@pytest.mark.parametrize("path", [ALL, f"{ALL}/some-flag", f"{ALL}/a%20flag"])
def test_a_page_of_an_allowed_origin_may_ask(gateway: Instance, path: str) -> None:
    with gateway.client() as browser:
        answer = preflight(browser, path, SHOP)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "content-type", "if-none-match", "x-api-key"} <= allowed
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]
)
def test_a_page_of_another_origin_may_not(gateway: Instance, client: httpx.Client, origin: str) -> None:
    with gateway.client() as browser:
        assert "Access-Control-Allow-Origin" not in preflight(browser, ALL, origin).headers
    answer = client.post(ALL, json=USER, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "origin" in answer.headers["Vary"].lower()


def test_a_page_can_read_every_answer(gateway: Instance, client: httpx.Client, split: str) -> None:
    origin = {"Origin": SHOP}
    tag = client.post(ALL, json=USER).headers["ETag"]
    with gateway.client() as anybody:
        answers = [
            (client.post(ALL, json=USER, headers=origin), 200),
            (client.post(ALL, json=USER, headers=origin | {"If-None-Match": tag}), 304),
            (evaluate(client, split, headers=origin), 200),
            (evaluate(client, split, {}, headers=origin), 400),
            (evaluate(client, unique(), headers=origin), 404),
            (anybody.post(ALL, json=USER, headers=origin), 401),
        ]
    for answer, status in answers:
        assert answer.status_code == status
        assert answer.headers.get("Access-Control-Allow-Origin") == SHOP, status
        exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
        assert {"etag", "retry-after"} <= exposed


def test_only_posts_are_answered(client: httpx.Client) -> None:
    for path in (ALL, f"{ALL}/x"):
        response = client.get(path)
        assert response.status_code == 405
        assert "POST" in response.headers["Allow"]


def test_answers_are_valid_for_unusual_text(client: httpx.Client) -> None:
    key = unique("text")
    value = 'quote " backslash \\ newline \n tab \t null \x00 é 🎈 \u2028 </script>'
    create(client, key, "string", value)
    assert json.loads(evaluate(client, key).content)["value"] == value
