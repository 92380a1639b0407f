"""The data of a demo project, which PostHog makes in the background and only for a project that is created as one."""

import asyncio
from datetime import UTC, datetime, timedelta

from posthog_server.ingestion import Ingestion
from posthog_server.project import Project
from posthog_server.world import World

SECONDS = 2.0
PERSONS = 12
DAYS = 5


class Demo:
    """One background job per project."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, project: Project) -> None:
        project.is_generating = True
        task = asyncio.create_task(self._fill(project))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fill(self, project: Project) -> None:
        await asyncio.sleep(SECONDS)
        ingestion, now = Ingestion(project), datetime.now(UTC)
        for number in range(PERSONS):
            user = f"demo-{number}"
            properties = {"$set": {"email": f"{user}@example.org"}}
            ingestion.take({"event": "signed_up", "distinct_id": user, "properties": properties}, None)
            for day in range(DAYS):
                at = (now - timedelta(days=day, minutes=number)).isoformat()
                event = {"event": "uploaded_file", "distinct_id": user, "timestamp": at}
                ingestion.take(event | {"properties": {"size_mb": number + day}}, None)
        project.is_generating = False
