"""`/__control`, which no PostHog has: faults, counters and settings for tests."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.faults import KINDS, Fault
from posthog_server.flags import store
from posthog_server.keys import PersonalKey
from posthog_server.limits import FAMILIES
from posthog_server.project import Project
from posthog_server.property_types import TYPES
from posthog_server.world import World


class Control:
    """GET answers the counters; POST takes an object whose members are commands, carried out in its order."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        return [
            Route("/__control", self.get, methods=["GET"]),
            Route("/__control", self.post, methods=["POST"]),
        ]

    async def get(self, request: Request) -> Response:
        body = self.world.statistics.body() | {
            "faults": [vars(fault) for fault in self.world.faults.active],
            "log": self.world.statistics.log if request.query_params.get("log") else [],
            "projects": {
                number: {
                    "token": project.token,
                    "secret": project.secret,
                    "stored_events": project.storage.stored,
                    "persons": len(project.persons.by_uuid),
                    "flags": sum(not flag["deleted"] for flag in project.flags.values()),
                }
                for number, project in self.world.projects.items()
            },
        }
        return JSONResponse(body)

    async def post(self, request: Request) -> Response:
        try:
            commands = await request.json()
            answer: dict[str, Any] = {}
            for name, value in commands.items():
                command = getattr(self, f"do_{name}", None)
                if command is None:
                    known = sorted(one.removeprefix("do_") for one in dir(self) if one.startswith("do_"))
                    return JSONResponse({"error": f"unknown command {name}; known are {', '.join(known)}"}, 400)
                result = command(value)
                if result is not None:
                    answer[name] = result
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse(answer)

    # Faults

    def do_faults(self, faults: list[dict[str, Any]]) -> None:
        """Replaces all; an empty list ends them."""
        self.world.faults.active = _checked(faults)

    def do_add_faults(self, faults: list[dict[str, Any]]) -> None:
        """Adds to those in force, for tests that share the server and name paths of their own project."""
        self.world.faults.active = self.world.faults.active + _checked(faults)

    def do_quota_limited(self, is_limited: bool) -> None:
        """Definitions answer 402, `/flags` says `quotaLimited`."""
        self.world.is_quota_limited = bool(is_limited)

    # Counters

    def do_reset_statistics(self, _: Any) -> None:
        self.world.statistics.reset()

    # Limits and the cache

    def do_rate_limits(self, value: bool | dict[str, list[int]]) -> None:
        """True and false switch them; an object gives `[per minute, per hour]` by family and switches them on."""
        families = dict(FAMILIES)
        for family, budget in (value if isinstance(value, dict) else {}).items():
            if family not in families:
                raise ValueError(f"unknown family {family}; known are {', '.join(families)}")
            minute, hour = budget
            families[family] = (minute, hour)
        self.world.limits.reset()
        self.world.limits.families = families
        self.world.limits.is_on = bool(value)

    def do_cache_seconds(self, seconds: float) -> None:
        self.world.cache_seconds = float(seconds)

    def do_query_wait_seconds(self, seconds: float) -> None:
        self.world.query_wait_seconds = float(seconds)

    # Projects and keys

    def do_project(self, change: dict[str, Any]) -> None:
        """Changes project `id` (1 when missing)."""
        project = self._project(change)
        for name in ("timezone", "persons_mode", "anonymizes_addresses", "token", "secret", "name", "is_generating"):
            if name in change:
                setattr(project, name, change[name])
        if "detect_property_types" in change:
            project.property_types.detects = bool(change["detect_property_types"])
        if "early_exit" in change:
            project.organization.early_exit = bool(change["early_exit"])
        project.cache.clear()

    def do_property_types(self, change: dict[str, Any]) -> None:
        """`{"event": {"amount": "Numeric"}, "person": {…}, "group:0": {…}}` of project `id`."""
        project = self._project(change)
        for owner, types in change.items():
            if owner == "id":
                continue
            for name, kind in types.items():
                if kind not in TYPES:
                    raise ValueError(f"unknown type {kind}; known are {', '.join(TYPES)}")
                project.property_types.declare(owner, name, kind)
        project.cache.clear()

    def do_reset_data(self, change: dict[str, Any] | bool) -> None:
        """Forgets events, persons and groups of project `id`; with `"flags": true` also flags and cohorts."""
        change = change if isinstance(change, dict) else {}
        project = self._project(change)
        project.reset_data()
        if change.get("flags"):
            project.flags.clear()
            project.cohorts.clear()

    def do_store_cohort(self, change: dict[str, Any]) -> None:
        """Puts `filters` into cohort `cohort` of project `id` unchecked, as another version of PostHog would."""
        self._project(change).cohorts[int(change["cohort"])]["filters"] = change["filters"]

    def do_store_flag(self, change: dict[str, Any]) -> None:
        """Puts `filters` into flag `flag` of project `id` unchecked, as another version of PostHog would."""
        flag = self._project(change).flags[int(change["flag"])]
        before = flag["filters"]
        flag["filters"] = change["filters"]
        flag["version"] += 1
        store.note(flag, "updated", flag["last_modified_by"]["email"], [("filters", before, flag["filters"])])

    def do_add_project(self, value: dict[str, Any]) -> dict[str, Any]:
        organization = next(iter(self.world.organizations.values()))
        if value.get("organization"):
            organization = self.world.add_organization(str(value["organization"]))
        project = self.world.add_project(
            organization, str(value.get("name", "Another")), str(value.get("token", "")), str(value.get("secret", ""))
        )
        return {
            "id": project.id,
            "token": project.token,
            "secret": project.secret,
            "organization": project.organization.id,
        }

    def do_add_key(self, value: dict[str, Any]) -> None:
        """`{"value": "phx_…", "scopes": ["query:read"], "projects": [1]}`."""
        key = PersonalKey(str(value["value"]), value.get("scopes", ["*"]), value.get("projects", []))
        self.world.keys[key.value] = key

    def do_remove_key(self, value: str) -> None:
        del self.world.keys[value]

    def _project(self, change: dict[str, Any]) -> Project:
        return self.world.projects[int(change.get("id", 1))]


def _checked(faults: list[dict[str, Any]]) -> list[Fault]:
    checked = [Fault(**fault) for fault in faults]
    for fault in checked:
        if fault.kind not in (*KINDS, "delay"):
            raise ValueError(f"unknown kind of fault {fault.kind}; known are {', '.join((*KINDS, 'delay'))}")
    return checked
