"""Every look at another person leaves a row."""

import httpx
import pytest

from harness import credentials
from harness.credentials import user_jwt
from harness.events import event, send, unique
from harness.instance import Instance
from harness.problems import assert_problem


def entries_about(client: httpx.Client, user: str) -> list[dict]:
    entries = client.get("/api/audit", params={"limit": 1000}).json()["entries"]
    return [entry for entry in entries if entry["target_user_id"] == user]


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("user/activity", "lookup.activity"),
        ("user/journey", "lookup.journey"),
        ("user/events", "lookup.events"),
        ("user/errors", "lookup.errors"),
        ("user/slow-requests", "lookup.slow_requests"),
    ],
)
def test_a_lookup_is_written_down(admin: httpx.Client, shared: Instance, path: str, action: str) -> None:
    user, agent = unique(), unique("agent")
    send(admin, event("$set", user, **{"$set": {"email": f"{user}@example.org"}}))
    with shared.client(user_jwt(agent, role="support")) as support:
        response = support.get(f"/api/analytics/{path}", params={"email": f"{user}@example.org"})
    [entry] = entries_about(admin, user)
    assert entry["action"] == action
    assert agent in entry["actor"]
    assert entry["outcome"] == "allowed"
    assert entry["request_id"] == response.headers["X-Request-Id"]
    assert entry["client_address"] == "127.0.0.1"
    assert entry["target_person_id"] == response.json()["person"]["person_id"]
    assert entry["timestamp"].endswith("Z")
    assert "@" not in str(entry), "an email does not belong into the log"


def test_a_request_is_a_look_at_its_users(admin: httpx.Client) -> None:
    user, request = unique(), unique("request")
    send(admin, event("clicked", user, request_id=request))
    admin.get(f"/api/analytics/request/{request}")
    assert [entry["action"] for entry in entries_about(admin, user)] == ["lookup.request"]


def test_a_refused_lookup_is_written_down(admin: httpx.Client, shared: Instance) -> None:
    me, other = unique(), unique()
    send(admin, event("clicked", me), event("clicked", other))
    with shared.client(user_jwt(me)) as client:
        assert_problem(client.get("/api/analytics/user/events", params={"user_id": other}), 403)
    [entry] = entries_about(admin, other)
    assert entry["outcome"] == "denied"
    assert me in entry["actor"]


def test_a_look_at_oneself_is_nobodys_business(admin: httpx.Client, shared: Instance) -> None:
    me = unique()
    send(admin, event("clicked", me))
    with shared.client(user_jwt(me)) as client:
        assert client.get("/api/analytics/user/events").status_code == 200
    assert entries_about(admin, me) == []


def test_the_log_goes_page_by_page_newest_first(make_instance) -> None:
    instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        users = [unique() for _ in range(7)]
        send(client, *(event("clicked", user) for user in users))
        for user in users:
            client.get("/api/analytics/user/events", params={"user_id": user})
        seen: list[str] = []
        parameters: dict[str, str | int] = {"limit": 3}
        while True:
            page = client.get("/api/audit", params=parameters).json()
            seen += [entry["target_user_id"] for entry in page["entries"]]
            if page["next_cursor"] is None:
                break
            parameters["cursor"] = page["next_cursor"]
        assert seen == users[::-1]
