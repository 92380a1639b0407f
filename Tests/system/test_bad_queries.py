"""Parameters that are wrong get a 400 that names the parameter and the bound."""

import json

import httpx
import pytest

from harness.events import event, send, unique
from harness.problems import assert_problem

BOUNDS = {
    "user/activity": {"days": 365},
    "user/journey": {"days": 90, "limit": 1000},
    "user/events": {"days": 365, "limit": 1000},
    "user/errors": {"days": 365, "limit": 500},
    "user/slow-requests": {"days": 365, "limit": 500},
}
CASES = [(path, name, highest) for path, bounds in BOUNDS.items() for name, highest in bounds.items()]


@pytest.fixture(scope="module")
def user(admin: httpx.Client) -> str:
    user = unique()
    send(admin, event("$set", user, **{"$set": {"email": f"{user}@example.org"}}))
    return user


@pytest.mark.parametrize(("path", "name", "highest"), CASES)
def test_the_bounds_themselves_are_allowed(admin: httpx.Client, user: str, path: str, name: str, highest: int) -> None:
    for value in (1, highest):
        response = admin.get(f"/api/analytics/{path}", params={"user_id": user, name: value})
        assert response.status_code == 200, response.text


@pytest.mark.parametrize(("path", "name", "highest"), CASES)
@pytest.mark.parametrize(
    "value", [None, 0, -1, "1.5", "1e3", "abc", "9223372036854775808", "-9223372036854775809", "1 OR 1=1", "٣"]
)
def test_anything_else_is_refused_by_name(
    admin: httpx.Client, user: str, path: str, name: str, highest: int, value: object
) -> None:
    value = highest + 1 if value is None else value
    response = admin.get(f"/api/analytics/{path}", params={"user_id": user, name: str(value)})
    body = assert_problem(response, 400, name)
    assert str(highest) in body["detail"]
    assert str(highest) in body["errors"][0]["rule"]


@pytest.mark.parametrize("path", BOUNDS)
def test_unknown_users_are_not_found(admin: httpx.Client, path: str) -> None:
    assert_problem(admin.get(f"/api/analytics/{path}", params={"user_id": unique("nobody")}), 404)
    assert_problem(admin.get(f"/api/analytics/{path}", params={"email": f"{unique('nobody')}@example.org"}), 404)


@pytest.mark.parametrize("path", BOUNDS)
def test_two_different_users_at_once_are_refused(admin: httpx.Client, user: str, path: str) -> None:
    other = unique()
    send(admin, event("clicked", other))
    response = admin.get(f"/api/analytics/{path}", params={"user_id": other, "email": f"{user}@example.org"})
    assert_problem(response, 400, "email")


@pytest.mark.parametrize("path", ["user/journey", "user/events", "user/errors", "user/slow-requests"])
@pytest.mark.parametrize("cursor", ["x", "0", "a" * 900, "MTIzNDU2", "\u0000", "../..", "-1", "💥"])
def test_an_invented_cursor_is_refused(admin: httpx.Client, user: str, path: str, cursor: str) -> None:
    response = admin.get(f"/api/analytics/{path}", params={"user_id": user, "cursor": cursor})
    assert_problem(response, 400, "cursor")


@pytest.mark.parametrize("value", ["maybe", "2", "null", "{}"])
def test_a_truth_that_is_none(admin: httpx.Client, user: str, value: str) -> None:
    response = admin.get("/api/analytics/user/journey", params={"user_id": user, "include_correlation": value})
    assert_problem(response, 400, "include_correlation")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("user_id=%00", "user_id"),
        ("user_id=a%00b", "user_id"),
        ("email=%00@example.org", "email"),
        ("user_id=" + "x" * 2000, "user_id"),
        ("email=" + "x" * 2000, "email"),
        ("user_id=a&user_id=b", "user_id"),
        ("user_id=a&days=7&days=8", "days"),
        ("user_id=%ff%fe", "query"),
        ("user_id=%zz", "query"),
        ("user_id=%", "query"),
    ],
)
def test_text_that_is_none(admin: httpx.Client, query: str, field: str) -> None:
    assert_problem(admin.get(f"/api/analytics/user/events?{query}"), 400, field)


@pytest.mark.parametrize("query", ["", "query=", "query=ab", "query=%20%20ab%20", "query=%F0%9F%91%8B"])
def test_a_search_needs_three_characters(admin: httpx.Client, query: str) -> None:
    assert_problem(admin.get(f"/api/analytics/users?{query}"), 400, "query")


@pytest.mark.parametrize(
    "text",
    ["%%%", "___", "'; DROP TABLE events; --", "a\u0301bc", "💥💥💥", "*?[", "\\\\\\", "\u2603" * 66, '"""', "NEAR("],
)
def test_a_search_for_odd_text_is_only_a_search(admin: httpx.Client, text: str) -> None:
    response = admin.get("/api/analytics/users", params={"query": text})
    assert response.status_code == 200
    assert response.json() == {"users": [], "truncated": False}


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_the_audit_log_has_bounds(admin: httpx.Client, limit: str) -> None:
    assert_problem(admin.get("/api/audit", params={"limit": limit}), 400, "limit")


@pytest.mark.parametrize("cursor", ["x", "-1", "0", "9" * 30, "1;2"])
def test_the_audit_log_has_its_own_cursor(admin: httpx.Client, cursor: str) -> None:
    assert_problem(admin.get("/api/audit", params={"cursor": cursor}), 400, "cursor")


@pytest.mark.parametrize("request_id", ["x" * 201, "%00", "a%00b"])
def test_a_request_id_has_bounds(admin: httpx.Client, request_id: str) -> None:
    assert_problem(admin.get(f"/api/analytics/request/{request_id}"), 400)


@pytest.mark.parametrize("user_id", ["Ä ö+&=?#/\\", "a@b.example", "💥", "<script>", "%41", "..", "'\"`", "\u202e"])
def test_odd_ids_are_ids(admin: httpx.Client, user_id: str) -> None:
    user = f"{unique()}{user_id}"
    send(admin, event("clicked", user, request_id=user))
    body = admin.get("/api/analytics/user/events", params={"user_id": user}).json()
    assert body["user_id"] == user
    assert body["events"][0]["properties"]["request_id"] == user
    assert json.dumps(body)
