"""nginx slows down who asks too often, and says for how long."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Browser

from harness import credentials
from harness.events import batch, event
from harness.flags import MANIFEST
from harness.instance import Instance, Make
from harness.ofrep import ALL, SHOP, USER
from harness.openfeature_cli import CommandLine
from harness.problems import assert_problem, assert_problem_in_all_forms
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
        CORS_ALLOWED_ORIGINS=SHOP,
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


def first_refusal(client: httpx.Client, path: str, **options: object) -> httpx.Response:
    return next(answer for _ in range(20) if (answer := client.post(path, **options)).status_code == 429)


def test_a_page_is_told_for_how_long_to_wait(strict: Instance) -> None:
    with strict.client(credentials.READ) as client:
        told = first_refusal(client, ALL, json=USER, headers={"Origin": SHOP})
        assert_problem(told, 429)
        assert told.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Retry-After" in told.headers["Access-Control-Expose-Headers"].split(", ")
        assert "Origin" in told.headers["Vary"]
        strange = first_refusal(client, ALL, json=USER, headers={"Origin": "https://evil.example"})
        assert_problem(strange, 429)
        assert not [name for name in strange.headers if name.startswith("access-control-")]
        assert "Origin" in strange.headers["Vary"]
        evaluated = first_refusal(client, "/flags/?v=2", json={"api_key": credentials.PROJECT, "distinct_id": "ann"})
        assert evaluated.headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_lets_a_page_read_for_how_long_to_wait(browser: Browser, make_instance: Make) -> None:
    instance = make_instance(start=False, API_RATE_PER_SECOND="1", API_BURST="5")
    # The same machine by another name is another origin; what its own policy forbids its pages is no matter here.
    origin = instance.url.replace("127.0.0.1", "localhost")
    instance.environment["CORS_ALLOWED_ORIGINS"] = origin
    instance.start()
    ask = """async ([url, token]) => {
        const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
        for (let asked = 0; asked < 20; asked++) {
            const answer = await fetch(url, { method: "POST", headers, body: "{}" });
            if (answer.status === 429) return answer.headers.get("Retry-After");
        }
    }"""
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{origin}/openapi.json")
        assert page.evaluate(ask, [instance.url + ALL, credentials.READ]) == "1"


def test_preflights_are_never_refused_and_use_up_nothing(strict: Instance) -> None:
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    with strict.client(credentials.READ) as client:
        for path in (ALL, f"{ALL}/some-flag", "/flags/", "/decide/", "/batch/"):
            assert set(statuses(client, "OPTIONS", path, headers=asked)) == {204}
        assert {client.post(ALL, json=USER).status_code for _ in range(5)} == {200}
        first_refusal(client, ALL, json=USER)
        assert set(statuses(client, "OPTIONS", ALL, headers=asked)) == {204}


@pytest.mark.parametrize("burst", ["0", "3"])
def test_a_push_of_many_flags_is_slowed_down_and_never_refused(make_instance: Make, burst: str) -> None:
    instance = make_instance(API_RATE_PER_SECOND="20", API_BURST=burst)
    with instance.client(credentials.READ) as client:
        first_refusal(client, ALL, json=USER)
    file = {f"flag-{number}": {"flagType": "boolean", "defaultValue": True} for number in range(30)}
    command_line = CommandLine(instance.url, credentials.WRITE)
    started = time.monotonic()
    assert len(command_line.push(file).created) == 30
    assert time.monotonic() - started > 1.4, "31 requests, of which 20 may come in a second"


def test_too_many_at_once_are_refused_in_every_form_of_the_manifest(make_instance: Make) -> None:
    instance = make_instance(API_RATE_PER_SECOND="2", API_BURST="2")
    with instance.client(credentials.READ) as client, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: client.get(MANIFEST), range(12)))
    assert {answer.status_code for answer in answers} == {200, 429}
    for answer in answers:
        if answer.status_code == 429:
            assert_problem_in_all_forms(answer, 429)


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
