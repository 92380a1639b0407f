"""What every error answer must look like."""

import re
from typing import Any

import httpx


def assert_problem(response: httpx.Response, status: int, field: str | None = None) -> dict[str, Any]:
    """Checks the form of RFC 9457 and of the gateway's additions; returns the body."""
    assert response.status_code == status, f"{response.status_code} instead of {status}: {response.text[:500]}"
    assert response.headers["Content-Type"].split(";")[0] == "application/problem+json"
    assert "no-store" in response.headers["Cache-Control"]
    body = response.json()
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert re.fullmatch("[0-9a-f]{32}", body["request_id"])
    assert response.headers.get_list("X-Request-Id") == [body["request_id"]]
    if status in (429, 503):
        assert int(response.headers["Retry-After"]) == body["retry_after"] > 0
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    if status == 405:
        assert response.headers["Allow"]
    if field is not None:
        assert [entry["field"] for entry in body["errors"]] == [field], body
        assert all(entry["rule"] and entry["detail"] for entry in body["errors"])
    return body


def assert_problem_in_all_forms(response: httpx.Response, status: int) -> dict[str, Any]:
    """A problem that readers of either dialect of the manifest understand, too."""
    body = assert_problem(response, status)
    assert body["error"] == {"message": body["detail"], "status": status}
    assert (body["code"], body["message"], body["details"]) == (status, body["detail"], body["detail"])
    return body


def assert_failure(response: httpx.Response, status: int, *fields: str) -> dict[str, Any]:
    """An error in the form of the dialect of the request."""
    assert response.status_code == status, f"{response.status_code} instead of {status}: {response.text[:500]}"
    assert response.headers["Content-Type"].split(";")[0] == "application/json"
    assert response.headers["X-Request-Id"]
    assert "no-store" in response.headers["Cache-Control"]
    body = response.json()
    if "application/vnd.openfeature.sync.v0+json" in response.request.headers["Accept"]:
        error = body["error"]
        assert error["status"] == status
        assert error["message"]
        assert [entry["field"] for entry in error.get("details", [])] == list(fields), body
        assert all(entry["message"] and entry["code"] for entry in error.get("details", []))
    else:
        assert body["code"] == status
        assert isinstance(body["message"], str)
        assert body["message"]
        assert isinstance(body["details"], str)
        for field in fields:
            assert field in body["details"], body
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    return body
