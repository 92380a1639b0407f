"""What can be done to one flag beside changing it, and to several at once; these have error shapes of their own."""

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ActionError, ApiError, EmptyError, invalid, not_found
from posthog_server.flags import store
from posthog_server.flags.evaluation import Evaluation, payload_of
from posthog_server.flags.users import user_of
from posthog_server.flags.view import shown, status
from posthog_server.private_api import Call, activity_page, organization_route, route
from posthog_server.world import World

READ, WRITE = "feature_flag:read", "feature_flag:write"
_CHANGES = {
    "enable": {"active": True},
    "disable": {"active": False},
    "archive": {"archived": True, "active": False},
    "unarchive": {"archived": False},
}


class FlagActions:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        one = "/feature_flags/{flag_id}"
        routes = []
        for name in _CHANGES:
            routes += route(self.world, f"{one}/{name}", {"POST": (self._change(name), WRITE)})
        return [
            *routes,
            *route(
                self.world,
                f"{one}/remote_config",
                {"GET": (self.remote_config, READ)},
                family="remote_config",
                accepts_secret=True,
            ),
            *route(self.world, f"{one}/status", {"GET": (self.status, READ)}),
            *route(self.world, f"{one}/dependent_flags", {"GET": (self.dependents, READ)}),
            *route(self.world, f"{one}/versions/{{number}}", {"GET": (self.version, READ)}),
            *route(self.world, f"{one}/activity", {"GET": (self.activity, "activity_log:read")}),
            *route(self.world, "/feature_flags/activity", {"GET": (self.all_activity, "activity_log:read")}),
            *route(self.world, "/feature_flags/evaluation_reasons", {"GET": (self.reasons, READ)}),
            *route(self.world, "/feature_flags/bulk_keys", {"POST": (self.bulk_keys, READ)}),
            *route(self.world, "/feature_flags/matching_ids", {"GET": (self.matching_ids, READ)}),
            *route(self.world, "/feature_flags/my_flags", {"GET": (self.my_flags, READ)}),
            *route(self.world, "/feature_flags/bulk_delete", {"POST": (self.bulk_delete, WRITE)}),
            *organization_route(
                self.world, "/organizations/{organization_id}/feature_flags/{key}", {"GET": (by_key, READ)}
            ),
        ]

    def _change(self, name: str) -> Any:
        async def change(call: Call) -> Response:
            flag = store.find(call.project, call.path["flag_id"])
            return JSONResponse(shown(store.update(call.project, flag, dict(_CHANGES[name]), call.key.user)))

        return change

    async def remote_config(self, call: Call) -> Response:
        """Encrypted payloads are shown to a personal key."""
        try:
            flag = store.find(call.project, call.path["flag_id"], with_key=True)
        except ApiError as error:
            raise EmptyError(404) from error
        if not flag["is_remote_configuration"]:
            raise EmptyError(404)
        payload = (flag["filters"].get("payloads") or {}).get("true")
        return JSONResponse(payload)

    async def status(self, call: Call) -> Response:
        flag = call.project.flags.get(int(call.path["flag_id"]) if call.path["flag_id"].isdigit() else -1)
        if flag is None:
            return JSONResponse({"status": "unknown", "reason": "Flag could not be found"}, 404)
        return JSONResponse(status(flag))

    async def dependents(self, call: Call) -> Response:
        flag = store.find(call.project, call.path["flag_id"])
        found = store.dependents_of(call.project, flag)
        return JSONResponse([{"id": one["id"], "key": one["key"], "name": one["name"]} for one in found])

    async def version(self, call: Call) -> Response:
        flag = store.find(call.project, call.path["flag_id"])
        number = int(call.path["number"]) if call.path["number"].isdigit() else -1
        if number == flag["version"]:
            return JSONResponse(shown(flag) | {"is_historical": False})
        if number not in flag["history"]:
            raise ActionError(404, f"Version {number} of this flag does not exist.")
        return JSONResponse(shown(flag) | flag["history"][number] | {"is_historical": True})

    async def activity(self, call: Call) -> Response:
        flag = store.find(call.project, call.path["flag_id"])
        return JSONResponse(activity_page(call, flag["activity"]))

    async def all_activity(self, call: Call) -> Response:
        entries = [entry for flag in call.project.flags.values() for entry in flag["activity"]]
        entries.sort(key=lambda entry: entry["created_at"], reverse=True)
        return JSONResponse(activity_page(call, entries))

    async def reasons(self, call: Call) -> Response:
        distinct_id = call.query.get("distinct_id")
        if not distinct_id:
            raise invalid("distinct_id is required.", "distinct_id")
        evaluation = Evaluation(call.project, user_of(call.project, {"distinct_id": distinct_id}))
        body = {}
        for flag in call.project.flags.values():
            if not flag["deleted"]:
                outcome = evaluation.outcome(flag)
                reason = {"reason": outcome.code, "condition_index": outcome.condition_index}
                body[flag["key"]] = {"value": outcome.value, "evaluation": reason}
        return JSONResponse(body)

    async def my_flags(self, call: Call) -> Response:
        evaluation = Evaluation(call.project, user_of(call.project, {"distinct_id": call.query.get("distinct_id", "")}))
        flags = [flag for flag in call.project.flags.values() if not flag["deleted"]]
        return JSONResponse(
            [
                {"feature_flag": shown(flag), "value": evaluation.outcome(flag).value, "payload": payload}
                for flag in flags
                for payload in [payload_of(flag, evaluation.outcome(flag))]
            ]
        )

    async def bulk_keys(self, call: Call) -> Response:
        numbers = call.object().get("ids")
        if not isinstance(numbers, list):
            raise ActionError(400, "ids must be a list")
        flags = call.project.flags
        found = {str(one): flags[int(one)]["key"] for one in numbers if str(one).isdigit() and int(one) in flags}
        return JSONResponse({"keys": found})

    async def matching_ids(self, call: Call) -> Response:
        flags = [flag["id"] for flag in call.project.flags.values() if not flag["deleted"] and not flag["archived"]]
        return JSONResponse({"ids": flags, "total": len(flags)})

    async def bulk_delete(self, call: Call) -> Response:
        numbers = call.object().get("ids")
        if not isinstance(numbers, list) or not numbers:
            raise ActionError(400, "Either ids or filters must be given")
        deleted, errors = [], []
        for number in numbers:
            flag = call.project.flags.get(number) if isinstance(number, int) else None
            if flag is None or flag["deleted"]:
                errors.append({"id": number, "key": None, "reason": "Flag not found"})
                continue
            try:
                store.update(call.project, flag, {"deleted": True}, call.key.user)
                deleted.append({"id": number, "key": flag["key"]})
            except ApiError as error:
                errors.append({"id": number, "key": flag["key"], "reason": error.body["detail"]})
        return JSONResponse({"deleted": deleted, "errors": errors})


async def by_key(call: Call) -> Response:
    """`GET /api/organizations/:org/feature_flags/:key/`: the flags of this key in all projects."""
    found = [
        {"flag_id": flag["id"], "team_id": project.id, "created_by": flag["created_by"], "active": flag["active"]}
        | {"filters": flag["filters"], "created_at": flag["created_at"]}
        for project in call.world.visible(call.key)
        if project.organization is call.organization
        for flag in project.flags.values()
        if flag["key"] == call.path["key"] and not flag["deleted"]
    ]
    if not found:
        raise not_found("Not found.")
    return JSONResponse(found)
