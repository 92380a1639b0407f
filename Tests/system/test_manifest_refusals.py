"""The manifest routes in both dialects: bodies that break a rule, and who may do what."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import FLAGS, MANIFEST, SYNC, create, listed, path_of
from harness.instance import Instance
from harness.problems import assert_failure

# Bad bodies


BAD_CREATES: list[tuple[Any, list[str]]] = [
    ({}, ["key", "type", "defaultValue"]),
    ({"type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "", "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": 7, "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "..", "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "a\nb", "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "a\x00b", "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "k" * 401, "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "ü" * 100, "type": "boolean", "defaultValue": True}, ["key"]),
    ({"key": "bad", "type": "Boolean", "defaultValue": True}, ["type"]),
    ({"key": "bad", "type": None, "defaultValue": True}, ["type"]),
    ({"key": "bad", "type": "boolean"}, ["defaultValue"]),
    ({"key": "bad", "type": "boolean", "defaultValue": None}, ["defaultValue"]),
    ({"key": "bad", "type": "boolean", "defaultValue": "true"}, ["defaultValue"]),
    ({"key": "bad", "type": "integer", "defaultValue": 1.5}, ["defaultValue"]),
    ({"key": "bad", "type": "integer", "defaultValue": 1e30}, ["defaultValue"]),
    ({"key": "bad", "type": "float", "defaultValue": "1.5"}, ["defaultValue"]),
    ({"key": "bad", "type": "object", "defaultValue": "{}"}, ["defaultValue"]),
    ({"key": "bad", "type": "string", "defaultValue": 5}, ["defaultValue"]),
    ({"key": "bad", "type": "boolean", "defaultValue": True, "name": 5}, ["name"]),
    ({"key": "bad", "type": "boolean", "defaultValue": True, "description": []}, ["description"]),
]


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize(("body", "fields"), BAD_CREATES)
def test_a_bad_flag_is_refused_with_the_fields_at_fault(
    client: httpx.Client, headers: dict[str, str], body: Any, fields: list[str]
) -> None:
    assert_failure(client.post(FLAGS, json=body, headers=headers), 400, *fields)
    assert "bad" not in listed(client)


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"variants": []}, "variants"),
        ({"variants": {"a": 1}}, "variants.a"),
        ({"variants": {"a": {}}}, "variants.a.value"),
        ({"variants": {"a": {"value": 1}}}, "variants.a.value"),
        ({"variants": {"a": {"value": "x", "weight": -1}}}, "variants.a.weight"),
        ({"variants": {"a": {"value": "x", "weight": 101}}}, "variants.a.weight"),
        ({"variants": {"a": {"value": "x", "weight": "50"}}}, "variants.a.weight"),
        ({"variants": {"": {"value": "x"}}}, "variants."),
        ({"variants": {"a b": {"value": "x"}}}, "variants.a b"),
        ({"state": "enabled"}, "state"),
        ({"metadata": {"colour": "red"}}, "metadata.colour"),
        ({"metadata": {"owner": 5}}, "metadata.owner"),
        ({"expiry": "tomorrow"}, "expiry"),
    ],
)
def test_a_bad_member_of_the_reference_is_refused(client: httpx.Client, others: dict[str, Any], field: str) -> None:
    key = unique("bad")
    body = {"key": key, "type": "string", "defaultValue": "x"} | others
    assert_failure(client.post(FLAGS, json=body), 400, field)
    create(client, key, "string", "x")
    update = client.put(path_of(key), json=others)
    assert_failure(update, 400, field)


def test_the_sync_dialect_takes_objects_and_no_lists(client: httpx.Client) -> None:
    key = unique("list")
    body = {"key": key, "type": "object", "defaultValue": [1]}
    assert_failure(client.post(FLAGS, json=body, headers=SYNC), 400, "defaultValue")
    create(client, key, "object", {})
    assert_failure(client.put(path_of(key), json=body, headers=SYNC), 400, "defaultValue")
    assert client.put(path_of(key), json=body).json()["defaultValue"] == [1]


@pytest.mark.parametrize("member", ["variants", "state", "metadata", "expiry", "other"])
def test_the_sync_dialect_knows_no_other_members(client: httpx.Client, member: str) -> None:
    key = unique("closed")
    body = {"key": key, "type": "boolean", "defaultValue": True}
    assert_failure(client.post(FLAGS, json=body | {member: {}}, headers=SYNC), 400, member)
    assert client.post(FLAGS, json=body, headers=SYNC).status_code == 201
    assert_failure(client.put(path_of(key), json=body | {member: {}}, headers=SYNC), 400, member)


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(client: httpx.Client, headers: dict[str, str], content: bytes) -> None:
    key = unique("whole")
    create(client, key, "boolean", True)
    headers = headers | {"Content-Type": "application/json"}
    for response in (
        client.post(FLAGS, content=content, headers=headers),
        client.put(path_of(key), content=content, headers=headers),
    ):
        assert response.status_code == 400, response.text
        assert_failure(response, 400)


@pytest.mark.parametrize("headers", [{}, SYNC])
def test_another_content_type_is_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    body = b'{"key":"text","type":"boolean","defaultValue":true}'
    assert_failure(
        client.post(FLAGS, content=body, headers=headers | {"Content-Type": "text/plain"}), 415, "Content-Type"
    )
    assert "text" not in listed(client)


# Who may do what


@pytest.mark.parametrize(
    ("token", "capabilities"),
    [
        (credentials.READ, {"read"}),
        (credentials.WRITE, {"read", "write"}),
        (credentials.ADMIN, {"read", "write", "delete"}),
        (credentials.SUPPORT, {"read"}),
    ],
)
def test_every_answer_lists_the_capabilities_of_the_caller(
    gateway: Instance, token: str, capabilities: set[str]
) -> None:
    key = unique("capable")
    body = {"key": key, "type": "boolean", "defaultValue": True}
    manifest_capabilities = {"read", "write", "delete"}
    with gateway.client(token) as client:
        for response, needed in [
            (client.get(MANIFEST), "read"),
            (client.get(MANIFEST, headers=SYNC), "read"),
            (client.post(FLAGS, json=body), "write"),
            (client.put(path_of(key), json={"state": "DISABLED"}), "write"),
            (client.put(path_of(key), json={"state": "?"}), "write"),
            (client.delete(path_of(key), headers=SYNC), "delete"),
        ]:
            assert (response.status_code != 403) == (needed in capabilities), response.text
            named = {name.strip() for name in response.headers["X-Manifest-Capabilities"].split(",")}
            assert named & manifest_capabilities == capabilities


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize("token", [None, "a-token-nobody-knows"])
def test_without_a_token_nothing_is_shown_or_changed(
    gateway: Instance, client: httpx.Client, token: str | None, headers: dict[str, str]
) -> None:
    key = unique("closed")
    body = {"key": key, "type": "boolean", "defaultValue": True}
    with gateway.client(token) as anybody:
        for response in (
            anybody.get(MANIFEST, headers=headers),
            anybody.post(FLAGS, json=body, headers=headers),
            anybody.put(path_of(key), json=body, headers=headers),
            anybody.delete(path_of(key), headers=headers),
        ):
            assert_failure(response, 401)
    assert key not in listed(client)


@pytest.mark.parametrize("headers", [{}, SYNC])
def test_a_missing_capability_is_named(gateway: Instance, client: httpx.Client, headers: dict[str, str]) -> None:
    key = unique("kept")
    create(client, key, "boolean", True)
    body = {"key": key, "type": "boolean", "defaultValue": False}
    with gateway.client(credentials.READ) as reader, gateway.client(credentials.WRITE) as writer:
        for response, capability in (
            (reader.post(FLAGS, json=body, headers=headers), "write"),
            (reader.put(path_of(key), json=body, headers=headers), "write"),
            (reader.delete(path_of(key), headers=headers), "delete"),
            (writer.delete(path_of(key), headers=headers), "delete"),
        ):
            assert_failure(response, 403)
            assert capability in response.text
    assert listed(client)[key]["defaultValue"] is True


def test_an_api_key_is_a_token(gateway: Instance) -> None:
    with gateway.client(X_API_Key=credentials.READ) as client:
        assert client.get(MANIFEST).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", MANIFEST, {"GET"}),
        ("PATCH", FLAGS, {"POST"}),
        ("POST", f"{FLAGS}/x", {"GET", "PUT", "DELETE"}),
    ],
)
def test_other_methods_are_not_allowed(client: httpx.Client, method: str, path: str, allowed: set[str]) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert allowed <= {name.strip() for name in response.headers["Allow"].split(",")}
