"""All routes together."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from posthog_server.activity_routes import ActivityLog
from posthog_server.capture_routes import Capture
from posthog_server.clickhouse import ClickHouseError
from posthog_server.cohort_routes import Cohorts
from posthog_server.control import Control
from posthog_server.definition_routes import DefinitionRoutes
from posthog_server.errors import ActionError, ApiError, EmptyError, TextError, not_found
from posthog_server.event_routes import Events
from posthog_server.faults import FaultLayer
from posthog_server.flags.definitions import Definitions
from posthog_server.flags.remote import RemoteFlags
from posthog_server.flags.routes import Flags
from posthog_server.group_routes import GroupRoutes
from posthog_server.group_type_routes import GroupTypeRoutes
from posthog_server.organization_routes import Organizations
from posthog_server.person_routes import Persons
from posthog_server.project_routes import Projects
from posthog_server.query_routes import Queries, translated
from posthog_server.world import World


def application(world: World) -> ASGIApp:
    """One origin with the private API and ingestion."""

    async def unknown(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/api"):
            return not_found("Endpoint not found.").response()
        return PlainTextResponse("not found", 404)

    async def known_error(request: Request, error: Exception) -> Response:
        return error.response()  # type: ignore[attr-defined]

    async def clickhouse_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, ClickHouseError)
        return translated(error).response()

    async def failed(request: Request, error: Exception) -> Response:
        return ApiError(500, "error", "A server error occurred.").response()

    handlers = {404: unknown, ClickHouseError: clickhouse_error, 500: failed}
    handlers |= dict.fromkeys((ApiError, TextError, ActionError, EmptyError), known_error)
    app = Starlette(routes=routes(world), exception_handlers=handlers)
    app.router.redirect_slashes = False
    return FaultLayer(app, world.faults, world.statistics)


def routes(world: World) -> list[Route]:
    """The private API's and ingestion's."""
    kinds = [Control, Capture, Queries, Definitions, RemoteFlags, Flags, Cohorts, Persons, GroupRoutes, GroupTypeRoutes]
    kinds += [Events, DefinitionRoutes, ActivityLog, Organizations, Projects]
    return [route for kind in kinds for route in kind(world).routes()]
