"""A PostHog to run the gateway on: the server in posthog_server, as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from harness.environment import bare_environment

DIRECTORY = Path(__file__).resolve().parents[1]


class Upstream:
    """Starts the server and tells it what to do; ended by its own id."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "posthog_server", "--port", "0", *options],
            cwd=DIRECTORY,
            env=bare_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the PostHog server did not start"
        self.facts: dict[str, Any] = json.loads(line)
        self.client = httpx.Client(base_url=self.facts["url"], trust_env=False, timeout=60)

    def control(self, **orders: object) -> dict[str, Any]:
        answer = self.client.post("/__control", json=orders)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def state(self) -> dict[str, Any]:
        return self.client.get("/__control").json()

    def break_everything(self, fault: dict[str, Any]) -> None:
        """Makes every call fail until it recovers."""
        self.control(faults=[{"path": path, **fault} for path in ("/api", "/flags", "/batch")])

    def recover(self) -> None:
        """Ends every fault."""
        self.control(faults=[])

    def project(self, **settings: object) -> "UpstreamProject":
        """A new, empty project."""
        made = self.control(add_project={"name": "a test", **settings})["add_project"]
        return UpstreamProject(self, made)

    @property
    def first_project(self) -> "UpstreamProject":
        """The project that is there from the start."""
        return UpstreamProject(self, {"id": self.facts["project_id"], "token": self.facts["project_token"]})

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


class UpstreamProject:
    """One project, and the settings of a gateway that runs on it."""

    def __init__(self, upstream: Upstream, made: dict[str, Any]) -> None:
        self.upstream = upstream
        self.id: int = made["id"]
        self.token: str = made["token"]

    @property
    def settings(self) -> dict[str, str]:
        return {
            "POSTHOG_API_KEY": self.upstream.facts["personal_key"],
            "POSTHOG_PROJECT_ID": str(self.id),
            "POSTHOG_HOST": self.upstream.facts["url"],
            "POSTHOG_PROJECT_TOKEN": self.token,
            "POSTHOG_FLAG_POLL_SECONDS": "1",
        }

    def capture(self, *events: dict[str, Any]) -> None:
        """Stores events without the gateway."""
        answer = self.upstream.client.post("/batch/", json={"api_key": self.token, "batch": list(events)})
        assert answer.status_code == 200, answer.text

    def ask(self, method: str, path: str, token: str = "", **options: Any) -> httpx.Response:
        """A call of the private API below the project; by the personal key unless another is given."""
        key = token or self.upstream.facts["personal_key"]
        headers = {"Authorization": f"Bearer {key}"}
        return self.upstream.client.request(method, f"/api/projects/{self.id}/{path}", headers=headers, **options)

    def get(self, path: str, **parameters: object) -> Any:
        """The answer of a call that succeeds."""
        answer = self.ask("GET", path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pages(self, path: str, **parameters: object) -> list[list[dict[str, Any]]]:
        """The pages of a list, by its `next`."""
        page = self.get(path, **parameters)
        pages = [page["results"]]
        while page["next"]:
            assert len(pages) < 100, "the list does not end"
            assert page["next"].startswith(self.upstream.facts["url"])
            headers = {"Authorization": f"Bearer {self.upstream.facts['personal_key']}"}
            answer = self.upstream.client.get(page["next"], headers=headers)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            pages.append(page["results"])
        return pages

    def send(self, method: str, path: str, **fields: object) -> Any:
        """The answer of a change that succeeds; None when it has no body."""
        answer = self.ask(method, path, json=fields)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def query(self, text: str, **values: object) -> list[list[Any]]:
        """What PostHog itself says."""
        query = {"kind": "HogQLQuery", "query": text, "values": values}
        return self.send("POST", "query/", query=query, refresh="force_blocking")["results"]

    def event_names(self, user: str) -> list[str]:
        """The events of a user, in their order; at most 1,000."""
        text = "select event, timestamp from events where distinct_id = {user} order by timestamp limit 1000"
        return [row[0] for row in self.query(text, user=user)]

    def fail(self, path: str, kind: str, **others: object) -> None:
        """Makes requests fail until the upstream recovers."""
        self.upstream.control(faults=[{"path": path, "kind": kind, **others}])
