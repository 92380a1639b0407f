"""The manifest routes in both dialects: fields, statuses, headers, conditional writes, archiving."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import unique
from harness.flags import DEFAULTS, FLAGS, MANIFEST, SYNC, create, listed, path_of, same
from harness.instance import Instance

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z"


@pytest.fixture(scope="module")
def gateway(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with engine.lasting_gateway(tmp_path_factory.mktemp("manifest")) as instance:
        yield instance


@pytest.fixture(scope="module")
def client(gateway: Instance) -> Iterator[httpx.Client]:
    with gateway.client(credentials.ADMIN) as client:
        yield client


def assert_failure(response: httpx.Response, status: int, *fields: str) -> dict[str, Any]:
    """An error in the form of the dialect of the request."""
    assert response.status_code == status, f"{response.status_code} instead of {status}: {response.text[:500]}"
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    assert response.headers["X-Request-Id"]
    assert "no-store" in response.headers["Cache-Control"]
    body = response.json()
    if "application/vnd.openfeature.sync.v0+json" in response.request.headers["Accept"]:
        error = body["error"]
        assert error["status"] == status
        assert error["message"]
        assert [entry["field"] for entry in error.get("details", [])] == list(fields), body
        assert all(entry["message"] and entry["code"] for entry in error.get("details", []))
    else:
        assert body["code"] == status
        assert isinstance(body["message"], str)
        assert body["message"]
        assert isinstance(body["details"], str)
        for field in fields:
            assert field in body["details"], body
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    return body


# Dialects


@pytest.mark.parametrize(
    ("headers", "query", "is_sync"),
    [
        ({}, {}, False),
        ({"User-Agent": "openfeature-cli/sync"}, {}, True),
        ({"User-Agent": "openfeature-cli/0.4.1"}, {}, True),
        ({"User-Agent": "Mozilla/5.0 openfeature-cli/0.4.1"}, {}, False),
        ({"Accept": "application/vnd.openfeature.sync.v0+json"}, {}, True),
        ({"Accept": "application/json;q=0.5, Application/vnd.OpenFeature.sync.v0+json;q=1"}, {}, True),
        ({"Accept": "application/vnd.openfeature.sync.v0+json;q=0, application/json"}, {}, False),
        ({}, {"dialect": "sync"}, True),
        ({"User-Agent": "openfeature-cli/sync"}, {"dialect": "reference"}, False),
    ],
)
def test_the_dialect_is_chosen_by_the_request(
    client: httpx.Client, headers: dict[str, str], query: dict[str, str], is_sync: bool
) -> None:
    create(client, key := unique(), "boolean", True)
    response = client.get(MANIFEST, headers=headers, params=query)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/json")
    assert {"accept", "user-agent"} <= {name.strip().lower() for name in response.headers["Vary"].split(",")}
    flags = response.json()["flags"]
    assert isinstance(flags, list) == is_sync
    assert key in ([flag["key"] for flag in flags] if is_sync else flags)


def test_an_unknown_dialect_is_refused(client: httpx.Client) -> None:
    response = client.get(MANIFEST, params={"dialect": "other"})
    assert_failure(response, 400, "dialect")
    assert "reference" in response.text
    assert "sync" in response.text


def test_the_dialect_of_requests_that_say_nothing_is_a_setting(make_gateway) -> None:
    instance = make_gateway(MANIFEST_DIALECT="sync")
    with instance.client(credentials.READ) as client:
        assert client.get(MANIFEST).json() == {"flags": []}
        assert client.get(MANIFEST, params={"dialect": "reference"}).json()["flags"] == {}


# Reading and creating


def test_the_reference_manifest(client: httpx.Client) -> None:
    key = unique("plan")
    created = create(
        client,
        key,
        "string",
        "basic",
        name="Plan",
        description="Which plan is offered.",
        variants={"basic": {"value": "basic", "weight": 25}, "pro": {"value": "pro", "weight": 75}},
    )
    assert created == {
        "key": key,
        "name": "Plan",
        "description": "Which plan is offered.",
        "type": "string",
        "defaultValue": "basic",
        "variants": {"basic": {"value": "basic", "weight": 25}, "pro": {"value": "pro", "weight": 75}},
        "state": "ENABLED",
    }
    body = client.get(MANIFEST).json()
    assert set(body) == {"flags", "timestamp"}
    assert re.fullmatch(TIME, body["timestamp"])
    assert body["flags"][key] == created


def test_a_reference_flag_has_a_name_and_variants_even_when_none_were_given(client: httpx.Client) -> None:
    key = unique()
    assert create(client, key, "boolean", False) == {
        "key": key,
        "name": key,
        "type": "boolean",
        "defaultValue": False,
        "variants": {},
        "state": "ENABLED",
    }


def test_the_sync_manifest(client: httpx.Client) -> None:
    key = unique("sync")
    body = {"key": key, "type": "integer", "defaultValue": 3, "name": "Tries", "description": "How often."}
    created = client.post(FLAGS, json=body, headers=SYNC)
    assert created.status_code == 201
    assert set(created.json()) == {"flag", "updatedAt"}
    assert created.json()["flag"] == body
    assert re.fullmatch(TIME, created.json()["updatedAt"])
    manifest = client.get(MANIFEST, headers=SYNC).json()
    assert set(manifest) == {"flags"}
    assert [flag for flag in manifest["flags"] if flag["key"] == key] == [body]


def test_a_sync_flag_without_name_and_description(client: httpx.Client) -> None:
    key = unique("bare")
    created = client.post(FLAGS, json={"key": key, "type": "boolean", "defaultValue": True}, headers=SYNC)
    flag = created.json()["flag"]
    assert flag == {"key": key, "name": key, "type": "boolean", "description": None, "defaultValue": True}


@pytest.mark.parametrize(("type_name", "default"), DEFAULTS)
def test_every_type_comes_back_as_it_was(client: httpx.Client, type_name: str, default: Any) -> None:
    key = unique("typed")
    created = create(client, key, type_name, default)
    assert created["type"] == ("number" if type_name in ("integer", "float") else type_name)
    assert same(created["defaultValue"], default)
    assert same(listed(client)[key]["defaultValue"], default)
    [flag] = [flag for flag in client.get(MANIFEST, headers=SYNC).json()["flags"] if flag["key"] == key]
    assert flag["type"] == type_name
    assert same(flag["defaultValue"], default)


@pytest.mark.parametrize(("default", "type_name"), [(3, "integer"), (3.0, "float"), (3.25, "float")])
def test_a_number_is_an_integer_or_a_float_by_its_default(client: httpx.Client, default: Any, type_name: str) -> None:
    key = unique("number")
    assert same(create(client, key, "number", default)["defaultValue"], default)
    [flag] = [flag for flag in client.get(MANIFEST, headers=SYNC).json()["flags"] if flag["key"] == key]
    assert (flag["type"], same(flag["defaultValue"], default)) == (type_name, True)


def test_one_flag_can_be_read_in_both_dialects(client: httpx.Client) -> None:
    key = unique("one")
    created = create(client, key, "float", 10.0, description="Ten.")
    read = client.get(path_of(key))
    assert read.status_code == 200
    assert read.json() == created
    assert '"defaultValue":10.0' in read.text
    sync = client.get(path_of(key), headers=SYNC).json()
    assert sync["flag"]["type"] == "float"
    assert re.fullmatch(TIME, sync["updatedAt"])
    assert_failure(client.get(path_of(unique())), 404)
    assert_failure(client.get(path_of(unique()), headers=SYNC), 404)


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    response = client.head(MANIFEST)
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["X-Manifest-Capabilities"]


def test_metadata_and_expiry_are_kept(client: httpx.Client) -> None:
    key = unique("owned")
    metadata = {"owner": "Team Überfall", "domain": "checkout", "lifetime": "temporary", "type": "release"}
    created = create(client, key, "boolean", True, metadata=metadata, expiry="2027-01-31T00:00:00Z")
    assert created["metadata"] == metadata
    assert created["expiry"] == "2027-01-31T00:00:00Z"
    assert listed(client)[key] == created
    changed = client.put(path_of(key), json={"metadata": {"owner": "b"}, "expiry": None}).json()
    assert changed["metadata"] == {"owner": "b"}
    assert "expiry" not in changed
    assert changed["defaultValue"] is True


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([None, None], [50, 50]),
        ([None, None, None, None], [25, 25, 25, 25]),
        ([40, None, None], [40, 30, 30]),
        ([33.3, 33.3, 33.4], [33.3, 33.3, 33.4]),
        ([10, 20], [10, 20]),
        ([0, 100], [0, 100]),
        ([0, 0], [0, 0]),
    ],
)
def test_weights_left_out_share_what_is_left(
    client: httpx.Client, weights: list[float | None], expected: list[float]
) -> None:
    variants = {
        f"v{number}": {"value": f"value {number}"} | ({} if weight is None else {"weight": weight})
        for number, weight in enumerate(weights)
    }
    created = create(client, unique("weights"), "string", "value 0", variants=variants)
    assert list(created["variants"]) == list(variants), "the default's own variant is not listed"
    assert [variant["weight"] for variant in created["variants"].values()] == expected
    assert created["defaultValue"] == "value 0"


def test_weights_over_a_hundred_are_refused_with_their_sum(client: httpx.Client) -> None:
    key = unique()
    variants = {"a": {"value": 1, "weight": 60.5}, "b": {"value": 2, "weight": 50}}
    body = {"key": key, "type": "integer", "defaultValue": 1, "variants": variants}
    assert "110.5" in assert_failure(client.post(FLAGS, json=body), 400, "variants")["details"]
    assert key not in listed(client)


# Creating again


def test_the_same_flag_may_be_created_again(client: httpx.Client) -> None:
    body = {"key": unique("twice"), "type": "float", "defaultValue": 10, "description": "Twice."}
    first, second = client.post(FLAGS, json=body), client.post(FLAGS, json=body)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize("change", [{"defaultValue": False}, {"description": "Other."}, {"name": "Other"}])
def test_another_flag_of_the_same_key_is_refused(
    client: httpx.Client, headers: dict[str, str], change: dict[str, Any]
) -> None:
    body = {"key": unique("taken"), "type": "boolean", "defaultValue": True}
    assert client.post(FLAGS, json=body, headers=headers).status_code == 201
    assert_failure(client.post(FLAGS, json=body | change, headers=headers), 409, "key")
    assert listed(client)[body["key"]]["defaultValue"] is True


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


# Updating


def test_an_update_in_the_reference_changes_only_what_it_names(client: httpx.Client) -> None:
    key = unique("partial")
    variants = {"a": {"value": 1, "weight": 50}, "b": {"value": 2, "weight": 50}}
    created = create(
        client, key, "integer", 1, name="Name", description="Text.", variants=variants, metadata={"owner": "o"}
    )
    current = dict(created)
    for change in (
        {"name": "Other"},
        {"description": "Other text."},
        {"state": "DISABLED"},
        {"defaultValue": 2},
        {"variants": {"b": {"value": 2, "weight": 10}, "c": {"value": 3, "weight": 90}}},
        {"metadata": {"domain": "d"}},
        {"state": "ENABLED", "name": "Both"},
    ):
        answer = client.put(path_of(key), json=change)
        assert answer.status_code == 200, answer.text
        current |= change
        assert answer.json() == current
        assert client.get(path_of(key)).json() == current
    assert client.put(path_of(key), json={}).json() == current


@pytest.mark.parametrize("headers", [{}, SYNC])
def test_the_same_update_twice_changes_nothing_the_second_time(client: httpx.Client, headers: dict[str, str]) -> None:
    key = unique("idempotent")
    create(client, key, "float", 1.5)
    body = {"key": key, "type": "float", "defaultValue": 10, "description": "Ten."}
    first, second = (client.put(path_of(key), json=body, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.headers["ETag"] == second.headers["ETag"]


def test_an_update_in_the_sync_dialect_clears_the_description_and_keeps_the_rest(client: httpx.Client) -> None:
    key = unique("cleared")
    create(client, key, "string", "kept", name="Kept", description="To be cleared.")
    answer = client.put(path_of(key), json={"key": key, "type": "string"}, headers=SYNC)
    assert answer.status_code == 200
    assert answer.json()["flag"] == {
        "key": key,
        "name": "Kept",
        "type": "string",
        "description": None,
        "defaultValue": "kept",
    }


@pytest.mark.parametrize(
    ("change", "status", "fields"),
    [
        ({"key": "another"}, 400, ["key"]),
        ({"key": None}, 400, ["key"]),
        ({"type": None}, 400, ["type"]),
        ({"type": "text"}, 400, ["type"]),
        ({"defaultValue": None}, 400, ["defaultValue"]),
        ({"defaultValue": 5}, 400, ["defaultValue"]),
        ({"type": "boolean", "defaultValue": True}, 409, ["type"]),
        ({"type": "object", "defaultValue": {}}, 409, ["type"]),
    ],
)
def test_a_bad_update_in_the_sync_dialect(
    client: httpx.Client, change: dict[str, Any], status: int, fields: list[str]
) -> None:
    key = unique("update")
    created = create(client, key, "string", "x")
    body = {"key": key, "type": "string", "defaultValue": "x"} | change
    assert_failure(client.put(path_of(key), json=body, headers=SYNC), status, *fields)
    assert client.get(path_of(key)).json() == created


@pytest.mark.parametrize("missing", ["key", "type"])
def test_an_update_in_the_sync_dialect_names_key_and_type(client: httpx.Client, missing: str) -> None:
    key = unique("update")
    create(client, key, "string", "x")
    body = {"key": key, "type": "string"}
    del body[missing]
    assert_failure(client.put(path_of(key), json=body, headers=SYNC), 400, missing)


def test_the_type_of_a_flag_stays(client: httpx.Client) -> None:
    key = unique("fixed")
    create(client, key, "boolean", True)
    assert_failure(client.put(path_of(key), json={"type": "string", "defaultValue": "x"}), 409, "type")
    assert_failure(client.put(path_of(key), json={"defaultValue": "x"}), 400, "defaultValue")
    assert listed(client)[key]["type"] == "boolean"


@pytest.mark.parametrize("headers", [{}, SYNC])
@pytest.mark.parametrize("key", ["%01", "a%0Ab", "%7F", "a%0d%0aX: y".replace(" ", "%20")])
def test_a_key_no_flag_can_have_is_not_found(client: httpx.Client, headers: dict[str, str], key: str) -> None:
    assert_failure(client.get(f"{FLAGS}/{key}", headers=headers), 404)
    assert_failure(client.delete(f"{FLAGS}/{key}", headers=headers), 404)
    body = {"key": "x", "type": "boolean", "defaultValue": True, "name": "x"}
    assert client.put(f"{FLAGS}/{key}", json=body, headers=headers).status_code in (400, 404)


@pytest.mark.parametrize("headers", [{}, SYNC])
def test_flags_are_listed_in_the_manifest_only(client: httpx.Client, headers: dict[str, str]) -> None:
    response = client.get(FLAGS, headers=headers)
    assert_failure(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert response.headers["X-Manifest-Capabilities"]
    assert client.head(FLAGS, headers=headers).status_code == 405


@pytest.mark.parametrize("headers", [{}, SYNC])
def test_an_unknown_flag_is_not_found(client: httpx.Client, headers: dict[str, str]) -> None:
    key = unique("unknown")
    body = {"key": key, "type": "boolean", "defaultValue": True}
    assert_failure(client.put(path_of(key), json=body, headers=headers), 404)
    assert_failure(client.delete(path_of(key), headers=headers), 404)
    assert key not in listed(client)


@pytest.mark.parametrize("key", ["a b", "ä ö", "a?b=c", "a%2Fb", "a+b", "a#b", "a.b", "日本", "'\"\\;,()"])
def test_a_key_is_what_its_escaped_path_says(client: httpx.Client, key: str) -> None:
    key = f"{unique()}{key}"
    created = create(client, key, "string", "one")
    assert created["key"] == key
    assert client.put(path_of(key), json={"defaultValue": "two"}).json()["defaultValue"] == "two"
    assert client.get(path_of(key)).json()["key"] == key
    assert client.delete(path_of(key)).status_code == 200
    assert key not in listed(client)


# Archiving and deleting


def test_a_deleted_flag_is_archived(client: httpx.Client) -> None:
    key = unique("archived")
    body = {"key": key, "type": "boolean", "defaultValue": True}
    create(client, **{"key": key, "type_name": "boolean", "default": True})
    deleted = client.delete(path_of(key))
    assert deleted.status_code == 200
    assert deleted.json() == {"message": "Flag deleted successfully"}
    assert key not in listed(client)
    assert key not in [flag["key"] for flag in client.get(MANIFEST, headers=SYNC).json()["flags"]]
    for headers in ({}, SYNC):
        assert_failure(client.delete(path_of(key), headers=headers), 409, "key")
        assert_failure(client.post(FLAGS, json=body, headers=headers), 409, "key")
        assert_failure(client.put(path_of(key), json=body, headers=headers), 409, "key")


def test_the_sync_dialect_says_when_a_flag_was_archived(client: httpx.Client) -> None:
    key = unique("archived")
    create(client, key, "boolean", True)
    deleted = client.delete(path_of(key), headers=SYNC)
    assert deleted.status_code == 200
    assert set(deleted.json()) == {"message", "archivedAt"}
    assert key in deleted.json()["message"]
    assert re.fullmatch(TIME, deleted.json()["archivedAt"])


def test_deleting_can_be_for_good(make_gateway) -> None:
    instance = make_gateway(ARCHIVE_INSTEAD_OF_DELETE="false")
    with instance.client(credentials.ADMIN) as client:
        create(client, "gone", "boolean", True)
        assert client.delete(path_of("gone"), headers=SYNC).json()["archivedAt"] is None
        assert_failure(client.delete(path_of("gone")), 404)
        assert listed(client) == {}
        assert create(client, "gone", "string", "of another type")["type"] == "string"


# Conditional writes


def test_a_stale_write_gets_the_flag_as_it_is_now(client: httpx.Client) -> None:
    key = unique("versions")
    create(client, key, "string", "one")
    read = client.get(path_of(key))
    tag = read.headers["ETag"]
    changed = client.put(path_of(key), json={"defaultValue": "two"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    for headers in ({}, SYNC):
        body = {"key": key, "type": "string", "defaultValue": "three"}
        for stale in (
            client.put(path_of(key), json=body, headers=headers | {"If-Match": tag}),
            client.delete(path_of(key), headers=headers | {"If-Match": tag}),
        ):
            assert assert_failure(stale, 412)["flag"]["defaultValue"] == "two"
            assert stale.headers["ETag"] == changed.headers["ETag"]
    assert client.get(path_of(key)).json() == changed.json()
    assert client.get(path_of(key)).headers["ETag"] == changed.headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_fresh_write_may_name_its_tag_in_several_forms(client: httpx.Client, form: str) -> None:
    key = unique("fresh")
    create(client, key, "string", "one")
    tag = client.get(path_of(key)).headers["ETag"].removeprefix("W/")
    answer = client.put(path_of(key), json={"defaultValue": "two"}, headers={"If-Match": form.format(tag)})
    assert answer.status_code == 200, answer.text
    again = client.put(path_of(key), json={"defaultValue": "two"}, headers={"If-Match": answer.headers["ETag"]})
    assert again.status_code == 200


def test_of_many_writers_with_one_tag_one_wins(gateway: Instance, client: httpx.Client) -> None:
    key = unique("race")
    create(client, key, "integer", 0)
    tag = client.get(path_of(key)).headers["ETag"]
    start = threading.Barrier(8)
    answers: list[httpx.Response] = []

    def write(number: int) -> None:
        with gateway.client(credentials.WRITE) as own:
            own.get("/health")
            start.wait(20)
            answers.append(own.put(path_of(key), json={"defaultValue": number}, headers={"If-Match": tag}))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    [winner] = [answer.json() for answer in answers if answer.status_code == 200]
    assert client.get(path_of(key)).json() == winner
    assert all(answer.json()["flag"] == winner for answer in answers if answer.status_code == 412)


def test_the_manifest_can_be_revalidated(client: httpx.Client) -> None:
    create(client, unique(), "boolean", True)
    first = client.get(MANIFEST)
    again = client.get(MANIFEST, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    create(client, key := unique(), "boolean", True)
    changed = client.get(MANIFEST, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert key in changed.json()["flags"]
    sync = client.get(MANIFEST, headers=SYNC | {"If-None-Match": changed.headers["ETag"]})
    assert sync.status_code == 200, "the other dialect is another answer"


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


# The settings for new flags


def test_a_new_flag_is_on_for_nobody(client: httpx.Client) -> None:
    key = unique("rollout")
    create(client, key, "boolean", True)
    answer = client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": "u"}})
    assert answer.json()["value"] is False


def test_a_new_flag_is_on_for_the_share_the_setting_says(make_gateway) -> None:
    instance = make_gateway(DEFAULT_ROLLOUT_PERCENTAGE="30")
    with instance.client(credentials.WRITE) as client:
        create(client, "share", "boolean", False)
        values = [
            client.post("/ofrep/v1/evaluate/flags/share", json={"context": {"targetingKey": f"u{number}"}}).json()
            for number in range(200)
        ]
    assert 30 <= sum(value["value"] for value in values) <= 90


def test_flags_survive_a_restart(make_gateway) -> None:
    instance = make_gateway()
    with instance.client(credentials.WRITE) as client:
        created = [create(client, f"flag-{number}", *entry) for number, entry in enumerate(DEFAULTS)]
        tag = client.get(path_of("flag-0")).headers["ETag"]
        instance.kill_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        flags = listed(client)
        assert [same(flags[flag["key"]], flag) for flag in created] == [True] * len(created)
        assert client.get(path_of("flag-0")).headers["ETag"] == tag
