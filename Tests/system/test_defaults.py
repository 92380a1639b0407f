"""What the documents promise to those who set nothing: limits and days of lookups, and tokens."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.engine import Engine
from harness.events import event, minutes_ago, send, unique
from harness.flags import FLAGS, MANIFEST
from harness.instance import EXECUTABLE, Instance
from harness.waiting import eventually

MANY = 101
DAY = 24 * 60


def get(client: httpx.Client, path: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"/api/analytics/{path}", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture(scope="module")
def busy(admin: httpx.Client) -> str:
    """A user with more of everything than one answer holds."""
    user = unique("busy")
    errors = [event("api_error", user, minutes_ago(600 - n), error_type=f"type-{n}") for n in range(MANY)]
    slow = [event("slow_request", user, minutes_ago(300 - n), duration_ms=1500 + n) for n in range(MANY)]
    send(admin, *errors, *slow)
    eventually(lambda: get(admin, "user/events", user_id=user)["total"] == 2 * MANY, "the events are there", 60)
    return user


@pytest.mark.parametrize(
    ("path", "listed", "total", "limit"),
    [
        ("user/events", "events", 2 * MANY, 100),
        ("user/errors", "errors", MANY, 50),
        ("user/slow-requests", "slow_requests", MANY, 50),
    ],
)
def test_a_lookup_has_a_limit_by_itself(
    admin: httpx.Client, busy: str, path: str, listed: str, total: int, limit: int
) -> None:
    page = get(admin, path, user_id=busy)
    assert len(page[listed]) == limit
    assert page["total" if listed == "events" else f"total_{listed}"] == total
    assert page == get(admin, path, user_id=busy, limit=limit) | {"meta": page["meta"]}
    rest = get(admin, path, user_id=busy, cursor=page["next_cursor"])[listed]
    assert len(rest) == min(limit, total - limit)
    assert not {one["uuid"] for one in rest} & {one["uuid"] for one in page[listed]}


def test_a_timeline_and_a_journey_have_their_limits(admin: httpx.Client, busy: str) -> None:
    activity = get(admin, "user/activity", user_id=busy)
    assert (len(activity["timeline"]), activity["total_events"]) == (100, 2 * MANY)
    journey = get(admin, "user/journey", user_id=busy)
    assert sum(group["event_count"] for group in journey["events"]) == journey["total_events"] == 2 * MANY


@pytest.fixture(scope="module")
def returning(admin: httpx.Client) -> str:
    """A user who was there today, a week and a day ago, 29 days ago, and before that."""
    user = unique("returning")
    for days in (0, 8, 29, 31):
        moment = minutes_ago(days * DAY + 5)
        send(
            admin,
            event("api_error", user, moment, error_type="timeout"),
            event("slow_request", user, moment, duration_ms=2000),
        )
    eventually(lambda: get(admin, "user/events", user_id=user, days=365)["total"] == 8, "the events are there", 60)
    return user


@pytest.mark.parametrize(
    ("path", "total", "expected", "days"),
    [
        ("user/activity", "total_events", 6, 30),
        ("user/journey", "total_events", 2, 7),
        ("user/events", "total", 6, 30),
        ("user/errors", "total_errors", 3, 30),
        ("user/slow-requests", "total_slow_requests", 3, 30),
    ],
)
def test_a_lookup_has_a_window_by_itself(
    admin: httpx.Client, returning: str, path: str, total: str, expected: int, days: int
) -> None:
    assert get(admin, path, user_id=returning)[total] == expected
    assert get(admin, path, user_id=returning, days=days)[total] == expected


# Tokens


@contextmanager
def without_tokens(engine: Engine, directory: Path) -> Iterator[Instance]:
    """A gateway that is given no token but that of the project."""
    with engine.project() as project:
        instance = Instance(directory, project=project)
        for name in ("READ_TOKEN", "WRITE_TOKEN", "ADMIN_TOKEN", "CUSTOM_TOKEN_1"):
            del instance.environment[name]
        with instance.running():
            yield instance


def generated(instance: Instance) -> dict[str, str]:
    """What `posthog-gateway token` says."""
    ended = subprocess.run(
        [EXECUTABLE, "token"],
        env=instance.environment,
        cwd=instance.directory,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return dict(line.split(maxsplit=1) for line in ended.stdout.splitlines())


def test_tokens_nobody_set_are_made_and_can_what_they_should(engine: Engine, tmp_path: Path) -> None:
    with without_tokens(engine, tmp_path / "gateway") as instance:
        tokens = generated(instance)
        assert len({tokens[f"{name}_TOKEN"] for name in ("READ", "WRITE", "ADMIN")}) == 3
        key = unique("flag")
        body = {"key": key, "type": "boolean", "defaultValue": True}
        expected = {"READ": (200, 403, 403), "WRITE": (200, 201, 403), "ADMIN": (200, 201, 200)}
        for name, statuses in expected.items():
            with instance.client(tokens[f"{name}_TOKEN"]) as client:
                found = (
                    client.get(MANIFEST).status_code,
                    client.post(FLAGS, json=body).status_code,
                    client.delete(f"{FLAGS}/{key}").status_code,
                )
            assert found == statuses, name
        for token in (None, credentials.ADMIN, credentials.READ):
            with instance.client(token) as stranger:
                assert stranger.get(MANIFEST).status_code == 401
        log = instance.gateway_log.read_text()
        assert not [name for name, token in tokens.items() if token in log and name != "POSTHOG_PROJECT_TOKEN"]
        instance.terminate_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        assert generated(instance) == tokens
        with instance.client(tokens["ADMIN_TOKEN"]) as client:
            assert client.get(MANIFEST).status_code == 200
    file = next(path for path in tmp_path.rglob("*") if path.is_file() and tokens["ADMIN_TOKEN"] in text_of(path))
    assert os.stat(file).st_mode & 0o777 == 0o600


def text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")
