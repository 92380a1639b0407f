"""The activity log of a project: what was done to its flags."""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.private_api import Call, activity_page, route
from posthog_server.world import World


class ActivityLog:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        return route(self.world, "/activity_log", {"GET": (self.list, "activity_log:read")})

    async def list(self, call: Call) -> Response:
        """Newest first; `scope` and `item_id` narrow it."""
        entries = [entry for flag in call.project.flags.values() for entry in flag["activity"]]
        for name in ("scope", "item_id"):
            if name in call.query:
                entries = [entry for entry in entries if entry[name] == call.query[name]]
        entries.sort(key=lambda entry: entry["created_at"], reverse=True)
        return JSONResponse(activity_page(call, entries))
