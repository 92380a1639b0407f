"""Groups of a project, by the index of their type."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ApiError, invalid, not_found, required
from posthog_server.group_view import shown
from posthog_server.groups import MOST_TYPES, Group, GroupType
from posthog_server.ingestion import Ingestion
from posthog_server.private_api import Call, route, url_with
from posthog_server.related import related
from posthog_server.world import World

READ, WRITE = "group:read", "group:write"
PAGE = 100
LONGEST_KEY = 400
MOST_VALUES = 20


class GroupRoutes:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        paths = {
            "/groups": {"GET": (self.list, READ), "POST": (self.create, WRITE)},
            "/groups/find": {"GET": (self.find, READ)},
            "/groups/property_definitions": {"GET": (self.definitions, READ)},
            "/groups/property_values": {"GET": (self.values, READ)},
            "/groups/related": {"GET": (self.related, READ)},
            "/groups/update_property": {"POST": (self.update_property, WRITE)},
            "/groups/delete_property": {"POST": (self.delete_property, WRITE)},
        }
        return [
            one for path, handlers in paths.items() for one in route(self.world, path, handlers, family="clickhouse")
        ]

    async def list(self, call: Call) -> Response:
        """Newest first; the cursor is the place of the last group, not an offset."""
        index = _index(call, "You must pass ?group_type_index= in this URL.")
        search, part = call.query.get("search", "").lower(), call.query.get("group_key", "").lower()
        groups = [one for one in call.project.groups.by_key.values() if one.type_index == index]
        if part:
            groups = [one for one in groups if part in one.key.lower()]
        if search:
            groups = [one for one in groups if _is_found(one, search)]
        groups.sort(key=_place, reverse=True)
        if (last := _place_of(call.query.get("cursor", ""))) is not None:
            groups = [one for one in groups if _place(one) < last]
        following = None
        if len(groups) > PAGE:
            following = url_with(call.request, cursor=_cursor(groups[PAGE - 1]))
        results = [shown(one) for one in groups[:PAGE]]
        return JSONResponse({"next": following, "previous": None, "results": results})

    async def find(self, call: Call) -> Response:
        return JSONResponse(shown(self._group(call)) | {"notebook": None})

    async def create(self, call: Call) -> Response:
        body = call.object()
        for name in ("group_type_index", "group_key"):
            if body.get(name) is None:
                raise required(name)
        index, key, properties = body["group_type_index"], body["group_key"], body.get("group_properties") or {}
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < MOST_TYPES:
            raise invalid("A valid integer is required.", "group_type_index")
        if not isinstance(key, str) or not key:
            raise ApiError(400, "blank", "This field may not be blank.", "group_key")
        if len(key) > LONGEST_KEY:
            detail = f"Ensure this field has no more than {LONGEST_KEY} characters."
            raise ApiError(400, "max_length", detail, "group_key")
        if not isinstance(properties, dict):
            raise invalid("Expected an object.", "group_properties")
        if (index, key) in call.project.groups.by_key:
            raise invalid("A group with this key already exists", "detail")
        self._type(call, index)
        group = call.project.groups.set(index, key, properties, datetime.now(UTC))
        self._tell(call, group, {"$group_set": properties})
        return JSONResponse(shown(group), 201)

    async def update_property(self, call: Call) -> Response:
        """Told by an event of its own as well, which is how PostHog does it."""
        group, body = self._group(call), call.object()
        for name in ("key", "value"):
            if body.get(name) in (None, ""):
                raise required(name)
        self._tell(call, group, {"$group_set": {str(body["key"]): body["value"]}})
        return JSONResponse(shown(group))

    async def delete_property(self, call: Call) -> Response:
        group, name = self._group(call), call.object().get("$unset")
        if not isinstance(name, str):
            raise invalid("This field is required and must be a string (the property name to delete).", "$unset")
        if name not in group.properties:
            raise invalid(f"Property '{name}' does not exist on this group.", "$unset")
        del group.properties[name]
        call.project.groups.set(group.type_index, group.key, {}, group.created_at)
        self._tell(call, group, {"$group_unset": [name]}, "$delete_group_property")
        return JSONResponse(shown(group))

    async def definitions(self, call: Call) -> Response:
        counts: dict[str, dict[str, int]] = {}
        for group in call.project.groups.by_key.values():
            of_type = counts.setdefault(str(group.type_index), {})
            for name in group.properties:
                of_type[name] = of_type.get(name, 0) + 1
        return JSONResponse({index: _ranked(of_type) for index, of_type in sorted(counts.items())})

    async def values(self, call: Call) -> Response:
        index = _index(call, "This query parameter is required.")
        key, part = call.query.get("key"), call.query.get("value", "").lower()
        if not key:
            raise invalid("This query parameter is required.", "key")
        counts: dict[str, int] = {}
        for group in call.project.groups.by_key.values():
            value = group.properties.get(key)
            if group.type_index != index or value is None:
                continue
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if part in text.lower():
                counts[text] = counts.get(text, 0) + 1
        return JSONResponse(_ranked(counts)[:MOST_VALUES])

    async def related(self, call: Call) -> Response:
        actor = call.query.get("id")
        if not actor:
            raise invalid("This query parameter is required.", "id")
        text = call.query.get("group_type_index", "")
        return JSONResponse(related(call.project, int(text) if text.isdigit() else None, actor))

    def _group(self, call: Call) -> Group:
        """Without a key PostHog fails rather than answers."""
        index = _index(call, "This query parameter is required.")
        if "group_key" not in call.query:
            raise ApiError(500, "error", "A server error occurred.")
        group = call.project.groups.by_key.get((index, call.query["group_key"]))
        if group is None:
            raise not_found()
        return group

    def _type(self, call: Call, index: int) -> GroupType:
        found = next((one for one in call.project.groups.types if one.index == index), None)
        if found is None:
            raise not_found()
        return found

    def _tell(self, call: Call, group: Group, change: dict[str, Any], name: str = "$groupidentify") -> None:
        kind = self._type(call, group.type_index).name
        properties = {"$group_type": kind, "$group_key": group.key} | change
        Ingestion(call.project).take({"event": name, "distinct_id": call.project.uuid, "properties": properties}, None)


def _index(call: Call, missing: str) -> int:
    text = call.query.get("group_type_index")
    if not text:
        raise invalid(missing, "group_type_index")
    try:
        return int(text)
    except ValueError as error:
        raise invalid("A valid integer is required.", "group_type_index") from error


def _is_found(group: Group, search: str) -> bool:
    """Within the JSON of the properties, or the whole key."""
    return search in json.dumps(group.properties, ensure_ascii=False).lower() or search == group.key.lower()


def _ranked(counts: dict[str, int]) -> list[dict[str, Any]]:
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [{"name": name, "count": count} for name, count in order]


Place = tuple[int, str]


def _place(group: Group) -> Place:
    return int(group.created_at.timestamp() * 1_000_000), group.key


def _cursor(group: Group) -> str:
    created_at, key = _place(group)
    return base64.urlsafe_b64encode(json.dumps({"c": created_at, "k": key}).encode()).decode()


def _place_of(cursor: str) -> Place | None:
    """A cursor that is none counts as missing."""
    try:
        body = json.loads(base64.urlsafe_b64decode(cursor))
        return (int(body["c"]), str(body["k"])) if cursor else None
    except (ValueError, KeyError, TypeError):
        return None
