"""All flags in one OpenFeature answer, and the tag that says whether it would be another one now."""

import re
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import DEFAULTS, create, path_of, same
from harness.instance import Instance, Make
from harness.ofrep import ALL, USER, all_flags, ask_again, create_split, evaluate

#: New flags are on for everybody.
pytestmark = pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="100")


def test_the_bulk_answer_is_the_single_answers(client: httpx.Client) -> None:
    split = create_split(client)
    for type_name, default in DEFAULTS:
        create(client, unique(f"{type_name} ü"), type_name, default)
    create(client, unique("off"), "boolean", True, state="DISABLED")
    context = {"context": {"targetingKey": "user-7", "plan": "pro"}}
    answer = client.post(ALL, json=context)
    assert answer.status_code == 200
    body = answer.json()
    assert isinstance(body["metadata"]["version"], str)
    keys = [flag["key"] for flag in body["flags"]]
    assert split in keys
    assert len(set(keys)) == len(keys)
    assert len(keys) >= len(DEFAULTS) + 2
    for flag in body["flags"]:
        assert same(evaluate(client, flag["key"], context).json(), flag)


def test_a_change_is_visible_at_once(client: httpx.Client) -> None:
    key = unique("changing")
    create(client, key, "integer", 0)
    for number in range(1, 6):
        assert client.put(path_of(key), json={"defaultValue": number}).status_code == 200
        assert evaluate(client, key).json()["value"] == number
        assert all_flags(client)[key]["value"] == number


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
    assert ask_again(client, form.format(quoted=tag, bare=tag.strip('"'))) == 304


@pytest.mark.parametrize("form", ['"other"', "W/{quoted}x", '"{bare}x"', '"x{bare}"', "", '"', "W/", ","])
def test_another_tag_gets_the_answer(client: httpx.Client, tag: str, form: str) -> None:
    assert ask_again(client, form.format(quoted=tag, bare=tag.strip('"'))) == 200


def test_the_tag_that_came_with_compression_is_known(client: httpx.Client) -> None:
    for number in range(30):
        create(client, unique(f"filler{number}"), "string", "a rather long value that is worth compressing " * 3)
    response = client.post(ALL, json=USER, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert ask_again(client, response.headers["ETag"]) == 304


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
    assert ask_again(client, tag, {"context": context}) == 200


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
        assert ask_again(reader, tag) == 200


@pytest.mark.parametrize("change", ["create", "update", "archive"])
def test_any_change_of_the_flags_gives_another_tag(client: httpx.Client, change: str) -> None:
    key = unique("tagged")
    create(client, key, "boolean", True)
    tag = client.post(ALL, json=USER).headers["ETag"]
    assert ask_again(client, tag) == 304
    if change == "create":
        create(client, unique(), "boolean", True)
    elif change == "update":
        assert client.put(path_of(key), json={"state": "DISABLED"}).status_code == 200
    else:
        assert client.delete(path_of(key)).status_code == 200
    assert ask_again(client, tag) == 200


def test_a_notification_of_another_state_forces_an_answer(client: httpx.Client, tag: str) -> None:
    version = client.post(ALL, json=USER).json()["metadata"]["version"]
    assert ask_again(client, tag, params={"flagConfigEtag": "another"}) == 200
    assert ask_again(client, tag, params={"flagConfigEtag": version}) == 304
    assert ask_again(client, tag, params={"flagConfigLastModified": "1771622898"}) in (200, 304)


def test_a_tag_survives_a_restart(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.READ) as client, instance.client(credentials.WRITE) as writer:
        create(writer, "kept", "boolean", True)
        tag = client.post(ALL, json=USER).headers["ETag"]
        instance.kill_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        assert ask_again(client, tag) == 304


def test_a_single_flag_is_always_answered(client: httpx.Client) -> None:
    key = unique("single")
    create(client, key, "boolean", True)
    response = evaluate(client, key, headers={"If-None-Match": "*"})
    assert response.status_code == 200
