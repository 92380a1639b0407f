"""The gateway on a PostHog project: the same routes, the same answers."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, minutes_ago, send, unique, user_events
from harness.instance import Make
from harness.sdk import sdk_at
from harness.upstream import UpstreamProject
from harness.waiting import eventually

#: What differs between two stores by nature.
OWN = {"person_id", "meta", "next_cursor", "from", "to"}


def story() -> list[dict[str, Any]]:
    """Two persons, merges, requests of every kind, errors that repeat, odd texts."""
    hostile = "quote ' double \" brace {x} backslash \\ line \n emoji 🦊 " + "z" * 200
    return [
        event("$pageview", "device-1", minutes_ago(200), page="/"),
        event("$identify", "ann", minutes_ago(190), **{"$anon_distinct_id": "device-1"})
        | {"properties": {"$anon_distinct_id": "device-1", "$set": {"email": "Ann@example.org", "name": hostile}}},
        *(
            event(
                "api_request",
                "ann",
                minutes_ago(100 - number),
                request_id=f"r-{number % 5}",
                endpoint=f"/api/{number % 3}",
                method="POST",
                status_code=[200, 402, 500][number % 3],
                response_time_ms=10.5 * number,
            )
            for number in range(25)
        ),
        event("api_error", "ann", minutes_ago(50), request_id="r-1", error_type="declined", error_message="order 17"),
        event("api_error", "ann", minutes_ago(49), request_id="r-2", error_type="declined", error_message="order 18"),
        event("payment_error", "ann", minutes_ago(48), error_message=hostile),
        event("api_error", "bob", minutes_ago(47), error_type="declined", error_message="order 19"),
        event("slow_request", "ann", minutes_ago(40), request_id="r-3", endpoint="/api/1", duration_ms=2500),
        event("$feature_flag_called", "ann", minutes_ago(30), **{"$feature_flag": "f", "$feature_flag_response": "a"}),
        event("clicked", "ann", minutes_ago(20), whole=10.0, text=hostile, nested={"a": [1, 2.5, None]}),
        event("$set", "bob", minutes_ago(10), **{"$set": {"email": "bob@example.org"}}),
    ]


@pytest.fixture(scope="module")
def both(
    engines: dict[str, Engine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """May do everything with the embedded engine and with PostHog, which have the same events."""
    events = story()
    with ExitStack() as stack:
        clients = []
        for name in ("embedded", "posthog"):
            instance = stack.enter_context(engines[name].lasting_gateway(tmp_path_factory.mktemp(name)))
            client = stack.enter_context(instance.client(credentials.ADMIN))
            send(client, *events)
            clients.append(client)
        yield clients[0], clients[1]


def comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: comparable(member) for name, member in value.items() if name not in OWN}
    if isinstance(value, list):
        return [comparable(member) for member in value]
    return value


@pytest.mark.parametrize(
    "path",
    [
        "user/activity?user_id=ann&days=2",
        "user/activity?email=ANN@example.org&days=2",
        "user/activity?user_id=device-1&days=2",
        "user/journey?user_id=ann&days=2",
        "user/journey?user_id=ann&days=2&include_correlation=false",
        "user/events?user_id=ann&days=2&limit=7",
        "user/events?user_id=ann&days=2&event_type=api_request&limit=100",
        "user/errors?user_id=ann&days=2",
        "user/slow-requests?user_id=ann&days=2",
        "user/slow-requests?user_id=bob&days=2",
        "user/errors?email=bob@example.org&days=2",
        "user/flags?user_id=ann&days=2",
        "request/r-1",
        "users?query=ann",
        "users?query=ANN@example",
        "users?query=EXAMPLE.org",
        "users?query=device",
        "users?query=quote%20'%20double%20%22",
        "users?query=nobody-at-all",
        "user/activity?user_id=nobody",
        "request/no-such-request",
        "user/events?user_id=ann&days=400",
    ],
)
def test_both_engines_give_the_same_answer(both: tuple[httpx.Client, httpx.Client], path: str) -> None:
    embedded, posthog = (client.get(f"/api/analytics/{path}") for client in both)
    assert posthog.status_code == embedded.status_code, posthog.text
    if embedded.status_code == 200:
        assert comparable(posthog.json()) == comparable(embedded.json())


def test_pages_of_both_engines_hold_the_same_events(both: tuple[httpx.Client, httpx.Client]) -> None:
    embedded, posthog = (user_events(client, "ann", days=2, limit=6) for client in both)
    assert len(embedded) > 6
    assert [one["uuid"] for one in posthog] == [one["uuid"] for one in embedded]


def test_the_official_sdk_captures_and_evaluates(make_instance: Make, project: UpstreamProject) -> None:
    instance = make_instance(**project.settings)
    user = unique()
    with instance.client(credentials.ADMIN) as client:
        flag = {"key": "beta", "active": True, "filters": {"groups": [{"rollout_percentage": 100}]}}
        assert client.post("/api/flags", json=flag).status_code == 201
        with sdk_at(instance.url, project.token) as posthog:
            assert posthog.evaluate_flags(user).is_enabled("beta") is True
            posthog.capture("clicked", distinct_id=user)

        def is_there() -> bool:
            rows = project.query("select event from events where distinct_id = {user}", user=user)
            return sorted(rows) == [["$feature_flag_called"], ["clicked"]]

        eventually(is_there, "PostHog has both events")


def test_a_flag_is_written_on_posthog_and_read_back(make_instance: Make, project: UpstreamProject) -> None:
    instance = make_instance(**project.settings)
    manifest = "/openfeature/v0/manifest/flags"
    with instance.client(credentials.ADMIN) as client:
        for kind, default in [("boolean", True), ("string", "a"), ("number", 10.5), ("object", {"rows": 10.0})]:
            made = client.post(
                manifest, json={"key": f"of-{kind}", "name": kind, "type": kind, "defaultValue": default}
            )
            assert made.status_code == 201, made.text
        listed = client.get("/openfeature/v0/manifest").json()["flags"]
        assert {key: flag["defaultValue"] for key, flag in listed.items()} == {
            "of-boolean": True,
            "of-string": "a",
            "of-number": 10.5,
            "of-object": {"rows": 10.0},
        }
        changed = client.put(f"{manifest}/of-string", json={"defaultValue": "b"})
        assert changed.status_code == 200, changed.text
        assert client.get(f"{manifest}/of-string").json()["defaultValue"] == "b"
        assert client.delete(f"{manifest}/of-string").status_code == 200
        assert "of-string" not in client.get("/openfeature/v0/manifest").json()["flags"]


def test_a_replaced_key_counts_without_a_restart(make_instance: Make, project: UpstreamProject) -> None:
    settings = project.settings
    key = settings.pop("POSTHOG_API_KEY")
    instance = make_instance(start=False, GATEWAY_ENGINE="posthog", **settings)
    instance.directory.mkdir(parents=True)
    file = instance.directory / ".env.local"
    first, second = f"phx_first{uuid.uuid4().hex}", f"phx_second{uuid.uuid4().hex}"
    project.capture(event("clicked", "ann"), event("clicked", "bob"))
    project.upstream.control(add_key={"value": first, "scopes": ["*"], "projects": [project.id]})
    file.write_text(f"POSTHOG_API_KEY={first}\n")
    instance.start()
    with instance.client(credentials.ADMIN) as client:
        assert client.get("/api/analytics/user/events?user_id=ann").status_code == 200
        project.upstream.control(remove_key=first)
        refused = client.get("/api/analytics/user/events?user_id=bob")
        assert refused.status_code == 500
        assert first not in refused.text
        project.upstream.control(add_key={"value": second, "scopes": ["*"], "projects": [project.id]})
        file.write_text(f"POSTHOG_API_KEY={second}\n")

        def is_answered() -> bool:
            return client.get("/api/analytics/user/events?user_id=bob").status_code == 200

        eventually(is_answered, "the new key is used")
    assert key not in instance.logs()
    assert second not in instance.logs()


def test_the_settings_say_what_is_missing(make_instance: Make) -> None:
    instance = make_instance(start=False, POSTHOG_API_KEY="phx_0123456789")
    instance.directory.mkdir(parents=True)
    instance.start_gateway()
    assert instance.gateway
    assert instance.gateway.wait(20) != 0
    assert "POSTHOG_PROJECT_ID" in instance.logs()
