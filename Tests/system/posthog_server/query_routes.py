"""`/query`: HogQL, its cache, its three places at a time, and the form that answers later."""

import asyncio
import hashlib
import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.clickhouse import ClickHouseError
from posthog_server.errors import ApiError, invalid, not_found, required
from posthog_server.hogql.parser import HogQLError
from posthog_server.hogql.run import DEFAULT_ROWS, prepare
from posthog_server.private_api import Call, iso, route
from posthog_server.project import Query
from posthog_server.world import World

AT_ONCE = 3

REFRESH = {
    *("blocking", "async", "force_blocking", "force_async", "force_cache", "lazy_async"),
    "async_except_on_cache_miss",
}
_ASYNC = {"async", "force_async", "lazy_async"}

#: ClickHouse errors that are the query's fault and are told to the user, by name.
_EXPOSED = {
    *("TYPE_MISMATCH", "ILLEGAL_TYPE_OF_ARGUMENT", "NO_COMMON_TYPE", "CANNOT_PARSE_TEXT", "CANNOT_PARSE_DATE"),
    *("CANNOT_PARSE_DATETIME", "CANNOT_PARSE_UUID", "CANNOT_PARSE_NUMBER", "ILLEGAL_AGGREGATION", "NOT_AN_AGGREGATE"),
    *(
        "UNKNOWN_IDENTIFIER",
        "NUMBER_OF_ARGUMENTS_DOESNT_MATCH",
        "ILLEGAL_COLUMN",
        "CANNOT_CONVERT_TYPE",
        "BAD_ARGUMENTS",
    ),
    *("ILLEGAL_DIVISION", "ARGUMENT_OUT_OF_BOUND", "UNION_ALL_RESULT_STRUCTURES_MISMATCH", "CANNOT_COMPILE_REGEXP"),
    *("INVALID_LIMIT_EXPRESSION", "AMBIGUOUS_IDENTIFIER", "INCORRECT_NUMBER_OF_COLUMNS", "SIZES_OF_ARRAYS_DONT_MATCH"),
    *("INVALID_JOIN_ON_EXPRESSION", "AGGREGATE_FUNCTION_DOESNT_ALLOW_PARAMETERS", "MULTIPLE_EXPRESSIONS_FOR_ALIAS"),
    *("CANNOT_PARSE_INPUT_ASSERTION_FAILED", "DECIMAL_OVERFLOW", "UNSUPPORTED_METHOD", "UNKNOWN_AGGREGATE_FUNCTION"),
}


class Queries:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._places: dict[int, asyncio.Semaphore] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        return [
            *route(self.world, "/query", {"POST": (self.post, "query:read")}, family="query"),
            *route(
                self.world,
                "/query/{query_id}",
                {"GET": (self.status, "query:read"), "DELETE": (self.cancel, "query:read")},
            ),
        ]

    async def post(self, call: Call) -> Response:
        body = call.object()
        query = body.get("query")
        if query is None:
            raise required("query")
        if not isinstance(query, dict):
            raise invalid("Invalid data. Expected a dictionary.", "query")
        if query.get("kind") != "HogQLQuery":
            raise invalid(f"Unsupported query kind: {query.get('kind')}", code="parse_error")
        if not isinstance(query.get("query"), str):
            raise invalid("Field required", "query__query", "missing")
        if query.get("values") is not None and not isinstance(query["values"], dict):
            raise invalid("Input should be a valid dictionary", "query__values")
        refresh = body.get("refresh") or ("async" if body.get("async") else "blocking")
        refresh = "force_blocking" if refresh is True else refresh
        if refresh not in REFRESH:
            raise invalid(f'"{refresh}" is not a valid choice.', "refresh")
        identifier = str(body.get("client_query_id") or uuid.uuid4())
        entry = {
            "query": query["query"],
            "values": query.get("values"),
            "name": body.get("name") or query.get("name"),
            "refresh": refresh,
            "project": call.project.id,
        }
        self.world.statistics.query_arrived(entry)
        if refresh in _ASYNC:
            return self._start(call, query, identifier, refresh)
        try:
            return JSONResponse(await self.answer(call, query, refresh))
        finally:
            self.world.statistics.query_left()

    async def answer(self, call: Call, query: dict[str, Any], refresh: str) -> dict[str, Any]:
        """The body of a 200; raises ApiError for all the others."""
        project = call.project
        key = hashlib.md5(json.dumps([query, project.timezone], sort_keys=True).encode()).hexdigest()
        cached = project.cache.get(key)
        if cached and not refresh.startswith("force_") and time.monotonic() - cached[0] < self.world.cache_seconds:
            return cached[1] | {"is_cached": True}
        places = self._places.setdefault(project.id, asyncio.Semaphore(AT_ONCE))
        try:
            await asyncio.wait_for(places.acquire(), self.world.query_wait_seconds)
        except TimeoutError as error:
            detail = "Too many queries are running at once for this project. Try again when one of them has ended."
            raise ApiError(429, "throttled", detail) from error
        self.world.statistics.query_started()
        try:
            body = await self._run(call, query)
        finally:
            places.release()
            self.world.statistics.query_ended()
        body |= {"cache_key": f"cache_{project.id}_{key}"}
        project.cache[key] = (time.monotonic(), body)
        return body

    async def _run(self, call: Call, query: dict[str, Any]) -> dict[str, Any]:
        project = call.project
        try:
            prepared = prepare(
                query["query"],
                query.get("values"),
                project.hogql_settings(query.get("modifiers")),
                query.get("variables"),
            )
            project.storage.sync()
            result = await run_in_threadpool(prepared.run, self.world.clickhouse)
        except HogQLError as error:
            raise invalid(error.detail, code=error.code) from error
        except RecursionError as error:
            raise invalid("The query is nested too deeply") from error
        except ClickHouseError as error:
            raise translated(error) from error
        now = datetime.now(UTC)
        body: dict[str, Any] = {
            "columns": result.columns,
            "types": result.types,
            "results": result.rows,
            "hogql": result.hogql,
            "clickhouse": result.clickhouse,
            "query": query["query"],
            "error": None,
            "explain": None,
            "metadata": None,
            "modifiers": {"personsOnEventsMode": project.persons_mode},
            "timings": [],
            "hasMore": result.has_more,
            "limit": DEFAULT_ROWS if result.has_more is not None else None,
            "offset": 0 if result.has_more is not None else None,
            "is_cached": False,
            "last_refresh": iso(now),
            "next_allowed_client_refresh": iso(now + timedelta(seconds=self.world.cache_seconds)),
            "cache_target_age": iso(now + timedelta(seconds=self.world.cache_seconds)),
            "calculation_trigger": None,
            "timezone": project.timezone,
            "query_status": None,
        }
        return {name: value for name, value in body.items() if name not in ("hasMore", "limit", "offset")} | (
            {name: body[name] for name in ("hasMore", "limit", "offset")} if result.has_more is not None else {}
        )

    # The form that answers later

    def _start(self, call: Call, query: dict[str, Any], identifier: str, refresh: str) -> Response:
        now = datetime.now(UTC)
        status: dict[str, Any] = {
            "id": identifier,
            "team_id": call.project.id,
            "query_async": True,
            "complete": False,
            "error": False,
            "error_message": None,
            "results": None,
            "start_time": iso(now),
            "pickup_time": None,
            "end_time": None,
            "expiration_time": iso(now + timedelta(minutes=20)),
            "task_id": None,
            "query_progress": None,
            "labels": None,
            "insight_id": None,
            "dashboard_id": None,
        }
        running = Query(identifier, status)
        call.project.queries[identifier] = running
        forced = "force_blocking" if refresh == "force_async" else "blocking"
        task = asyncio.create_task(self._finish(call, query, running, forced))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return JSONResponse({"query_status": dict(status)}, 202)

    async def _finish(self, call: Call, query: dict[str, Any], running: Query, refresh: str) -> None:
        status = running.status
        status["pickup_time"] = iso(datetime.now(UTC))
        try:
            status["results"] = await self.answer(call, query, refresh)
        except ApiError as error:
            status |= {"error": True, "error_message": error.body["detail"] if error.status < 500 else None}
            running.error = (400 if error.status < 500 else 500, error.body)
        finally:
            self.world.statistics.query_left()
        status |= {"complete": True, "end_time": iso(datetime.now(UTC))}

    async def status(self, call: Call) -> Response:
        running = self._query(call)
        if running.error:
            return JSONResponse({"query_status": running.status}, running.error[0])
        return JSONResponse({"query_status": running.status}, 200 if running.status["complete"] else 202)

    async def cancel(self, call: Call) -> Response:
        running = call.project.queries.pop(call.path["query_id"], None)
        if running is None:
            return JSONResponse({"message": "Query not found"}, 200)
        running.is_cancelled = True
        return JSONResponse({"message": "Query task revoked"}, 200)

    def _query(self, call: Call) -> Query:
        running = call.project.queries.get(call.path["query_id"])
        if running is None:
            raise not_found(f"Query {call.path['query_id']} not found for team {call.project.id}")
        return running


def translated(error: ClickHouseError) -> ApiError:
    """What a user is told of an error of ClickHouse."""
    if error.name in ("TIMEOUT_EXCEEDED", "TOO_SLOW", "MEMORY_LIMIT_EXCEEDED"):
        detail = "Query has hit the max execution time before completing. Try a shorter range of time."
        return ApiError(504, "clickhouse_timeout", detail)
    if error.name in _EXPOSED:
        return invalid(error.text.split("DB::Exception:")[-1].strip()[:2000], code=error.name.lower())
    return ApiError(500, "error", "A server error occurred.")
