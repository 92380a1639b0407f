"""The manifest routes in both dialects: updates, archiving, conditional writes."""

import re
import threading
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import unique
from harness.flags import FLAGS, MANIFEST, SYNC, TIME, create, listed, path_of
from harness.instance import Instance, Make
from harness.problems import assert_failure

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


def test_deleting_can_be_for_good(make_gateway: Make) -> None:
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


def test_writers_without_a_tag_all_get_their_turn(gateway: Instance, client: httpx.Client) -> None:
    key = unique("turns")
    create(client, key, "integer", 0)
    start = threading.Barrier(8)
    answers: list[int] = []

    def write(number: int) -> None:
        with gateway.client(credentials.WRITE) as own:
            own.get("/health")
            start.wait(20)
            for turn in range(3):
                answers.append(own.put(path_of(key), json={"defaultValue": 10 * number + turn}).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 24


def test_capitals_in_metadata_make_no_other_flag(client: httpx.Client) -> None:
    key = unique("owned")
    body = {"key": key, "type": "boolean", "defaultValue": True, "metadata": {"owner": "Team A", "domain": "Checkout"}}
    for _ in range(2):
        assert client.post(FLAGS, json=body).status_code == 201
    for _ in range(2):
        assert client.put(path_of(key), json={"metadata": body["metadata"]}).status_code == 200
    assert client.get(f"/api/flags/{key}").json()["flag"]["version"] == 1


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
