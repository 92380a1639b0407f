"""Group types of a project; the path is `groups_types`, and the list is a bare array."""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ApiError, invalid, not_found
from posthog_server.group_routes import READ, WRITE
from posthog_server.group_view import shown_type
from posthog_server.groups import GroupType
from posthog_server.private_api import Call, route
from posthog_server.world import World


class GroupTypeRoutes:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        path = "/groups_types"
        return [
            *route(self.world, path, {"GET": (self.list, READ)}),
            *route(self.world, f"{path}/update_metadata", {"PATCH": (self.update, WRITE)}),
            *route(self.world, f"{path}/set_default_columns", {"PUT": (self.set_columns, WRITE)}),
            *route(self.world, f"{path}/{{index}}", {"DELETE": (self.delete, WRITE)}),
        ]

    async def list(self, call: Call) -> Response:
        return JSONResponse([shown_type(one) for one in call.project.groups.types])

    async def update(self, call: Call) -> Response:
        if not isinstance(call.body, list) or not all(isinstance(one, dict) for one in call.body):
            raise invalid("Expected a list of objects.", "non_field_errors")
        for change in call.body:
            group_type = self._find(call, change.get("group_type_index"))
            for name in ("name_singular", "name_plural"):
                if name in change:
                    if change[name] is not None and len(str(change[name])) > 400:
                        detail = "Ensure this field has no more than 400 characters."
                        raise ApiError(400, "max_length", detail, name)
                    setattr(group_type, name, change[name])
        return await self.list(call)

    async def set_columns(self, call: Call) -> Response:
        body = call.object()
        group_type = self._find(call, body.get("group_type_index"))
        group_type.default_columns = body.get("default_columns")
        return JSONResponse(shown_type(group_type))

    async def delete(self, call: Call) -> Response:
        call.project.groups.types.remove(self._find(call, call.path["index"]))
        return Response(status_code=204)

    def _find(self, call: Call, index: object) -> GroupType:
        found = next((one for one in call.project.groups.types if str(one.index) == str(index)), None)
        if found is None:
            raise not_found("Group type not found")
        return found
