"""PostHog fails in every way it can, and the gateway serves what it has, loses nothing, and says how old it is."""

import uuid
from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import event, minutes_ago
from harness.flags import EVERYBODY
from harness.instance import Instance, Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually

THROTTLED = {
    "type": "throttled_error",
    "code": "throttled",
    "detail": "Request was throttled. Expected available in 2 seconds.",
    "attr": None,
}
FLAG = {"key": "beta", "active": True, "filters": {"groups": [EVERYBODY]}}

#: Every way of failing: the fault, and whether PostHog answered.
FAILURES: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500, "body": {"type": "server_error", "detail": "broken", "code": "error"}},
    "429": {"kind": "status", "status": 429, "body": THROTTLED},
    "429 with header": {"kind": "status", "status": 429, "body": THROTTLED, "headers": {"Retry-After": "3"}},
    "hangs": {"kind": "hang"},
    "cut": {"kind": "cut"},
    "reset": {"kind": "reset"},
    "malformed": {"kind": "malformed"},
    "empty": {"kind": "empty"},
}


def evaluate(client: httpx.Client) -> httpx.Response:
    return client.post("/ofrep/v1/evaluate/flags/beta", json={"context": {"targetingKey": "u1"}})


@pytest.fixture
def running(make_instance: Make, project: UpstreamProject) -> Instance:
    """A gateway with one flag, which PostHog has confirmed."""
    instance = make_instance(**project.settings)
    with instance.client(credentials.ADMIN) as client:
        assert client.post("/api/flags", json=FLAG).status_code == 201
        eventually(lambda: evaluate(client).json().get("value") is True, "the flag is evaluated")

        def is_relayed() -> bool:
            return "beta" in client.get(f"/flags/definitions?token={project.token}").text

        eventually(is_relayed, "PostHog's definitions have the flag")
    return instance


@pytest.mark.parametrize("name", FAILURES)
def test_flags_are_served_through_any_failure_and_say_their_age(
    running: Instance, project: UpstreamProject, name: str
) -> None:
    project.upstream.break_everything(FAILURES[name])
    with running.client(credentials.ADMIN) as client:

        def is_old() -> bool:
            answer = evaluate(client)
            assert answer.status_code == 200, answer.text
            assert answer.json()["value"] is True
            return "X-Flags-Age" in answer.headers

        eventually(is_old, "an answer says how old the flags are", seconds=40)
        one = evaluate(client)
        assert one.json()["metadata"]["flags_age_seconds"] == int(one.headers["X-Flags-Age"])
        bulk = client.post("/ofrep/v1/evaluate/flags", json={"context": {"targetingKey": "u1"}})
        assert bulk.json()["metadata"]["flags_age_seconds"] == int(bulk.headers["X-Flags-Age"])
        known = {"If-None-Match": bulk.headers["ETag"]}
        repeated = client.post("/ofrep/v1/evaluate/flags", json={"context": {"targetingKey": "u1"}}, headers=known)
        assert repeated.status_code == 304
        assert "X-Flags-Age" in repeated.headers
        for path in (
            "/openfeature/v0/manifest",
            "/openfeature/v0/manifest/flags/beta",
            "/api/flags",
            "/api/flag-transfer/export",
        ):
            copied = client.get(path)
            assert copied.status_code == 200, copied.text
            assert "X-Flags-Age" in copied.headers, path
        ready = client.get("/ready")
        assert ready.status_code == 200
        assert ready.json()["upstream"]["flags"]["source"] == "memory"
        assert "gateway_flags_age_seconds" in client.get("/metrics").text
        definitions = client.get(f"/flags/definitions?token={project.token}")
        assert [flag["key"] for flag in definitions.json()["flags"]] == ["beta"]
        project.upstream.recover()
        eventually(lambda: "X-Flags-Age" not in evaluate(client).headers, "the flags are confirmed again", seconds=40)


#: Answers that are none: the definitions stay as they were.
BAD_ANSWERS: dict[str, dict[str, Any]] = {
    "empty once": {"status": 200, "body": {"flags": [], "group_type_mapping": {}, "cohorts": {}}, "times": 1},
    "no flags": {"status": 200, "body": {"detail": "no flags here"}},
    "quota": {"status": 402, "body": {"type": "quota_limited", "detail": "quota", "code": "payment_required"}},
    "unauthorized": {"status": 401, "body": {"type": "authentication_error", "code": "x", "detail": "no"}},
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_bad_answer_never_replaces_good_flags(running: Instance, project: UpstreamProject, name: str) -> None:
    project.upstream.control(reset_statistics=True)
    project.fail("/flags/definitions", "status", **BAD_ANSWERS[name])

    def polls() -> int:
        counted = project.upstream.state()["requests"]
        return sum(number for request, number in counted.items() if "/flags/definitions" in request)

    with running.client(credentials.ADMIN) as client:
        eventually(lambda: polls() >= 2, "the definitions were asked for, and again after the bad answer", seconds=30)
        for _ in range(20):
            assert evaluate(client).json()["value"] is True


@pytest.mark.parametrize(
    ("name", "status", "seconds"),
    [("500", 500, None), ("429", 503, 2), ("429 with header", 503, 3), ("cut", 503, None), ("reset", 503, None)],
)
def test_a_lookup_says_what_is_wrong(
    running: Instance, project: UpstreamProject, name: str, status: int, seconds: int | None
) -> None:
    project.capture(event("clicked", "ann"))
    project.upstream.break_everything(FAILURES[name])
    with running.client(credentials.ADMIN) as client:
        answer = client.get("/api/analytics/user/events?user_id=ann")
    assert answer.status_code == status, answer.text
    body = answer.json()
    if status == 500:
        assert "broken" in body["detail"]
        assert "500" in body["detail"]
    else:
        assert int(answer.headers["Retry-After"]) >= 1
        if seconds:
            assert int(answer.headers["Retry-After"]) <= seconds


def test_a_lookup_made_before_is_answered_from_the_copy_with_its_age(
    running: Instance, project: UpstreamProject
) -> None:
    project.capture(event("clicked", "ann"))
    path = "/api/analytics/user/events?user_id=ann&days=3"
    with running.client(credentials.ADMIN) as client:
        first = client.get(path)
        assert first.status_code == 200
        assert "X-Data-Age" not in first.headers
        project.upstream.break_everything(FAILURES["reset"])

        def is_old() -> bool:
            answer = client.get(path)
            assert answer.status_code == 200, answer.text
            return "X-Data-Age" in answer.headers

        eventually(is_old, "the answer says its age", seconds=40)


@pytest.mark.parametrize("ends", ["recovers", "restarts"])
def test_events_wait_and_arrive_once_and_in_order(running: Instance, project: UpstreamProject, ends: str) -> None:
    project.upstream.break_everything(FAILURES["500"])
    sent = [f"step {number:02}" for number in range(30)]
    with running.client(credentials.ADMIN) as client:
        for number, name in enumerate(sent):
            one = event(name, "ann", minutes_ago(60 - number))
            for _ in range(2):
                answer = client.post("/batch/", json={"api_key": project.token, "batch": [one]})
                assert answer.status_code == 200, answer.text
        waiting = client.get("/health").json()["upstream"]["outbox"]["waiting"]
        assert waiting == len(sent)
    if ends == "restarts":
        running.kill_gateway()
        running.start_gateway()
        running.wait_until_ready()
    project.upstream.recover()
    eventually(lambda: len(project.event_names("ann")) >= len(sent), "the events arrive", seconds=60)
    assert project.event_names("ann") == sent
    with running.client(credentials.ADMIN) as client:
        eventually(
            lambda: client.get("/health").json()["upstream"]["outbox"]["waiting"] == 0, "nothing waits", seconds=30
        )


def test_an_event_posthog_refuses_for_good_does_not_stop_the_others(
    running: Instance, project: UpstreamProject
) -> None:
    project.fail("/batch", "status", status=413, body="payload too large", times=1)
    with running.client() as client:
        events = [event(f"e{number}", "ann", minutes_ago(9 - number)) for number in range(5)]
        assert client.post("/batch/", json={"api_key": project.token, "batch": events}).status_code == 200
    eventually(lambda: project.event_names("ann") == [f"e{number}" for number in range(5)], "all arrive", seconds=30)


def test_a_start_without_posthog_serves_the_copy_on_disk(running: Instance, project: UpstreamProject) -> None:
    running.kill_gateway()
    project.upstream.break_everything(FAILURES["reset"])
    running.start_gateway()
    running.wait_until_ready()
    with running.client(credentials.ADMIN) as client:
        assert evaluate(client).json()["value"] is True
        eventually(
            lambda: "X-Flags-Age" in evaluate(client).headers, "an answer says how old the flags are", seconds=40
        )
        assert evaluate(client).json()["value"] is True
        assert client.get("/ready").json()["upstream"]["flags"]["source"] == "disk"


def test_a_start_without_posthog_and_copy_is_not_ready_and_takes_events(
    make_instance: Make, project: UpstreamProject
) -> None:
    project.upstream.break_everything(FAILURES["reset"])
    instance = make_instance(start=False, **project.settings)
    instance.directory.mkdir(parents=True)
    instance.start_gateway()
    instance.start_nginx()
    name = f"kept {uuid.uuid4().hex[:6]}"
    with instance.client(credentials.ADMIN) as client:

        def is_up() -> bool:
            try:
                return client.get("/health").status_code == 200
            except httpx.HTTPError:
                return False

        eventually(is_up, "the gateway answers")
        assert client.get("/ready").status_code == 503
        assert evaluate(client).status_code == 503
        batch = {"api_key": project.token, "batch": [event(name, "ann")]}
        assert client.post("/batch/", json=batch).status_code == 200
        project.upstream.recover()
        eventually(lambda: client.get("/ready").status_code == 200, "the gateway is ready", seconds=40)
    eventually(lambda: project.event_names("ann") == [name], "the event arrives", seconds=40)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(("status", "expected"), [(500, 500), (403, 500), (429, 503)])
def test_a_manifest_write_that_posthog_refuses_says_so(
    running: Instance, project: UpstreamProject, method: str, status: int, expected: int
) -> None:
    body = {"type": "x_error", "code": "x", "detail": "No, said PostHog.", "attr": None}
    project.fail(f"/api/projects/{project.id}/feature_flags", "status", status=status, body=body)
    path = "/openfeature/v0/manifest/flags" + ("" if method == "POST" else "/beta")
    flag = {"key": "new" if method == "POST" else "beta", "name": "A flag", "type": "boolean", "defaultValue": True}
    with running.client(credentials.ADMIN) as client:
        answer = client.request(method, path, json=None if method == "DELETE" else flag)
        assert answer.status_code == expected, answer.text
        assert answer.json()["code"] == expected
        assert answer.json()["message"]
        if expected == 503:
            assert int(answer.headers["Retry-After"]) >= 1
        else:
            assert "No, said PostHog." in answer.json()["details"] or str(status) in answer.json()["details"]
        project.upstream.recover()
        assert client.get("/openfeature/v0/manifest/flags/beta").status_code == 200
