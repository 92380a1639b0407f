"""Frequent values of an event's property in the last days, and the names of a project's own events."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from posthog_server.hogql.literals import text_literal
from posthog_server.project import Project
from posthog_server.storage import sql_time

DAYS = 7
MOST = 10
_TABLE_COLUMNS = ("event", "distinct_id", "elements_chain")


def values(project: Project, event: str, key: str, part: str | None, is_column: bool) -> list[str]:
    """As texts, the most frequent first; arrays are taken apart; `part` is searched without case."""
    if is_column:
        column = key if key in _TABLE_COLUMNS else "''"
        rows = project.storage.events(column, f"event = {text_literal(event)} AND {_recent()}")
        found = [row[0] for row in rows if row[0]]
    else:
        rows = project.storage.events("properties", f"event = {text_literal(event)} AND {_recent()}")
        found = [one for row in rows for one in _texts(json.loads(row[0]).get(key))]
    wanted = [one for one in found if not part or part.lower() in one.lower()]
    ranked = sorted(Counter(wanted).items(), key=lambda one: (-one[1], one[0]))
    return [text for text, _ in ranked[:MOST]]


def custom_events(project: Project) -> list[str]:
    """Names that are not PostHog's own."""
    rows = project.storage.events("DISTINCT event", f"NOT startsWith(event, '$') AND {_recent()}", "ORDER BY event")
    return [row[0] for row in rows]


def _recent() -> str:
    return f"timestamp > {text_literal(sql_time(datetime.now(UTC) - timedelta(days=DAYS)))}"


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value)]
