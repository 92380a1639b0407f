"""Cohorts of a project."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server import cohorts
from posthog_server.errors import ApiError, invalid, not_found
from posthog_server.flags.store import user
from posthog_server.person_view import shown as shown_person
from posthog_server.private_api import Call, iso, page, refuse_delete, route
from posthog_server.project import Project
from posthog_server.world import World

READ, WRITE = "cohort:read", "cohort:write"


class Cohorts:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        one = "/cohorts/{cohort_id}"
        update = (self.update, WRITE)
        return [
            *route(self.world, "/cohorts", {"GET": (self.list, READ), "POST": (self.create, WRITE)}),
            *route(
                self.world,
                one,
                {"GET": (self.get, READ), "PATCH": update, "PUT": update, "DELETE": (refuse_delete, WRITE)},
            ),
            *route(self.world, f"{one}/persons", {"GET": (self.persons, READ)}),
            *route(self.world, f"{one}/add_persons_to_static_cohort", {"PATCH": (self.add, WRITE)}),
            *route(self.world, f"{one}/remove_person_from_static_cohort", {"PATCH": (self.remove, WRITE)}),
        ]

    async def list(self, call: Call) -> Response:
        found = [one for one in reversed(call.project.cohorts.values()) if not one["deleted"]]
        if search := call.query.get("search"):
            found = [one for one in found if search.lower() in one["name"].lower()]
        if "type" in call.query:
            found = [one for one in found if one["is_static"] == (call.query["type"] == "static")]
        body = page(call, found)
        body["results"] = [self._shown(call.project, one) for one in body["results"]]
        return JSONResponse(body)

    async def create(self, call: Call) -> Response:
        body = call.object()
        now = iso(datetime.now(UTC))
        cohort: dict[str, Any] = {
            "id": len(call.project.cohorts) + 1,
            "name": "",
            "description": "",
            "deleted": False,
            "filters": None,
            "query": None,
            "is_static": bool(body.get("is_static")),
            "created_by": user(call.key.user),
            "created_at": now,
            "version": 1,
            "members": set(),
        }
        if not cohort["is_static"] and not body.get("filters") and not body.get("query"):
            raise invalid("Must specify filters, or a query, or be static.", "filters")
        self._change(call.project, cohort, body)
        call.project.cohorts[cohort["id"]] = cohort
        for person_id in body.get("_create_static_person_ids") or []:
            self._put(call.project, cohort, str(person_id))
        self._store(call.project, cohort)
        return JSONResponse(self._shown(call.project, cohort), 201)

    async def get(self, call: Call) -> Response:
        return JSONResponse(self._shown(call.project, self._find(call)))

    async def update(self, call: Call) -> Response:
        cohort, body = self._find(call), call.object()
        if body.get("deleted") and not cohort["deleted"]:
            self._check_unused(call.project, cohort)
        self._change(call.project, cohort, body)
        cohort["version"] += 1
        self._store(call.project, cohort)
        return JSONResponse(self._shown(call.project, cohort))

    async def persons(self, call: Call) -> Response:
        members = cohorts.members(call.project, self._find(call)["id"])
        found = [person for person in call.project.persons.all() if person.uuid in set(members)]
        body = page(call, [shown_person(person) for person in found])
        return JSONResponse({name: body[name] for name in ("next", "previous", "results")})

    async def add(self, call: Call) -> Response:
        cohort = self._static(call)
        numbers = call.object().get("person_ids")
        if not isinstance(numbers, list) or not numbers:
            raise invalid("person_ids must be a list of at least one uuid.", "person_ids")
        for number in numbers:
            self._put(call.project, cohort, str(number))
        self._store(call.project, cohort)
        return JSONResponse({"success": True})

    async def remove(self, call: Call) -> Response:
        cohort = self._static(call)
        person_id = str(call.object().get("person_id"))
        if person_id not in cohort["members"]:
            raise not_found("Person not found in this cohort.")
        cohort["members"].discard(person_id)
        self._store(call.project, cohort)
        return JSONResponse({"success": True})

    def _find(self, call: Call) -> dict[str, Any]:
        text = call.path["cohort_id"]
        cohort = call.project.cohorts.get(int(text)) if text.isdigit() else None
        if cohort is None or (cohort["deleted"] and call.request.method == "GET"):
            raise not_found("Not found.")
        return cohort

    def _static(self, call: Call) -> dict[str, Any]:
        cohort = self._find(call)
        if not cohort["is_static"]:
            raise invalid("Persons can only be put into static cohorts.", "is_static")
        return cohort

    def _put(self, project: Project, cohort: dict[str, Any], person_id: str) -> None:
        if person_id in project.persons.by_uuid:
            cohort["members"].add(person_id)

    def _change(self, project: Project, cohort: dict[str, Any], body: dict[str, Any]) -> None:
        for name in ("name", "description"):
            if name in body:
                if body[name] is not None and (not isinstance(body[name], str) or len(body[name]) > 1000):
                    raise ApiError(400, "max_length", "Ensure this field has no more than 1000 characters.", name)
                cohort[name] = body[name] or ""
        if "deleted" in body:
            cohort["deleted"] = bool(body["deleted"])
        if body.get("filters"):
            cohort["filters"] = cohorts.check(body["filters"])
            self._check_references(project, cohort)
        if body.get("query"):
            cohort["query"] = body["query"]

    def _check_references(self, project: Project, cohort: dict[str, Any]) -> None:
        """A cohort may be part of another, never of itself."""
        waiting, seen = [cohort], set()
        while waiting:
            for leaf in cohorts.leaves((waiting.pop()["filters"] or {}).get("properties") or {}):
                if leaf.get("type") != "cohort":
                    continue
                number = int(leaf["value"]) if str(leaf.get("value")).isdigit() else -1
                target = project.cohorts.get(number)
                if number == cohort["id"]:
                    raise invalid("Cohorts cannot reference other cohorts in a loop.", "filters")
                if target is None or target["deleted"]:
                    raise invalid("Invalid Cohort ID in filter", "filters")
                if number not in seen:
                    seen.add(number)
                    waiting.append(target)

    def _check_unused(self, project: Project, cohort: dict[str, Any]) -> None:
        for flag in project.flags.values():
            for group in flag["filters"].get("groups") or []:
                used = [one for one in group["properties"] if one["type"] == "cohort"]
                if (
                    not flag["deleted"]
                    and flag["active"]
                    and any(str(one["value"]) == str(cohort["id"]) for one in used)
                ):
                    raise invalid(f"This cohort is used in 1 active feature flag(s): {flag['key']}", "deleted")

    def _store(self, project: Project, cohort: dict[str, Any]) -> None:
        kept = [] if cohort["deleted"] else cohorts.members(project, cohort["id"])
        project.storage.replace_cohort(cohort["id"], kept)

    def _shown(self, project: Project, cohort: dict[str, Any]) -> dict[str, Any]:
        body = {name: value for name, value in cohort.items() if name != "members"}
        count = 0 if cohort["deleted"] else len(cohorts.members(project, cohort["id"]))
        return body | {
            "groups": [],
            "is_calculating": False,
            "last_calculation": cohort["created_at"],
            "errors_calculating": 0,
            "last_error_message": None,
            "count": count,
            "cohort_type": "static" if cohort["is_static"] else None,
            "experiment_set": [],
        }
