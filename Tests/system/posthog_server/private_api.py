"""What the routes of the private API share: the body, the key, the project, the limits and the pages."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posthog_server import keys
from posthog_server.errors import ApiError, EmptyError, invalid
from posthog_server.keys import PersonalKey
from posthog_server.project import Organization, Project
from posthog_server.world import World

LARGEST_BODY = 20 * 1024 * 1024
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass
class Call:
    """One checked request."""

    world: World
    request: Request
    key: PersonalKey
    body: Any
    project: Project
    #: That of the path; without one the first the key sees.
    organization: Organization | None = None

    @property
    def query(self) -> dict[str, str]:
        return dict(self.request.query_params)

    @property
    def path(self) -> dict[str, str]:
        return dict(self.request.path_params)

    def object(self) -> dict[str, Any]:
        if not isinstance(self.body, dict):
            raise invalid("Invalid data. Expected a dictionary, but got something else.", "non_field_errors")
        return self.body


Handler = Callable[[Call], Awaitable[Response]]


async def read_json(request: Request) -> Any:
    raw = await request.body()
    if len(raw) > LARGEST_BODY:
        raise ApiError(413, "request_too_large", "Request body exceeded the size limit.", type_name="server_error")
    if not raw:
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        raise ApiError(400, "parse_error", f"JSON parse error - {error}") from error


async def checked(
    world: World, request: Request, handlers: dict[str, tuple[Handler, str | None]], family: str, accepts_secret: bool
) -> tuple[Handler, PersonalKey, Any]:
    """The handler of the method with the caller's key, in PostHog's order: key, limit, method, scope."""
    body = await read_json(request) if request.method in ("POST", "PUT", "PATCH") else {}
    key = _project_key(world, request) if accepts_secret else None
    key = key or keys.authenticate(world.keys, request, body)
    world.limits.count(family, key.value)
    if request.method not in handlers:
        raise ApiError(405, "method_not_allowed", f'Method "{request.method}" not allowed.')
    handler, scope = handlers[request.method]
    if scope is None:
        raise ApiError(403, "permission_denied", "This action does not support Personal API Key access")
    if scope:
        keys.require(key, scope)
    return handler, key, body


def _project_key(world: World, request: Request) -> PersonalKey | None:
    """A project's secret key counts as one that may read its flags."""
    project = world.by_secret(keys.bearer(request))
    return PersonalKey(project.secret, ["feature_flag:read"], [project.id]) if project else None


def route(
    world: World,
    path: str,
    handlers: dict[str, tuple[Handler, str | None]],
    family: str = "default",
    accepts_secret: bool = False,
) -> list[Route]:
    """A path below a project with a handler and a scope per method, also below `/api/environments`.

    A scope of None is for what is not open to personal keys at all.
    """

    async def endpoint(request: Request) -> Response:
        handler, key, body = await checked(world, request, handlers, family, accepts_secret)
        text = request.path_params.get("project_id", "@current")
        project = world.project(text, key, request.query_params.get("token"))
        return await handler(Call(world, request, key, body, project))

    bases = ["/api/projects/{project_id}", "/api/environments/{project_id}"]
    return [Route(base + path + slash, endpoint, methods=_METHODS) for base in bases for slash in ("/", "")]


def organization_route(world: World, path: str, handlers: dict[str, tuple[Handler, str | None]]) -> list[Route]:
    """A path below `/api`; `organization_id` and `project_id` in it are looked up, the second within the first."""

    async def endpoint(request: Request) -> Response:
        handler, key, body = await checked(world, request, handlers, "default", False)
        organization = world.organization(request.path_params.get("organization_id", "@current"), key)
        within = organization if {"organization_id", "project_id"} <= request.path_params.keys() else None
        project = world.project(request.path_params.get("project_id", "@current"), key, None, within)
        return await handler(Call(world, request, key, body, project, organization))

    return [Route(f"/api{path}{slash}", endpoint, methods=_METHODS) for slash in ("/", "")]


async def refuse_delete(call: Call) -> Response:
    """Flags and cohorts are never deleted by DELETE."""
    raise EmptyError(405)


def whole_number(call: Call, name: str, default: int, most: int | None = None) -> int:
    """A parameter that is not a number counts as missing; one that is too large is capped in silence."""
    text = call.query.get(name, "")
    value = int(text) if text.isdigit() else default
    return min(value, most) if most else value


def url_with(request: Request, **changes: Any) -> str:
    """This request's absolute URL with other parameters; None removes one."""
    query = {name: value for name, value in request.query_params.items()}
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    base = str(request.url).split("?")[0]
    return f"{base}?{urlencode(query)}" if query else base


def page(call: Call, entries: list[Any]) -> dict[str, Any]:
    """The limit/offset envelope."""
    limit = whole_number(call, "limit", 100, 1000) or 100
    offset = whole_number(call, "offset", 0)
    following = url_with(call.request, limit=limit, offset=offset + limit) if offset + limit < len(entries) else None
    before = max(offset - limit, 0)
    previous = url_with(call.request, limit=limit, offset=before or None) if offset > 0 else None
    return {
        "count": len(entries),
        "next": following,
        "previous": previous,
        "results": entries[offset : offset + limit],
    }


def activity_page(call: Call, entries: list[Any]) -> dict[str, Any]:
    """The envelope of activity logs, whose pages are numbered from 1."""
    limit, number = whole_number(call, "limit", 10) or 10, whole_number(call, "page", 1) or 1
    end = limit * number
    return {
        "next": url_with(call.request, page=number + 1, limit=limit) if end < len(entries) else None,
        "previous": url_with(call.request, page=number - 1, limit=limit) if number > 1 else None,
        "results": entries[end - limit : end],
        "total_count": len(entries),
    }


def iso(moment: Any) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
