"""Flags on the wire as PostHog's SDKs read them: definitions, and verdicts in all their versions."""

import base64
import gzip
import json
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import create, path_of, wait_for_definitions
from harness.instance import Instance
from harness.posthog_flags import USERS, VARIANTS, create_every_kind, flags_for

pytestmark = [
    pytest.mark.usefixtures("keys"),
    # New flags are on for 55 percent of the users.
    pytest.mark.settings(DEFAULT_ROLLOUT_PERCENTAGE="55"),
]


@pytest.fixture(scope="module")
def keys(client: httpx.Client) -> list[str]:
    """What the gateway has flags for, whatever else tests add."""
    return create_every_kind(client)


@pytest.mark.parametrize("key", ["no-such-flag", "settings", "99999999", "a%20b"])
def test_what_is_no_remote_configuration_is_not_found(client: httpx.Client, key: str) -> None:
    path = f"/api/projects/@current/feature_flags/{key}/remote_config"
    response = client.get(path, params={"token": credentials.PROJECT})
    assert (response.status_code, response.content) == (404, b"")


DEFINITIONS = ["/flags/definitions", "/api/feature_flag/local_evaluation"]


@pytest.mark.parametrize("path", [*DEFINITIONS, "/flags/definitions/", "/api/feature_flag/local_evaluation/"])
def test_definitions_have_what_sdks_read(client: httpx.Client, path: str) -> None:
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
def test_known_definitions_are_not_sent_again(client: httpx.Client, path: str, form: str) -> None:
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
def test_the_answer_of_version_1(client: httpx.Client, path: str, query: dict[str, str]) -> None:
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


def test_the_older_route_in_its_versions(client: httpx.Client) -> None:
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
def test_the_names_of_the_body_vary(client: httpx.Client, name: str, user: str) -> None:
    body = client.post("/flags/", params={"v": "2"}, json={name: credentials.PROJECT, user: "user-1"}).json()
    assert body["flags"] == flags_for(client)["flags"]


def test_bodies_may_be_packed(client: httpx.Client) -> None:
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


def test_a_number_is_a_user(client: httpx.Client) -> None:
    assert flags_for(client, 5)["flags"] == flags_for(client, "5")["flags"]  # type: ignore[arg-type]


def test_an_empty_user_has_the_first_place_in_every_rollout(client: httpx.Client) -> None:
    flags = flags_for(client, "")["flags"]
    assert flags["switch"]["enabled"] is True
    assert flags["settings"]["variant"] == "first"


def test_flags_can_be_left_out(client: httpx.Client) -> None:
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


def test_archived_flags_are_not_evaluated(client: httpx.Client) -> None:
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
