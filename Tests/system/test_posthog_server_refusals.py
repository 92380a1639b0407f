"""The tests' PostHog: its keys, its limits, the shapes of its errors, and the failures it is told to show."""

import socket
import threading
import time
from typing import Any

import httpx
import pytest

from harness.events import event, unique
from harness.upstream import UpstreamProject


def url(project: UpstreamProject, path: str = "") -> str:
    return f"/api/projects/{project.id}/{path}"


def asked(
    project: UpstreamProject, path: str, token: str | None, method: str = "GET", **options: Any
) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return project.upstream.client.request(method, path, headers=headers, **options)


def shape(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert set(body) == {"type", "code", "detail", "attr"}
    return answer.status_code, body["type"], body["code"]


def test_a_key_is_needed_and_checked(project: UpstreamProject) -> None:
    missing = asked(project, url(project), None)
    assert shape(missing) == (401, "authentication_error", "not_authenticated")
    wrong = asked(project, url(project), "phx_wrong")
    assert shape(wrong) == (401, "authentication_error", "authentication_failed")
    assert wrong.json()["detail"] == "Personal API key found in request Authorization header is invalid."
    key = project.upstream.facts["personal_key"]
    assert asked(project, url(project), None, params={"personal_api_key": key}).status_code == 200
    body = {"personal_api_key": key, "query": {"kind": "HogQLQuery", "query": "select 1"}}
    assert asked(project, url(project, "query/"), None, "POST", json=body).status_code == 200
    # Only the first place is looked at.
    assert asked(project, url(project), "phx_wrong", params={"personal_api_key": key}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "query/", "query:read"),
        ("GET", "events/", "query:read"),
        ("GET", "persons/", "person:read"),
        ("DELETE", "persons/1/", "person:write"),
        ("GET", "groups_types/", "group:read"),
        ("GET", "groups/", "group:read"),
        ("GET", "cohorts/", "cohort:read"),
        ("POST", "cohorts/", "cohort:write"),
        ("GET", "feature_flags/", "feature_flag:read"),
        ("POST", "feature_flags/", "feature_flag:write"),
        ("GET", "property_definitions/", "property_definition:read"),
        ("GET", "", "project:read"),
        ("PATCH", "", "project:write"),
        ("GET", "activity_log/", "activity_log:read"),
    ],
)
def test_a_key_needs_the_scope(project: UpstreamProject, method: str, path: str, scope: str) -> None:
    poor, right = f"phx_{unique()}", f"phx_{unique()}"
    project.upstream.control(add_key={"value": poor, "scopes": ["insight:read"]})
    project.upstream.control(add_key={"value": right, "scopes": [scope]})
    refused = asked(project, url(project, path), poor, method)
    assert shape(refused) == (403, "authentication_error", "permission_denied")
    assert refused.json()["detail"] == f"API key missing required scope '{scope}'"
    assert asked(project, url(project, path), right, method).status_code not in (401, 403)


def test_a_key_may_be_for_some_projects_only(project: UpstreamProject) -> None:
    key, other = f"phx_{unique()}", project.upstream.project()
    project.upstream.control(add_key={"value": key, "scopes": ["*"], "projects": [project.id]})
    assert asked(project, url(project), key).status_code == 200
    assert asked(project, "/api/projects/@current/", key).json()["id"] == project.id
    refused = asked(project, url(other), key)
    assert shape(refused) == (403, "authentication_error", "permission_denied")
    assert str(other.id) in refused.json()["detail"]
    listed = asked(project, "/api/projects/", key).json()["results"]
    assert [one["id"] for one in listed] == [project.id]
    project.upstream.control(remove_key=key)
    assert asked(project, url(project), key).status_code == 401


def test_what_is_not_open_to_keys_says_so(project: UpstreamProject) -> None:
    refused = project.ask("PATCH", "reset_token/")
    assert shape(refused) == (403, "authentication_error", "permission_denied")
    assert refused.json()["detail"] == "This action does not support Personal API Key access"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/projects/987654/", 404, "not_found"),
        ("GET", "/api/projects/seven/", 404, "not_found"),
        ("GET", "/api/nothing/", 404, "not_found"),
        ("PUT", "/api/projects/1/query/", 405, "method_not_allowed"),
        ("GET", "/api/projects/1/query/", 405, "method_not_allowed"),
        ("GET", "/api/projects/1/feature_flags/987654/", 404, "not_found"),
    ],
)
def test_what_is_not_there_is_an_invalid_request(
    project: UpstreamProject, method: str, path: str, status: int, code: str
) -> None:
    answer = asked(project, path, project.upstream.facts["personal_key"], method)
    assert shape(answer) == (status, "invalid_request", code)


def test_a_body_must_be_json(project: UpstreamProject) -> None:
    answer = project.ask("POST", "query/", content=b"{no")
    assert shape(answer) == (400, "invalid_request", "parse_error")
    assert project.ask("POST", "query/", content=b" " * 21_000_000).status_code == 413


def test_the_other_shapes_of_errors(project: UpstreamProject) -> None:
    flag = project.send("POST", "feature_flags/", key="f", filters={"groups": [{"rollout_percentage": 100}]})
    deleted = project.ask("DELETE", f"feature_flags/{flag['id']}/")
    assert (deleted.status_code, deleted.content) == (405, b"")
    assert project.ask("POST", "feature_flags/bulk_delete/", json={}).json().keys() == {"error"}
    config = project.ask("GET", "feature_flags/nothing/remote_config/")
    assert (config.status_code, config.content) == (404, b"")
    text = project.upstream.client.post("/flags/", json={"distinct_id": "ann"})
    assert (text.status_code, text.headers["Content-Type"].split(";")[0]) == (401, "text/plain")


@pytest.mark.parametrize(
    ("family", "path"),
    [("query", "query/upgrade"), ("persons", "persons/"), ("clickhouse", "events/"), ("default", "cohorts/")],
)
def test_a_family_that_is_used_up_says_for_how_long(project: UpstreamProject, family: str, path: str) -> None:
    project.upstream.control(rate_limits={family: [2, 50]})
    try:
        answers = [project.ask("POST" if family == "query" else "GET", path.replace("upgrade", "")) for _ in range(3)]
        assert [answer.status_code == 429 for answer in answers] == [False, False, True]
        assert shape(answers[2]) == (429, "throttled_error", "throttled")
        assert "Retry-After" not in answers[2].headers
        words = answers[2].json()["detail"].split()
        assert words[:6] == ["Request", "was", "throttled.", "Expected", "available", "in"]
        assert 1 <= int(words[6]) <= 60
        assert project.ask("GET", "").status_code == 200 or family == "default"
    finally:
        project.upstream.control(rate_limits=False)
    assert project.ask("GET", "cohorts/").status_code == 200


# Failures on demand


@pytest.mark.parametrize(
    ("fault", "status", "content"),
    [
        ({"kind": "status"}, 500, b""),
        ({"kind": "status", "status": 502, "body": "<html>bad gateway</html>"}, 502, b"<html>bad gateway</html>"),
        ({"kind": "status", "status": 503, "body": {"detail": "later"}}, 503, b'{"detail": "later"}'),
        ({"kind": "empty"}, 200, b""),
    ],
)
def test_an_answer_can_be_replaced(
    project: UpstreamProject, fault: dict[str, Any], status: int, content: bytes
) -> None:
    project.upstream.control(faults=[{"path": url(project), **fault}])
    answer = project.ask("GET", "cohorts/")
    assert (answer.status_code, answer.content) == (status, content)
    project.upstream.recover()
    assert project.ask("GET", "cohorts/").status_code == 200


def test_an_answer_can_be_no_json_or_no_answer(project: UpstreamProject) -> None:
    path = url(project, "cohorts/")
    project.upstream.control(faults=[{"path": path, "kind": "malformed"}])
    with pytest.raises(ValueError, match="Expecting"):
        project.ask("GET", "cohorts/").json()
    for kind in ("cut", "truncated", "reset"):
        project.upstream.control(faults=[{"path": path, "kind": kind}])
        with pytest.raises(httpx.TransportError):
            project.ask("GET", "cohorts/")
    project.upstream.control(faults=[{"path": path, "kind": "hang"}])
    with pytest.raises(httpx.ReadTimeout):
        project.ask("GET", "cohorts/", timeout=0.3)


def test_a_fault_can_wait_and_end(project: UpstreamProject) -> None:
    path = url(project, "cohorts/")
    project.upstream.control(faults=[{"path": path, "kind": "status", "skip": 1, "times": 2, "method": "get"}])
    assert [project.ask("GET", "cohorts/").status_code for _ in range(5)] == [200, 500, 500, 200, 200]
    project.upstream.control(faults=[{"path": path, "kind": "delay", "delay": 0.3}])
    start = time.monotonic()
    assert project.ask("GET", "cohorts/").status_code == 200
    assert time.monotonic() - start >= 0.3


def test_a_request_can_be_carried_out_though_its_answer_is_lost(project: UpstreamProject) -> None:
    faults = [{"path": "/batch", "kind": "reset", "after": True, "times": 1}]
    project.upstream.control(faults=faults)
    with pytest.raises(httpx.TransportError):
        project.capture(event("clicked", "ann"))
    assert project.query("select event from events") == [["clicked"]]
    project.upstream.control(faults=[{"path": "/batch", "kind": "status", "times": 1}])
    answer = project.upstream.client.post("/batch/", json={"api_key": project.token, "batch": [event("x", "ann")]})
    assert answer.status_code == 500
    assert project.query("select event from events") == [["clicked"]]


def test_requests_are_counted(project: UpstreamProject) -> None:
    project.upstream.control(reset_statistics=True)
    project.query("select 7 as n")
    project.ask("GET", "cohorts/")
    project.ask("GET", "nothing/")
    state = project.upstream.state()
    assert state["requests"] == {
        f"POST {url(project, 'query/')}": 1,
        **{f"GET {url(project, path)}": 1 for path in ("cohorts/", "nothing/")},
    }
    assert state["statuses"] == {"200": 2, "404": 1}
    assert state["query_texts"] == ["select 7 as n"]


@pytest.mark.parametrize(
    "orders", [{"launch": 1}, {"faults": [{"kind": "flood"}]}, {"rate_limits": {"planet": [1, 1]}}]
)
def test_a_wrong_order_is_refused(project: UpstreamProject, orders: dict[str, Any]) -> None:
    answer = project.upstream.client.post("/__control", json=orders)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_many_connections_at_once_are_answered(project: UpstreamProject) -> None:
    host, port = "127.0.0.1", project.upstream.facts["port"]
    results: list[bytes] = []

    def ask() -> None:
        with socket.create_connection((host, port), timeout=30) as connection:
            connection.sendall(b"GET /flags HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            results.append(connection.recv(12))

    threads = [threading.Thread(target=ask) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [b"HTTP/1.1 200"] * 100
