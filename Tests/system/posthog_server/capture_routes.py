"""The routes events come in by; an unknown token is answered like a known one, and its events are dropped later."""

import json
import zlib
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.capture_body import Captured, captured, payload
from posthog_server.errors import ApiError, TextError
from posthog_server.ingestion import Ingestion, parse_time
from posthog_server.keys import bearer
from posthog_server.world import World

SMALL = 2 * 1024 * 1024
LARGE = 20 * 1024 * 1024

_PATHS = {
    "/i/v0/e": SMALL,
    "/e": SMALL,
    "/track": SMALL,
    "/engage": SMALL,
    "/capture": SMALL,
    "/batch": LARGE,
    "/i/v0/ai": LARGE,
    "/i/v0/ai/batch": LARGE,
}
_CROSS_ORIGIN = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "*",
}


class Capture:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        methods = ["GET", "POST", "OPTIONS"]
        routes = [Route("/i/v1/analytics/events", self.version_1, methods=["POST"])]
        for path, limit in _PATHS.items():
            endpoint = self._endpoint(limit)
            routes += [Route(path + slash, endpoint, methods=methods) for slash in ("/", "")]
        return routes

    def _endpoint(self, limit: int) -> Any:
        async def endpoint(request: Request) -> Response:
            if request.method == "OPTIONS":
                return Response(headers=_CROSS_ORIGIN)
            raw = await request.body()
            if len(raw) > limit:
                raise TextError(413, "request is too large")
            query = request.query_params
            if request.method == "GET" and query.get("data"):
                raw = b"data=" + str(request.url).split("data=", 1)[1].split("&")[0].encode()
            body = payload(raw, request.headers.get("content-type", ""), query.get("compression", ""))
            events = captured(body, query.get("token") or query.get("api_key"))
            if events.sent_at is None and query.get("_", "").isdigit():
                events.sent_at = int(query["_"])
            self.take(events, request.client.host if request.client else None)
            if query.get("beacon") == "1":
                return Response(status_code=204, headers=_CROSS_ORIGIN)
            return JSONResponse({"status": "Ok"}, headers=_CROSS_ORIGIN)

        return endpoint

    def take(self, events: Captured, address: str | None) -> None:
        project = self.world.by_token(events.token)
        if project is None:
            return
        ingestion = Ingestion(project)
        sent_at = parse_time(events.sent_at) if events.sent_at else None
        for event in events.events:
            ingestion.take(event, sent_at, address)
            self.world.statistics.captured_events += 1

    async def version_1(self, request: Request) -> Response:
        """The newer protocol: a result for every event."""
        token = bearer(request)
        if not token or not token.startswith("phc_"):
            raise ApiError(401, "not_authenticated", "A project token is needed.")
        raw = await request.body()
        if request.headers.get("content-encoding") == "deflate":
            raw = zlib.decompress(raw)
        body = payload(raw, "", "")
        if not isinstance(body, dict) or not isinstance(body.get("batch"), list):
            raise TextError(400, "failed to parse request: batch is missing")
        results: dict[str, Any] = {}
        for event in body["batch"]:
            identifier = str(event.get("uuid", "")) if isinstance(event, dict) else ""
            try:
                properties = dict(event.get("properties") or {})
                for name in ("session_id", "window_id"):
                    if event.get(name):
                        properties.setdefault(f"${name}", event[name])
                one = captured(json.loads(json.dumps(event | {"properties": properties, "api_key": token})))
                self.take(one, request.client.host if request.client else None)
                results[identifier] = {"result": "ok", "details": None}
            except TextError as error:
                results[identifier] = {"result": "drop", "details": error.text}
        return JSONResponse({"results": results})
