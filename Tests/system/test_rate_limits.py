"""nginx slows down who asks too often, and says for how long."""

import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness import credentials
from harness.events import batch, event
from harness.instance import Instance, Make
from harness.problems import assert_problem
from harness.sessions import OURS, SESSION, sign_in
from harness.waiting import eventually


def test_sign_ins_are_limited_as_delivered(make_instance: Make) -> None:
    instance = make_instance(SIGN_IN_RATE_PER_MINUTE="", SIGN_IN_BURST="")
    with instance.client() as client:
        token = {"token": credentials.ADMIN}
        for _ in range(4):
            assert sign_in(client, credentials.ADMIN).status_code == 200
        for path in (SESSION, SESSION + "/", "/api//auth/session", "/api/auth/new_auth_route"):
            body = assert_problem(client.post(path, json=token, headers=OURS), 429)
            assert body["retry_after"] == 12
        for _ in range(20):
            assert client.get(SESSION, headers={"X-API-Key": credentials.READ}).status_code == 200


@pytest.fixture
def strict(make_instance: Make) -> Instance:
    return make_instance(
        API_RATE_PER_SECOND="1",
        API_BURST="5",
        CAPTURE_RATE_PER_SECOND="1",
        CAPTURE_BURST="5",
        CONNECTIONS_PER_CLIENT="3",
    )


def statuses(client: httpx.Client, method: str, path: str, **options: object) -> list[int]:
    return [client.request(method, path, **options).status_code for _ in range(20)]


def test_lookups_and_capture_are_limited_apart(strict: Instance) -> None:
    with strict.client(credentials.ADMIN) as client:
        assert statuses(client, "GET", "/api/audit").count(429) >= 13
        assert_problem(client.get("/api/audit"), 429)
        events = batch([event("clicked", "u1")])
        assert statuses(client, "POST", "/batch/", json=events).count(429) >= 13
        refused = client.post("/batch/", json=events)
        assert assert_problem(refused, 429)["retry_after"] == 1
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert set(statuses(client, "GET", "/health")) == {200}
        assert set(statuses(client, "GET", "/favicon.svg")) == {200}


def test_requests_at_the_same_time_are_limited(strict: Instance) -> None:
    unfinished = b"POST /batch/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"
    # Two more than the limit: nginx may count the answered request of the start for a moment longer.
    waiting = [socket.create_connection(("127.0.0.1", strict.port)) for _ in range(5)]
    try:
        for connection in waiting:
            connection.sendall(unfinished)
        with strict.client() as client:
            assert_problem(eventually(lambda: refused(client), "one more request is refused"), 429)
    finally:
        for connection in waiting:
            connection.close()
    with strict.client() as client:
        eventually(lambda: client.get("/health").status_code == 200, "there is room again")


def refused(client: httpx.Client) -> httpx.Response | None:
    response = client.get("/favicon.svg")
    return response if response.status_code == 429 else None


def test_the_delivered_limits_let_a_page_and_a_busy_sender_through(make_instance: Make) -> None:
    names = ("API_RATE_PER_SECOND", "API_BURST", "CAPTURE_RATE_PER_SECOND", "CAPTURE_BURST")
    instance = make_instance(**dict.fromkeys(names, ""))
    with instance.client(credentials.ADMIN) as client, ThreadPoolExecutor(16) as pool:
        lookups = [pool.submit(client.get, "/api/audit?limit=1") for _ in range(100)]
        batches = [pool.submit(client.post, "/batch/", json=batch([event("clicked", "u1")])) for _ in range(300)]
        assert {future.result().status_code for future in lookups + batches} == {200}
