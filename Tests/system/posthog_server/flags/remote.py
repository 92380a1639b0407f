"""`POST /flags` and the older `/decide`: what the flags are for one user."""

import re
import time
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.capture_body import payload
from posthog_server.errors import TextError
from posthog_server.flags.evaluation import Evaluation, Outcome, payload_of
from posthog_server.flags.users import user_of
from posthog_server.world import World

_SERVERS = re.compile(
    r"^(posthog-(python|node|ruby|php|go|java|dotnet|elixir|rs)|curl/|python-requests/|Go-http)", re.I
)
_CLIENTS = re.compile(r"^(Mozilla/|posthog-(ios|android|react-native|flutter|js))", re.I)
_BROWSER_HEADERS = ("origin", "referer", "sec-fetch-mode", "sec-fetch-site")

Outcomes = list[tuple[dict[str, Any], Outcome]]


class RemoteFlags:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        methods = ["GET", "POST", "OPTIONS"]
        return [
            Route(path + slash, self.post, methods=methods) for path in ("/flags", "/decide") for slash in ("/", "")
        ]

    async def post(self, request: Request) -> Response:
        cross_origin = {"access-control-allow-origin": "*"}
        if request.method == "OPTIONS":
            return Response(headers=cross_origin)
        version = _version(request)
        if request.method == "GET":
            return JSONResponse(self._answer([], version), headers=cross_origin)
        raw = await request.body()
        body = payload(raw, request.headers.get("content-type", ""), request.query_params.get("compression", ""))
        if not isinstance(body, dict):
            raise TextError(400, "Failed to parse request: an object was expected")
        token = body.get("token") or body.get("api_key") or body.get("$token")
        if not token:
            raise TextError(401, "No API key provided. Please provide a valid API key.")
        project = self.world.by_token(str(token))
        if project is None:
            raise TextError(401, "The provided API key is invalid or has expired. Please check your API key.")
        distinct_id = body.get("distinct_id", body.get("$distinct_id"))
        if distinct_id is None:
            raise TextError(400, "The distinct_id field is missing from the request.")
        if self.world.is_quota_limited:
            return JSONResponse(self._answer([], version) | {"quotaLimited": ["feature_flags"]}, headers=cross_origin)
        if body.get("disable_flags"):
            return JSONResponse(self._answer([], version), headers=cross_origin)
        user = user_of(project, body | {"distinct_id": distinct_id})
        evaluation = Evaluation(project, user, lambda flag: _is_available(flag, body, request))
        wanted = [flag for flag in project.flags.values() if _is_wanted(flag, body, request)]
        outcomes = [(flag, evaluation.outcome(flag)) for flag in wanted]
        return JSONResponse(self._answer(outcomes, version), headers=cross_origin)

    def _answer(self, outcomes: Outcomes, version: str) -> dict[str, Any]:
        about = {
            "errorsWhileComputingFlags": False,
            "requestId": str(uuid.uuid4()),
            "evaluatedAt": int(time.time() * 1000),
        }
        if version == "flags-2":
            return about | {"flags": {flag["key"]: _details(flag, outcome) for flag, outcome in outcomes}}
        active = {flag["key"]: outcome.value for flag, outcome in outcomes if outcome.enabled}
        if version == "decide-1":
            return about | {"featureFlags": list(active)}
        if version == "decide-2":
            return about | {"featureFlags": active}
        return about | {
            "featureFlags": {flag["key"]: outcome.value for flag, outcome in outcomes},
            "featureFlagPayloads": {
                flag["key"]: text for flag, outcome in outcomes if (text := payload_of(flag, outcome)) is not None
            },
        }


def _version(request: Request) -> str:
    text = request.query_params.get("v", "1")
    number = int(text) if text.isdigit() else 1
    if request.url.path.startswith("/decide"):
        return "flags-2" if number >= 4 else f"decide-{max(number, 1)}"
    return "flags-2" if number >= 2 else "legacy"


def _details(flag: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    return {
        "key": flag["key"],
        "enabled": outcome.enabled,
        "variant": outcome.variant if outcome.enabled else None,
        "reason": {
            "code": outcome.code,
            "condition_index": outcome.condition_index,
            "description": outcome.description,
        },
        "metadata": {
            "id": flag["id"],
            "version": flag["version"],
            "description": flag["name"] or None,
            "payload": payload_of(flag, outcome),
        },
    }


def _is_wanted(flag: dict[str, Any], body: dict[str, Any], request: Request) -> bool:
    if flag["deleted"] or flag["archived"]:
        return False
    # Those payloads are for whoever has a key of their own.
    if flag["is_remote_configuration"] and flag["has_encrypted_payloads"]:
        return False
    keys = body.get("flag_keys_to_evaluate") or body.get("flag_keys")
    if keys and flag["key"] not in keys:
        return False
    return _is_available(flag, body, request)


def _is_available(flag: dict[str, Any], body: dict[str, Any], request: Request) -> bool:
    """Whether a flag is meant for where the caller runs and for one of its contexts."""
    contexts = body.get("evaluation_contexts") or body.get("evaluation_environments")
    if contexts and flag["evaluation_contexts"] and not set(contexts) & set(flag["evaluation_contexts"]):
        return False
    if not contexts and flag["evaluation_contexts"]:
        return False
    return flag["evaluation_runtime"] in ("all", _runtime(body, request))


def _runtime(body: dict[str, Any], request: Request) -> str:
    """As asked for, else from who asks; an unknown agent gets the flags for all only."""
    if body.get("evaluation_runtime") in ("server", "client"):
        return body["evaluation_runtime"]
    agent = request.headers.get("user-agent", "")
    if _SERVERS.match(agent):
        return "server"
    if _CLIENTS.match(agent) or any(name in request.headers for name in _BROWSER_HEADERS):
        return "client"
    return "all"
