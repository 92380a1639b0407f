"""Flags of the tests' PostHog, by its private API."""

from typing import Any

from harness import flags
from harness.events import unique
from harness.upstream import UpstreamProject

Filters = dict[str, Any]

EVERYBODY: Filters = {"groups": [flags.EVERYBODY]}


def where(key: str, operator: str | None, value: Any, kind: str = "person", **others: Any) -> Filters:
    return {"groups": [{"properties": [{"key": key, "type": kind, "operator": operator, "value": value} | others]}]}


def variants(*shares: float, **others: Any) -> Filters:
    named = [{"key": f"v{number}", "rollout_percentage": share} for number, share in enumerate(shares)]
    return {"groups": [{"properties": []}], "multivariate": {"variants": named}} | others


def made(project: UpstreamProject, filters: Filters = EVERYBODY, **fields: Any) -> dict[str, Any]:
    return project.send("POST", "feature_flags/", **({"key": unique("flag"), "filters": filters} | fields))


def patched(project: UpstreamProject, flag: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return project.send("PATCH", f"feature_flags/{flag['id']}/", **fields)
