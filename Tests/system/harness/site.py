"""A gateway on either engine, so that one test holds for both."""

from dataclasses import dataclass

import httpx

from harness import credentials
from harness.events import Event, batch
from harness.instance import Instance
from harness.upstream import UpstreamProject
from harness.waiting import eventually


@dataclass
class Site:
    """`project` is the PostHog project the gateway runs on; None for the embedded engine."""

    instance: Instance
    project: UpstreamProject | None = None

    @property
    def token(self) -> str:
        return self.project.token if self.project else credentials.PROJECT

    def admin(self) -> httpx.Client:
        return self.instance.client(credentials.ADMIN)

    def send(self, *events: Event) -> None:
        """Through the gateway; on PostHog they are there a moment after the answer."""
        with self.instance.client() as client:
            answer = client.post("/batch/", json=batch(list(events)) | {"api_key": self.token})
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"status": "Ok"}
        if self.project:
            project, uuids = self.project, [event["uuid"] for event in events]
            text = "select count(distinct uuid) from events where toString(uuid) in {uuids}"
            eventually(lambda: project.query(text, uuids=uuids) == [[len(uuids)]], "PostHog has the events", 60)
