"""What a project knows of its properties and events."""

import json
import uuid
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ApiError, invalid, not_found
from posthog_server.private_api import Call, page, route
from posthog_server.project import Project
from posthog_server.property_types import Definition
from posthog_server.world import World

_NAMESPACE = uuid.UUID("5b0fcbc2-31b3-4f4a-8f0e-2d6f7f8f6b11")
_OWNERS = ("event", "person", "group", "session")
_EVENT_COLUMNS = "event, toString(min(created_at)), toString(max(timestamp))"


class DefinitionRoutes:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        of_properties, of_events = "property_definition:read", "event_definition:read"
        return [
            *route(self.world, "/property_definitions", {"GET": (self.properties, of_properties)}),
            *route(self.world, "/property_definitions/{definition_id}", {"GET": (self.property, of_properties)}),
            *route(self.world, "/event_definitions", {"GET": (self.events, of_events)}),
            *route(self.world, "/event_definitions/{definition_id}", {"GET": (self.event, of_events)}),
        ]

    async def properties(self, call: Call) -> Response:
        known = call.project.property_types.definitions.values()
        owner = _owner(call)
        found = [one for one in known if one.owner == owner and _is_wanted(call, one)]
        found.sort(key=lambda one: one.name.lower())
        body = page(call, found)
        body["results"] = [_shown(call.project, one) for one in body["results"]]
        return JSONResponse(body)

    async def property(self, call: Call) -> Response:
        for one in call.project.property_types.definitions.values():
            if _identifier(call.project, one.owner, one.name) == call.path["definition_id"]:
                return JSONResponse(_shown(call.project, one))
        raise not_found()

    async def events(self, call: Call) -> Response:
        search = call.query.get("search", "").lower()
        return JSONResponse(page(call, [one for one in _events(call.project) if search in one["name"].lower()]))

    async def event(self, call: Call) -> Response:
        for one in _events(call.project):
            if one["id"] == call.path["definition_id"]:
                return JSONResponse(one)
        raise not_found()


def _owner(call: Call) -> str:
    kind = call.query.get("type", "event")
    if kind not in _OWNERS:
        raise ApiError(400, "invalid_choice", f'"{kind}" is not a valid choice.', "type")
    index = call.query.get("group_type_index")
    if kind != "group":
        if index is not None:
            raise invalid("`group_type_index` can be set only for `group` properties.", "group_type_index")
        return kind
    if index is None or not index.isdigit():
        raise invalid("`group_type_index` must be set for `group` properties.", "group_type_index")
    return f"group:{int(index)}"


def _is_wanted(call: Call, definition: Definition) -> bool:
    query = call.query
    tests = [query.get("search", "").lower() in definition.name.lower()]
    if query.get("properties"):
        tests.append(definition.name in query["properties"].split(","))
    if query.get("excluded_properties"):
        tests.append(definition.name not in _names(query["excluded_properties"]))
    if query.get("is_numerical", "").lower() == "true":
        tests.append(definition.type == "Numeric")
    if "is_feature_flag" in query:
        is_flag = definition.name.startswith("$feature/")
        tests.append(is_flag == (query["is_feature_flag"].lower() == "true"))
    if query.get("exclude_core_properties", "").lower() == "true":
        tests.append(not definition.name.startswith("$"))
    return all(tests)


def _names(text: str) -> list[str]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid("A list of names is needed.", "excluded_properties") from error
    return [str(one) for one in value] if isinstance(value, list) else []


def _identifier(project: Project, owner: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{project.id} {owner} {name}"))


def _shown(project: Project, definition: Definition) -> dict[str, Any]:
    return {
        "id": _identifier(project, definition.owner, definition.name),
        "name": definition.name,
        "is_numerical": definition.type == "Numeric",
        "property_type": definition.type,
        "tags": [],
        "is_seen_on_filtered_events": None,
    }


def _events(project: Project) -> list[dict[str, Any]]:
    rows = project.storage.events(_EVENT_COLUMNS, "1", "GROUP BY event ORDER BY lower(event), event")
    return [
        {
            "id": _identifier(project, "name of events", name),
            "name": name,
            "created_at": first.replace(" ", "T") + "Z",
            "last_seen_at": last.replace(" ", "T") + "Z",
            "tags": [],
        }
        for name, first, last in rows
    ]
