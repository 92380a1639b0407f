"""The OpenFeature remote evaluation protocol on the wire: the value of a flag, and what is wrong with a request."""

import json
import re
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import DEFAULTS, create, path_of, same
from harness.instance import Instance, Make
from harness.ofrep import ALL, USER, all_flags, assert_error, assert_value, create_split, evaluate

#: New flags are on for everybody.
pytestmark = pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="100")


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
    assert same(all_flags(client)[key]["value"], value)


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
    for body in (assert_value(evaluate(client, key)), all_flags(client)[key]):
        assert "value" not in body
        assert body["reason"] == "DISABLED"
        assert isinstance(body["variant"], str)


def test_users_are_divided_by_weight(client: httpx.Client) -> None:
    split = create_split(client)
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


def test_a_flag_that_is_on_for_nobody_has_no_value_but_false(make_gateway: Make) -> None:
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
def test_a_targeting_key_is_asked_for_only_where_it_counts(client: httpx.Client, body: Any) -> None:
    split = create_split(client)
    key = unique("anybody")
    create(client, key, "integer", 5)
    assert assert_value(evaluate(client, key, body))["value"] == 5
    assert_error(evaluate(client, split, body), 400, "TARGETING_KEY_MISSING", split)
    flags = all_flags(client, body)
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
    assert key not in all_flags(client)


@pytest.mark.parametrize("key", ["a b", "ümläut", "a?b", "a%2Fb", "日本-🎈", "a.b.c"])
def test_keys_are_taken_from_the_path_decoded_once(client: httpx.Client, key: str) -> None:
    key = unique() + key
    create(client, key, "string", "found")
    body = assert_value(evaluate(client, key))
    assert (body["key"], body["value"]) == (key, "found")


@pytest.mark.parametrize("path", ["no/such/flag", "x%zz", "%00", "%ff", "..", "a;b", "k" * 2000])
def test_an_odd_path_is_no_flag(client: httpx.Client, path: str) -> None:
    response = client.post(f"{ALL}/{path}", json=USER)
    assert response.status_code in (400, 404), response.text
    assert response.headers["Content-Type"].split(";")[0] in ("application/json", "application/problem+json")
    assert "<html" not in response.text


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


def test_too_many_requests_say_how_many_seconds_to_wait(make_gateway: Make) -> None:
    instance = make_gateway(API_RATE_PER_SECOND="1", API_BURST="1")
    with instance.client(credentials.READ) as client:
        answers = [client.post(ALL, json=USER) for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    for answer in refused:
        assert re.fullmatch(r"[1-9]\d*", answer.headers["Retry-After"])
        assert "json" in answer.headers["Content-Type"]


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
