"""Projects: of an organization, and of the key."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.demo import Demo
from posthog_server.errors import ApiError, required
from posthog_server.group_view import shown_type
from posthog_server.private_api import Call, organization_route, page
from posthog_server.project import Project
from posthog_server.project_view import listed, shown
from posthog_server.world import World

READ, WRITE = "project:read", "project:write"
_LONGEST_NAME = 200


class Projects:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.demo = Demo(world)

    def routes(self) -> list[Route]:
        bases = ["/projects", "/organizations/{organization_id}/projects"]
        several = {"GET": (self.list, READ), "POST": (self.create, WRITE)}
        one = {"GET": (self.get, READ), "PATCH": (self.update, WRITE)}
        routes = []
        for base in bases:
            routes += organization_route(self.world, base, several)
            routes += organization_route(self.world, f"{base}/{{project_id}}", one)
            demo = f"{base}/{{project_id}}/is_generating_demo_data"
            routes += organization_route(self.world, demo, {"GET": (self.is_generating, READ)})
            for name in ("reset_token", "rotate_secret_token", "delete_secret_token_backup"):
                path = f"{base}/{{project_id}}/{name}"
                routes += organization_route(self.world, path, {"PATCH": (self.get, None)})
        return routes

    async def list(self, call: Call) -> Response:
        projects = self.world.visible(call.key)
        if "organization_id" in call.path:
            projects = [one for one in projects if one.organization is call.organization]
        body = page(call, projects)
        body["results"] = [listed(one) for one in body["results"]]
        return JSONResponse(body)

    async def create(self, call: Call) -> Response:
        assert call.organization
        fields = call.object()
        name = fields.get("name", "Default project")
        changes = self._checked({"name": name} | fields)
        project = self.world.add_project(call.organization, name)
        self._apply(project, changes)
        if project.is_demo:
            self.demo.start(project)
        return JSONResponse(self._shown(project), 201)

    async def get(self, call: Call) -> Response:
        return JSONResponse(self._shown(call.project))

    async def update(self, call: Call) -> Response:
        self._apply(call.project, self._checked(call.object()))
        return JSONResponse(self._shown(call.project))

    async def is_generating(self, call: Call) -> Response:
        return JSONResponse({"is_generating_demo_data": call.project.is_generating})

    def _checked(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The settings among the fields; others are ignored."""
        checks: dict[str, Callable[[Any], None]] = {"name": _name, "timezone": _zone, "is_demo": _flag}
        changes = {field: fields[field] for field in checks if field in fields}
        for field, value in changes.items():
            checks[field](value)
        return changes

    def _apply(self, project: Project, changes: dict[str, Any]) -> None:
        for field, value in changes.items():
            setattr(project, field, value)
        project.cache.clear()

    def _shown(self, project: Project) -> dict[str, Any]:
        return shown(project, [shown_type(one) for one in project.groups.types])


def _name(value: Any) -> None:
    if value is None:
        raise required("name")
    if not isinstance(value, str) or not value:
        raise ApiError(400, "blank", "This field may not be blank.", "name")
    if len(value) > _LONGEST_NAME:
        raise ApiError(400, "max_length", f"Ensure this field has no more than {_LONGEST_NAME} characters.", "name")


def _zone(value: Any) -> None:
    if not isinstance(value, str) or value not in available_timezones():
        raise ApiError(400, "invalid_choice", f'"{value}" is not a valid choice.', "timezone")


def _flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise ApiError(400, "invalid_input", "Must be a valid boolean.", "is_demo")
