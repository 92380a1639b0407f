"""Crowds of lookups on PostHog: few queries, and nobody else waits for them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness import credentials
from harness.events import event
from harness.instance import Instance, Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually

CROWD = 500

#: For how long an answer of PostHog is given again; a slow machine may need longer for all requests.
KEPT_SECONDS = 10


@pytest.fixture
def crowded(make_instance: Make, project: UpstreamProject) -> Instance:
    """A gateway that lets one address have enough connections for a crowd."""
    return make_instance(CONNECTIONS_PER_CLIENT=str(2 * CROWD), **project.settings)


def crowd(instance: Instance) -> httpx.Client:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    headers = {"Authorization": f"Bearer {credentials.ADMIN}"}
    return httpx.Client(base_url=instance.url, headers=headers, trust_env=False, timeout=60, limits=limits)


def waiting(client: httpx.Client) -> int:
    """How many requests wait inside the gateway."""
    for line in client.get("/metrics").text.splitlines():
        if line.startswith("gateway_fastcgi_workers_waiting "):
            return int(line.split()[1])
    raise AssertionError("the metrics do not say how many wait")


def test_500_lookups_of_one_user_cost_one_set_of_queries(crowded: Instance, project: UpstreamProject) -> None:
    project.capture(event("clicked", "ann"))
    project.upstream.control(reset_statistics=True)
    project.fail(f"/api/projects/{project.id}/query", "delay", delay=1)
    with crowd(crowded) as client, ThreadPoolExecutor(CROWD) as pool:
        start = time.monotonic()
        requests = [pool.submit(client.get, "/api/analytics/user/activity?user_id=ann") for _ in range(CROWD)]
        answers = [request.result() for request in requests]
        lifetimes = 1 + int((time.monotonic() - start) // KEPT_SECONDS)
    assert {answer.status_code for answer in answers} == {200}
    assert len(project.upstream.state()["queries"]) <= 3 * lifetimes


def test_500_lookups_of_500_users_leave_flags_and_capture_alone(crowded: Instance, project: UpstreamProject) -> None:
    with crowded.client(credentials.ADMIN) as client:
        flag = {"key": "beta", "active": True, "filters": {"groups": [{"rollout_percentage": 100}]}}
        assert client.post("/api/flags", json=flag).status_code == 201
    project.upstream.control(reset_statistics=True)
    project.fail(f"/api/projects/{project.id}/query", "hang")
    ended = threading.Event()

    def look_up(number: int) -> None:
        while not ended.is_set():
            answer = lookups.get(f"/api/analytics/user/events?user_id=u{number}")
            # PostHog is well again at the end, and knows none of them.
            assert answer.status_code == 503 or (ended.is_set() and answer.status_code == 404), answer.text
            assert answer.status_code == 404 or int(answer.headers["Retry-After"]) >= 1
            ended.wait(1)

    with crowd(crowded) as lookups, crowded.client(credentials.ADMIN) as client, ThreadPoolExecutor(CROWD) as pool:
        requests = [pool.submit(look_up, number) for number in range(CROWD)]
        try:
            eventually(lambda: waiting(client) >= 100, "a crowd waits for PostHog")
            for number in range(100):
                answer = client.post("/ofrep/v1/evaluate/flags/beta", json={"context": {"targetingKey": f"u{number}"}})
                assert answer.status_code == 200
                assert answer.json()["value"] is True
                stored = client.post("/batch/", json={"api_key": project.token, "batch": [event("clicked", "ann")]})
                assert stored.status_code == 200
            assert waiting(client) >= 50
        finally:
            ended.set()
            project.upstream.recover()
        for request in requests:
            request.result()
    assert project.upstream.state()["max_queries_at_once"] < 3


def test_lookups_of_500_users_stay_within_the_limits(crowded: Instance, project: UpstreamProject) -> None:
    project.capture(*(event("clicked", f"u{number}") for number in range(CROWD)))
    project.upstream.control(reset_statistics=True)
    with crowd(crowded) as client, ThreadPoolExecutor(CROWD) as pool:
        start = time.monotonic()
        paths = [f"/api/analytics/user/events?user_id=u{number}" for number in range(CROWD)]
        answers = list(pool.map(client.get, paths))
        minutes = 1 + int((time.monotonic() - start) // 60)
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert any(answer.status_code == 200 for answer in answers)
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers if answer.status_code == 503)
    state = project.upstream.state()
    assert state["max_queries_at_once"] < 3
    assert len(state["queries"]) <= 240 * minutes
