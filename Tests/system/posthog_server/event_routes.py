"""Events of a project, and the values of their properties."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server import event_list, event_values
from posthog_server.errors import ApiError, invalid, not_found
from posthog_server.event_list import Event, Selection
from posthog_server.flags.operators import moment_of
from posthog_server.private_api import Call, route, url_with, whole_number
from posthog_server.project import Project
from posthog_server.world import World

READ = "query:read"
PAGE = 100
LARGEST_PAGE = 1_000
LARGEST_OFFSET = 50_000


class Events:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        return [
            *route(self.world, "/events", {"GET": (self.list, READ)}, family="clickhouse"),
            *route(self.world, "/events/values", {"GET": (self.values, READ)}, family="event_values"),
            *route(self.world, "/events/{event_id}", {"GET": (self.get, READ)}, family="clickhouse"),
        ]

    async def list(self, call: Call) -> Response:
        selection = _selection(call)
        if selection.offset:
            await asyncio.sleep(1)
        events, has_more = event_list.read(call.project, selection)
        following = None
        if has_more:
            bound = "after" if selection.is_ascending else "before"
            following = url_with(call.request, **{bound: events[-1].timestamp.isoformat()})
        with_person = call.query.get("include_person", "").lower() in ("true", "1")
        results = [_shown(call.project, event, with_person) for event in events]
        return JSONResponse({"next": following, "results": results})

    async def get(self, call: Call) -> Response:
        """A text that is no UUID is answered in a shape without `attr`."""
        text = call.path["event_id"]
        try:
            identifier = str(uuid.UUID(text))
        except ValueError:
            body = {"detail": "Invalid UUID", "code": "invalid", "type": "validation_error"}
            return JSONResponse(body, 400)
        event = event_list.one(call.project, identifier)
        if event is None:
            raise not_found(f"No events exist for event UUID {text}")
        return JSONResponse(_shown(call.project, event, True))

    async def values(self, call: Call) -> Response:
        key, name = call.query.get("key"), call.query.get("event_name")
        if not key:
            raise invalid("This query parameter is required.", "key", "required")
        if key == "custom_event":
            names = event_values.custom_events(call.project)
        elif not name:
            raise invalid("This query parameter is required.", "event_name", "required")
        else:
            is_column = call.query.get("is_column", "").lower() in ("true", "1")
            names = event_values.values(call.project, name, key, call.query.get("value"), is_column)
        return JSONResponse({"results": [{"name": one} for one in names], "refreshing": False})


def _selection(call: Call) -> Selection:
    now, query = datetime.now(UTC), call.query
    offset = whole_number(call, "offset", 0)
    if offset > LARGEST_OFFSET:
        raise invalid(f"Offset is deprecated and must be at most {LARGEST_OFFSET}.", "offset")
    distinct_ids = [query["distinct_id"]] if "distinct_id" in query else None
    if "person_id" in query:
        person = call.project.persons.find(query["person_id"])
        of_person = person.distinct_ids if person else []
        distinct_ids = [one for one in of_person if distinct_ids in (None, [one])]
    return Selection(
        after=_time(call, "after", now - timedelta(days=1), now),
        before=_time(call, "before", now + timedelta(seconds=5), now),
        limit=whole_number(call, "limit", PAGE, LARGEST_PAGE) or PAGE,
        is_ascending=_order(call) != ["-timestamp"],
        offset=offset,
        event=query.get("event"),
        distinct_ids=distinct_ids,
        properties=_properties(call),
    )


def _time(call: Call, name: str, default: datetime, now: datetime) -> datetime:
    text = call.query.get(name)
    if not text:
        return default
    moment = moment_of(text, "UTC", now)
    if moment is None:
        raise invalid(f"Invalid date: {text}", name)
    return moment.astimezone(UTC)


def _order(call: Call) -> Any:
    return _json(call, "orderBy") or ["-timestamp"]


def _properties(call: Call) -> list[dict[str, Any]]:
    conditions = _json(call, "properties") or []
    if not isinstance(conditions, list) or not all(isinstance(one, dict) and "key" in one for one in conditions):
        raise invalid("Properties must be a list of filters with a key.", "properties")
    return conditions


def _json(call: Call, name: str) -> Any:
    try:
        return json.loads(call.query[name]) if call.query.get(name) else None
    except ValueError as error:
        raise ApiError(400, "invalid_input", f"{name} is not valid JSON.", name) from error


def _shown(project: Project, event: Event, with_person: bool) -> dict[str, Any]:
    return {
        "id": event.uuid,
        "distinct_id": event.distinct_id,
        "properties": event.properties,
        "event": event.name,
        "timestamp": event.timestamp.isoformat(),
        "person": _person(project, event) if with_person else None,
        "elements": [],
        "elements_chain": event.elements_chain,
    }


def _person(project: Project, event: Event) -> dict[str, Any] | None:
    """With the event's own distinct id and the names only."""
    person = project.persons.by_distinct_id.get(event.distinct_id)
    if person is None:
        return None
    names = {name: person.properties[name] for name in ("email", "name", "username") if name in person.properties}
    return {"is_identified": person.is_identified, "distinct_ids": [event.distinct_id], "properties": names}
