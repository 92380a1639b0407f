"""Events as the older routes read them: between two times, in one order, a page at a time."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from posthog_server.flags.operators import matches
from posthog_server.hogql.literals import text_literal
from posthog_server.project import Project
from posthog_server.storage import sql_time

#: A list that begins with the newest looks at these windows of time in turn and stops at half a page.
WINDOWS = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
]

_COLUMNS = "toString(uuid), event, properties, toUnixTimestamp64Micro(timestamp), distinct_id, elements_chain"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Event:
    uuid: str
    name: str
    properties: dict[str, Any]
    timestamp: datetime
    distinct_id: str
    elements_chain: str

    @staticmethod
    def of(row: list[Any]) -> "Event":
        timestamp = _EPOCH + timedelta(microseconds=int(row[3]))
        return Event(row[0], row[1], json.loads(row[2]), timestamp, row[4], row[5])


@dataclass
class Selection:
    """Both times are excluded; `properties` are conditions as those of flags."""

    after: datetime
    before: datetime
    limit: int
    is_ascending: bool = False
    offset: int = 0
    event: str | None = None
    distinct_ids: list[str] | None = None
    properties: list[dict[str, Any]] = field(default_factory=list)


def read(project: Project, selection: Selection) -> tuple[list[Event], bool]:
    """A page, and whether more was seen; in descending order only within the window that was looked at."""
    if selection.is_ascending:
        return _page(_rows(project, selection, selection.after), selection)
    for window in WINDOWS:
        after = selection.before - window
        if after <= selection.after:
            break
        found = _rows(project, selection, after)
        if len(found) - selection.offset >= max(selection.limit // 2, 1):
            return _page(found, selection)
    return _page(_rows(project, selection, selection.after), selection)


def one(project: Project, uuid: str) -> Event | None:
    rows = project.storage.events(_COLUMNS, f"uuid = {text_literal(uuid)}", "LIMIT 1")
    return Event.of(rows[0]) if rows else None


def _page(found: list[Event], selection: Selection) -> tuple[list[Event], bool]:
    end = selection.offset + selection.limit
    return found[selection.offset : end], len(found) > end


def _rows(project: Project, selection: Selection, after: datetime) -> list[Event]:
    conditions = [
        f"timestamp > {text_literal(sql_time(after))}",
        f"timestamp < {text_literal(sql_time(selection.before))}",
    ]
    if selection.event is not None:
        conditions.append(f"event = {text_literal(selection.event)}")
    if selection.distinct_ids is not None:
        ids = ", ".join(text_literal(one) for one in selection.distinct_ids)
        conditions.append(f"distinct_id IN ({ids})" if ids else "0")
    tail = f"ORDER BY timestamp {'ASC' if selection.is_ascending else 'DESC'}"
    if not selection.properties:
        tail += f" LIMIT {selection.offset + selection.limit + 1}"
    events = [Event.of(row) for row in project.storage.events(_COLUMNS, " AND ".join(conditions), tail)]
    now = datetime.now(UTC)
    return [event for event in events if _meets(project, event, selection.properties, now)]


def _meets(project: Project, event: Event, conditions: list[dict[str, Any]], now: datetime) -> bool:
    person = project.persons.by_distinct_id.get(event.distinct_id)
    of_person = person.properties if person else {}
    return all(
        matches(one, of_person if one.get("type") == "person" else event.properties, project.timezone, now)
        for one in conditions
    )
