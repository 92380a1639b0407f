"""Who may do what: every route with every kind of caller."""

from dataclasses import dataclass

import httpx
import pytest

from harness import credentials
from harness.credentials import user_jwt
from harness.engine import Engine
from harness.events import event, send, unique
from harness.flags import where
from harness.instance import Instance, Make
from harness.problems import assert_problem


@dataclass
class World:
    """Two persons; one of them is the caller where the caller is a user."""

    me: str
    my_request: str
    other: str
    others_request: str


@pytest.fixture(scope="module")
def world(admin: httpx.Client) -> World:
    world = World(unique("me"), unique("request"), unique("other"), unique("request"))
    send(
        admin,
        event("api_request", world.me, request_id=world.my_request, status_code=200),
        event("$set", world.me, **{"$set": {"email": f"{world.me}@example.org"}}),
        event("api_request", world.other, request_id=world.others_request, status_code=500),
        event("$set", world.other, **{"$set": {"email": f"{world.other}@example.org"}}),
    )
    return world


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


CALLERS = {
    "nobody": lambda world: {},
    "unknown token": lambda world: bearer("no-such-token-0123456789"),
    "read": lambda world: bearer(credentials.READ),
    "write": lambda world: bearer(credentials.WRITE),
    "admin": lambda world: bearer(credentials.ADMIN),
    "admin as API key": lambda world: {"X-API-Key": credentials.ADMIN},
    "custom": lambda world: bearer(credentials.SUPPORT),
    "project token": lambda world: bearer(credentials.PROJECT),
    "user": lambda world: bearer(user_jwt(world.me)),
    "user by email": lambda world: bearer(user_jwt(None, email=f"{world.me}@example.org")),
    "support": lambda world: bearer(user_jwt("agent-1", role="support")),
    "lookup scope": lambda world: bearer(user_jwt("agent-2", scope="read lookup")),
    "lookup capability": lambda world: bearer(user_jwt("agent-3", capabilities=["lookup"])),
    "admin role": lambda world: bearer(user_jwt("boss", role="admin")),
    "unknown role": lambda world: bearer(user_jwt(world.me, role="superuser")),
}

#: Expected statuses, in the order: another's data, candidates, another's request, audit log, whoami, affected.
EXPECTED = {
    "nobody": (401, 401, 401, 401, 401, 401),
    "unknown token": (401, 401, 401, 401, 401, 401),
    "read": (403, 403, 404, 403, 200, 403),
    "write": (403, 403, 404, 403, 200, 403),
    "admin": (200, 200, 200, 200, 200, 200),
    "admin as API key": (200, 200, 200, 200, 200, 200),
    "custom": (200, 200, 200, 403, 200, 200),
    "project token": (401, 401, 401, 401, 401, 401),
    "user": (403, 403, 404, 403, 200, 403),
    "user by email": (403, 403, 404, 403, 200, 403),
    "support": (200, 200, 200, 403, 200, 200),
    "lookup scope": (200, 200, 200, 403, 200, 200),
    "lookup capability": (200, 200, 200, 403, 200, 200),
    "admin role": (200, 200, 200, 200, 200, 200),
    "unknown role": (403, 403, 404, 403, 200, 403),
}

ROUTES = {
    "activity": ("/api/analytics/user/activity?user_id={other}", 0),
    "activity by email": ("/api/analytics/user/activity?email={other}@example.org", 0),
    "journey": ("/api/analytics/user/journey?user_id={other}", 0),
    "events": ("/api/analytics/user/events?user_id={other}", 0),
    "errors": ("/api/analytics/user/errors?user_id={other}", 0),
    "slow requests": ("/api/analytics/user/slow-requests?user_id={other}", 0),
    "candidates": ("/api/analytics/users?query={other}", 1),
    "request": ("/api/analytics/request/{others_request}", 2),
    "audit": ("/api/audit", 3),
    "who am I": ("/api/auth/session", 4),
    "who a flag affects": ("/api/flag-insight/affected", 5),
}
#: What is asked in a body.
BODIES = {
    "who a flag affects": {"definition": {"key": "probe", "filters": {"groups": [where("plan", "exact", "pro")]}}}
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", ROUTES)
def test_every_caller_on_every_route(anonymous: httpx.Client, world: World, caller: str, route: str) -> None:
    path, column = ROUTES[route]
    body = BODIES.get(route)
    method = "GET" if body is None else "POST"
    response = anonymous.request(method, path.format(**vars(world)), json=body, headers=CALLERS[caller](world))
    expected = EXPECTED[caller][column]
    if expected == 200:
        assert response.status_code == 200, response.text
    else:
        assert_problem(response, expected)
        assert world.other not in response.text or route == "request", "a refusal must not repeat whom it protects"


@pytest.mark.parametrize("caller", ["user", "user by email", "unknown role"])
@pytest.mark.parametrize("query", ["", "user_id={me}", "email={me}@example.org", "user_id={me}&email={me}@example.org"])
@pytest.mark.parametrize("route", ["activity", "journey", "events", "errors", "slow-requests"])
def test_a_user_sees_their_own_data(anonymous: httpx.Client, world: World, caller: str, query: str, route: str) -> None:
    path = f"/api/analytics/user/{route}?{query}".format(**vars(world))
    response = anonymous.get(path, headers=CALLERS[caller](world))
    assert response.status_code == 200, response.text
    assert response.json()["person"]["distinct_ids"] == [world.me]


@pytest.mark.parametrize("caller", ["user", "user by email"])
def test_a_user_sees_their_own_request(anonymous: httpx.Client, world: World, caller: str) -> None:
    response = anonymous.get(f"/api/analytics/request/{world.my_request}", headers=CALLERS[caller](world))
    assert response.status_code == 200
    assert response.json()["user_ids"] == [world.me]


def test_a_shared_request_shows_a_user_only_their_own_events(admin: httpx.Client, anonymous: httpx.Client) -> None:
    mine, theirs, request = unique(), unique(), unique("request")
    send(admin, event("sent", mine, request_id=request), event("received", theirs, request_id=request))
    both = admin.get(f"/api/analytics/request/{request}").json()
    assert sorted(both["user_ids"]) == sorted([mine, theirs])
    own = anonymous.get(f"/api/analytics/request/{request}", headers=bearer(user_jwt(mine))).json()
    assert own["user_ids"] == [mine]
    assert [one["event"] for one in own["events"]] == ["sent"]


@pytest.mark.parametrize("caller", ["read", "admin", "custom"])
def test_a_static_token_must_say_whom(anonymous: httpx.Client, world: World, caller: str) -> None:
    response = anonymous.get("/api/analytics/user/activity", headers=CALLERS[caller](world))
    assert_problem(response, 400, "user_id")


def test_a_user_without_events_is_not_found(anonymous: httpx.Client) -> None:
    headers = bearer(user_jwt(unique("nobody")))
    assert_problem(anonymous.get("/api/analytics/user/activity", headers=headers), 404)


@pytest.mark.parametrize("caller", ["user", "read"])
def test_a_refusal_does_not_tell_who_exists(anonymous: httpx.Client, world: World, caller: str) -> None:
    answers = [
        assert_problem(
            anonymous.get("/api/analytics/user/activity", params={"user_id": user}, headers=CALLERS[caller](world)),
            403,
        )["detail"]
        for user in (world.other, unique("nobody"))
    ]
    assert answers[0] == answers[1]


def test_health_and_readiness_are_open(anonymous: httpx.Client, engine: Engine) -> None:
    health = anonymous.get("/health").json()
    assert health["status"] == "healthy"
    assert health["engine"] == engine.name
    assert health["uptime_seconds"] >= 0
    assert (health["upstream"] is None) == (engine.name == "embedded")
    assert set(health) == {"status", "version", "commit", "date", "engine", "uptime_seconds", "upstream"}
    assert anonymous.get("/ready").json()["status"] == "ready"


def test_metrics_are_open_to_this_machine(anonymous: httpx.Client) -> None:
    anonymous.get("/health")
    response = anonymous.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "# TYPE" in response.text
    assert "/health" in response.text


class TestInsecureMode:
    @pytest.fixture
    def open_door(self, make_gateway: Make) -> Instance:
        return make_gateway(INSECURE_MODE="true")

    def test_everybody_may_do_everything_and_is_told_so(self, open_door: Instance) -> None:
        with open_door.client() as client:
            session = client.get("/api/auth/session").json()
            assert session["authenticated"] is True
            assert session["insecure"] is True
            assert session["method"] == "insecure"
            assert sorted(session["capabilities"]) == ["delete", "lookup", "read", "write"]
            assert "INSECURE" in client.get("/health").json()["warning"]
            assert client.get("/api/audit").status_code == 200
            send(client, event("clicked", "u1"))
            assert client.get("/api/analytics/users?query=u1x").json()["users"] == []
            assert client.get("/api/analytics/user/events?user_id=u1").json()["total"] == 1

    @pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "[::1]:{}", "flags.localhost:{}", "192.0.2.7"])
    def test_a_page_at_an_address_of_its_own_is_answered(self, open_door: Instance, host: str) -> None:
        with open_door.client(Host=host.format(open_door.port)) as client:
            assert client.get("/api/audit").status_code == 200

    @pytest.mark.parametrize("host", ["example.org", "localhost.example.org:{}", "gateway"])
    def test_a_name_that_somebody_made_lead_here_is_not(self, open_door: Instance, host: str) -> None:
        with open_door.client(Host=host.format(open_door.port)) as client:
            for path in ("/api/audit", "/api/flags", "/api/analytics/user/events?user_id=u1", "/api/auth/session"):
                answer = client.get(path)
                assert_problem(answer, 403)
                assert host.format(open_door.port) in answer.json()["detail"]
            # What is everybody's stays so.
            assert client.get("/health").status_code == 200
