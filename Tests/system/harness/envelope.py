"""The routes of PostHog's client document: every answer is `{status, message, data}`."""

from typing import Any

import httpx

HERE = "/api/posthog"


def data(client: httpx.Client, path: str, **parameters: object) -> Any:
    """What a request that succeeds answers."""
    answer = client.get(f"{HERE}/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"status", "message", "data"}
    assert body["status"] == "success"
    return body["data"]


def refused(client: httpx.Client, path: str, status: int, **parameters: object) -> str:
    """What a request that fails says."""
    answer = client.get(f"{HERE}/{path}", params=parameters)
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert (body["status"], body["data"]) == ("error", None)
    assert body["message"]
    return body["message"]


def pages(client: httpx.Client, path: str, **parameters: object) -> list[list[dict[str, Any]]]:
    """All pages of a list, by its cursor."""
    found = []
    cursor: dict[str, str] = {}
    while True:
        page = data(client, path, **parameters, **cursor)
        found.append(page["results"])
        if not page["next_cursor"]:
            return found
        assert len(found) < 1000, "the list does not end"
        cursor = {"cursor": page["next_cursor"]}
