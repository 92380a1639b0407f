"""`/flags/definitions`: everything a server SDK needs to evaluate by itself."""

import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posthog_server import cohorts
from posthog_server.errors import ApiError, throttled
from posthog_server.flags.view import for_definitions
from posthog_server.keys import bearer, require
from posthog_server.project import Project
from posthog_server.world import World

PATHS = ("/flags/definitions", "/api/feature_flag/local_evaluation")


class Definitions:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
        return [Route(path + slash, self.get, methods=methods) for path in PATHS for slash in ("", "/")]

    async def get(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204)
        if request.method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"allow": "GET, HEAD, OPTIONS"})
        project = self._project(request)
        wait = self.world.limits.wait("definitions", str(project.id))
        if wait:
            raise throttled(wait)
        if self.world.is_quota_limited:
            detail = "You have exceeded your feature flag request quota"
            raise ApiError(402, "quota_limited", detail, type_name="quota_limited")
        body = json.dumps(definitions(project), separators=(",", ":"), ensure_ascii=False).encode()
        tag = hashlib.sha256(body).hexdigest()[:16]
        headers = {"etag": f'W/"{tag}"', "cache-control": "private, must-revalidate"}
        if tag in {_bare(one) for one in request.headers.get("if-none-match", "").split(",")}:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    def _project(self, request: Request) -> Project:
        """The key first, then the token, then whether one belongs to the other."""
        secret = bearer(request)
        if not secret:
            detail = "Authentication credentials were not provided."
            raise ApiError(401, "not_authenticated", detail)
        token = request.query_params.get("token")
        project = self.world.by_secret(secret)
        key = self.world.keys.get(secret)
        if project is None and key is None:
            raise ApiError(401, "authentication_failed", "Invalid authentication credentials.")
        if key is not None:
            require(key, "feature_flag:read")
            project = self.world.project("@current", key, token) if token else None
        if not token or project is None:
            raise ApiError(400, "missing_token", "The token of a project is needed: ?token=phc_…")
        if project.token != token:
            raise ApiError(401, "authentication_failed", "The key does not belong to the project of this token.")
        return project


def definitions(project: Project) -> dict[str, Any]:
    told = [
        flag
        for flag in project.flags.values()
        if not flag["deleted"] and not flag["archived"] and not flag["is_remote_configuration"]
    ]
    return {
        "flags": [for_definitions(project, flag) for flag in told],
        "group_type_mapping": project.groups.mapping(),
        "cohorts": {
            str(cohort["id"]): (cohort["filters"] or {}).get("properties")
            for cohort in project.cohorts.values()
            if not cohort["deleted"] and not cohort["is_static"] and not cohorts.is_behavioural(cohort)
        },
    }


def _bare(tag: str) -> str:
    """A tag however it is written: weak, strong or without quotes."""
    return tag.strip().removeprefix("W/").strip('"')
