"""What changes persons; PostHog does most of it in the background, and by events of its own."""

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import invalid, required
from posthog_server.hogql.literals import text_literal
from posthog_server.ingestion import Ingestion
from posthog_server.person_lookup import find
from posthog_server.person_view import shown
from posthog_server.persons import Person
from posthog_server.private_api import Call, Handler, route
from posthog_server.world import World

WRITE = "person:write"
LARGEST_DELETION = 1_000


class PersonChanges:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def of_one(self) -> dict[str, tuple[Handler, str | None]]:
        return {"PATCH": (self.set, WRITE), "PUT": (self.set, WRITE), "DELETE": (self.delete, WRITE)}

    def routes(self) -> list[Route]:
        one = "/persons/{person_id}"
        paths = {
            f"{one}/update_property": self.update_property,
            f"{one}/delete_property": self.delete_property,
            f"{one}/split": self.split,
            "/persons/bulk_delete": self.bulk_delete,
        }
        return [
            each
            for path, handler in paths.items()
            for each in route(self.world, path, {"POST": (handler, WRITE)}, "persons")
        ]

    async def set(self, call: Call) -> Response:
        """As `$set`: properties that are not sent stay."""
        person, properties = self._find(call), call.object().get("properties")
        if not isinstance(properties, dict):
            raise required("properties")
        self._tell(call, person, "$set", {"$set": properties})
        return JSONResponse(shown(person))

    async def update_property(self, call: Call) -> Response:
        person, body = self._find(call), call.object()
        if not body.get("key"):
            raise required("key")
        if body.get("value") is None:
            raise required("value")
        self._tell(call, person, "$set", {"$set": {str(body["key"]): body["value"]}})
        return Response(status_code=202)

    async def delete_property(self, call: Call) -> Response:
        person, name = self._find(call), call.object().get("$unset")
        if not isinstance(name, str) or not name:
            raise required("$unset")
        self._tell(call, person, "$delete_person_property", {"$unset": [name]})
        return JSONResponse({"success": True}, 201)

    async def split(self, call: Call) -> Response:
        call.project.persons.split(self._find(call))
        return JSONResponse({"success": True}, 201)

    async def delete(self, call: Call) -> Response:
        self._delete(call, self._find(call), call.query.get("delete_events", "").lower() == "true")
        return Response(status_code=202)

    async def bulk_delete(self, call: Call) -> Response:
        body = call.object()
        ids, distinct_ids = body.get("ids"), body.get("distinct_ids")
        wanted = ids if ids else distinct_ids
        if not isinstance(wanted, list) or not wanted:
            raise invalid("You need to specify either distinct_ids or ids")
        if len(wanted) > LARGEST_DELETION:
            raise invalid(f"You can only pass {LARGEST_DELETION} ids in one call")
        persons = call.project.persons
        found = [persons.find(str(one)) if ids else persons.by_distinct_id.get(str(one)) for one in wanted]
        unique = {person.number: person for person in found if person}
        for person in unique.values():
            if body.get("delete_events"):
                self._delete_events(call, person)
            if not body.get("keep_person"):
                self._delete(call, person, False)
        return JSONResponse({"persons_found": len(unique), "persons_deleted": len(unique)}, 202)

    def _find(self, call: Call) -> Person:
        return find(call, call.path["person_id"])

    def _delete(self, call: Call, person: Person, with_events: bool) -> None:
        if with_events:
            self._delete_events(call, person)
        call.project.persons.delete(person)
        for cohort in call.project.cohorts.values():
            cohort["members"].discard(person.uuid)

    def _delete_events(self, call: Call, person: Person) -> None:
        ids = ", ".join(text_literal(one) for one in person.distinct_ids)
        if ids:
            call.project.storage.delete_events(f"distinct_id IN ({ids})")

    def _tell(self, call: Call, person: Person, name: str, properties: dict[str, Any]) -> None:
        if not person.distinct_ids:
            raise invalid("The person has no distinct id.")
        event = {"event": name, "distinct_id": person.distinct_ids[0], "properties": properties}
        Ingestion(call.project).take(event, None)
