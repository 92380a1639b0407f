"""Feature flags of a project: list, create, read, change."""

import json
import re
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ApiError, invalid
from posthog_server.flags import store
from posthog_server.flags.actions import FlagActions
from posthog_server.flags.view import kind, shown
from posthog_server.private_api import Call, page, refuse_delete, route
from posthog_server.world import World

READ, WRITE = "feature_flag:read", "feature_flag:write"


class Flags:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.actions = FlagActions(world)

    def routes(self) -> list[Route]:
        return [
            *route(self.world, "/feature_flags", {"GET": (self.list, READ), "POST": (self.create, WRITE)}),
            *self.actions.routes(),
            *route(
                self.world,
                "/feature_flags/{flag_id}",
                {
                    "GET": (self.get, READ),
                    "PATCH": (self.update, WRITE),
                    "PUT": (self.update, WRITE),
                    "DELETE": (refuse_delete, WRITE),
                },
            ),
        ]

    async def list(self, call: Call) -> Response:
        flags = sorted(call.project.flags.values(), key=lambda flag: (flag["created_at"], flag["id"]), reverse=True)
        flags = [flag for flag in flags if not flag["deleted"] and _is_listed(flag, call.query)]
        if order := call.query.get("order"):
            name = order.removeprefix("-")
            if name in ("created_at", "updated_at", "key", "name", "id"):
                flags.sort(key=lambda flag: flag[name], reverse=order.startswith("-"))
        body = page(call, flags)
        excluded = _json_list(call.query.get("excluded_properties"))
        body["results"] = [
            {name: value for name, value in shown(flag).items() if name not in excluded} for flag in body["results"]
        ]
        return JSONResponse(body)

    async def create(self, call: Call) -> Response:
        number = self.world.last_flag_id + 1
        flag = store.create(call.project, call.object(), number, call.key.user)
        self.world.last_flag_id = number
        return JSONResponse(shown(flag), 201)

    async def get(self, call: Call) -> Response:
        return JSONResponse(shown(store.find(call.project, call.path["flag_id"])))

    async def update(self, call: Call) -> Response:
        flag = store.find(call.project, call.path["flag_id"])
        body = call.object()
        if call.request.method == "PUT" and not body.get("key"):
            raise ApiError(400, "required", "This field is required.", "key")
        return JSONResponse(shown(store.update(call.project, flag, body, call.key.user)))


def _is_listed(flag: dict[str, Any], query: dict[str, str]) -> bool:
    archived = query.get("archived", "false").lower()
    tests = [flag["archived"] == (archived == "true")]
    if active := query.get("active"):
        tests.append(False if active == "STALE" else flag["active"] == (active.lower() == "true"))
    if key := query.get("key"):
        tests.append(flag["key"].lower() == key.lower())
    if search := query.get("search"):
        if len(search) > 200:
            raise invalid("Search must be at most 200 characters.", "search")
        pattern = "[ _-]".join(re.escape(word) for word in search.split(" "))
        tests.append(any(re.search(pattern, flag[name], re.IGNORECASE) for name in ("key", "name")))
    if wanted := query.get("type"):
        tests.append(kind(flag) == wanted)
    if runtime := query.get("evaluation_runtime"):
        tests.append(flag["evaluation_runtime"] == runtime)
    if tags := _json_list(query.get("tags")):
        tests.append(bool(set(tags) & set(flag["tags"])))
    if excluded := _json_list(query.get("excluded_tags")):
        tests.append(not set(excluded) & set(flag["tags"]))
    if contexts := query.get("has_evaluation_contexts"):
        tests.append(bool(flag["evaluation_contexts"]) == (contexts.lower() == "true"))
    if created_by := query.get("created_by_id"):
        tests.append(str(flag["created_by"]["id"]) == created_by)
    return all(tests)


def _json_list(text: str | None) -> list[str]:
    try:
        value = json.loads(text) if text else []
    except ValueError:
        return []
    return [str(one) for one in value] if isinstance(value, list) else []
