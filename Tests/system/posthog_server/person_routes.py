"""Persons of a project: the list with its `next`, one by number or UUID, values, and cohorts."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server import cohorts
from posthog_server.errors import invalid
from posthog_server.flags.evaluation import User
from posthog_server.flags.operators import matches
from posthog_server.person_changes import PersonChanges
from posthog_server.person_lookup import find
from posthog_server.person_view import shown
from posthog_server.persons import Person
from posthog_server.private_api import Call, route, url_with, whole_number
from posthog_server.world import World

READ = "person:read"
PAGE = 100
LARGEST_PAGE = 1_000
LARGEST_BATCH = 200


class Persons:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.changes = PersonChanges(world)

    def routes(self) -> list[Route]:
        reading = {
            "/persons": {"GET": (self.list, READ)},
            "/persons/values": {"GET": (self.values, READ)},
            "/persons/cohorts": {"GET": (self.cohorts, "cohort:read")},
            "/persons/batch_by_distinct_ids": {"POST": (self.by_distinct_ids, READ)},
            "/persons/batch_by_uuids": {"POST": (self.by_uuids, READ)},
        }
        routes = [one for path, handlers in reading.items() for one in route(self.world, path, handlers, "persons")]
        one = {"GET": (self.get, READ)} | self.changes.of_one()
        return [*routes, *self.changes.routes(), *route(self.world, "/persons/{person_id}", one, "persons")]

    async def list(self, call: Call) -> Response:
        """A page is counted before persons that are gone are taken out of it, so that it may be short or empty."""
        limit = whole_number(call, "limit", PAGE, LARGEST_PAGE) or PAGE
        offset = whole_number(call, "offset", 0)
        everybody = [*call.project.persons.all(), *call.project.persons.deleted]
        everybody.sort(key=lambda person: (person.created_at, person.number), reverse=True)
        found = [person for person in everybody if _is_wanted(call, person)]
        rows = found[offset : offset + limit]
        following = url_with(call.request, limit=limit, offset=offset + limit) if len(rows) == limit else None
        previous = url_with(call.request, limit=limit, offset=max(offset - limit, 0)) if offset else None
        alive = [shown(person) for person in rows if person.uuid in call.project.persons.by_uuid]
        body: dict[str, Any] = {"next": following, "previous": previous, "results": alive}
        if call.query.get("include_total"):
            body["count"] = len(found)
        return JSONResponse(body)

    async def get(self, call: Call) -> Response:
        return JSONResponse(shown(find(call, call.path["person_id"])))

    async def values(self, call: Call) -> Response:
        key, part = call.query.get("key"), call.query.get("value", "").lower()
        if not key:
            raise invalid("This query parameter is required.", "key", "required")
        found = [person.properties[key] for person in call.project.persons.all() if key in person.properties]
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in found]
        counts = Counter(text for text in texts if part in text.lower())
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return JSONResponse([{"name": name, "count": count} for name, count in ranked[:20]])

    async def cohorts(self, call: Call) -> Response:
        if not call.query.get("person_id"):
            raise invalid("This query parameter is required.", "person_id", "required")
        person = find(call, call.query["person_id"])
        user = User(person.distinct_ids[0] if person.distinct_ids else "", person.properties)
        now = datetime.now(UTC)
        return JSONResponse(
            {
                "results": [
                    {"id": one["id"], "name": one["name"], "is_static": one["is_static"]}
                    | {"count": len(cohorts.members(call.project, one["id"]))}
                    for one in call.project.cohorts.values()
                    if cohorts.is_member(call.project, one["id"], user, now)
                ]
            }
        )

    async def by_distinct_ids(self, call: Call) -> Response:
        known = call.project.persons.by_distinct_id
        found = {one: known[one] for one in _batch(call, "distinct_ids") if one in known}
        return JSONResponse({"results": {one: shown(person) for one, person in found.items()}})

    async def by_uuids(self, call: Call) -> Response:
        known = call.project.persons.by_uuid
        found = {one: known[one] for one in _batch(call, "uuids") if one in known}
        return JSONResponse({"results": {one: shown(person) for one, person in found.items()}})


def _batch(call: Call, name: str) -> list[str]:
    values = call.object().get(name)
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise invalid(f"{name} must be a list of texts.", name)
    return values[:LARGEST_BATCH]


def _is_wanted(call: Call, person: Person) -> bool:
    query = call.query
    tests = []
    if query.get("distinct_id"):
        tests.append(query["distinct_id"] in person.distinct_ids)
    if query.get("email"):
        tests.append(person.properties.get("email") == query["email"])
    if search := query.get("search", "").strip():
        email = str(person.properties.get("email", "")).lower()
        tests.append(search.lower() in email or search in person.distinct_ids)
    now = datetime.now(UTC)
    tests += [matches(one, person.properties, call.project.timezone, now) for one in _conditions(call)]
    return all(tests)


def _conditions(call: Call) -> list[dict[str, Any]]:
    try:
        conditions = json.loads(call.query.get("properties") or "[]")
    except ValueError as error:
        raise invalid("Properties are unparsable!", "properties") from error
    if not isinstance(conditions, list) or not all(isinstance(one, dict) and "key" in one for one in conditions):
        raise invalid("Properties must be a list of filters with a key.", "properties")
    return conditions
