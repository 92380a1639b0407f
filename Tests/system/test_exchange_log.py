"""What insecure mode writes of the talk with PostHog, through nginx."""

import json
import stat
from pathlib import Path

from harness import credentials
from harness.events import batch, event, unique
from harness.instance import Instance, Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually


def log_of(instance: Instance) -> Path:
    return instance.directory / "logs/posthog.jsonl"


def talk(instance: Instance, project: UpstreamProject, user: str, secrets: dict[str, str]) -> None:
    """A capture and a lookup, each of which asks PostHog."""
    with instance.client(credentials.ADMIN) as client:
        body = batch([event("clicked", user, **secrets)]) | {"api_key": project.token}
        assert client.post("/batch/", json=body).status_code == 200
        eventually(
            lambda: project.query("select 1 from events where distinct_id = {user}", user=user) == [[1]], "it came"
        )
        answer = client.get("/api/analytics/user/events", params={"user_id": user})
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == 1


def test_insecure_mode_writes_each_request_and_answer_without_its_keys(
    make_instance: Make, project: UpstreamProject
) -> None:
    user = unique()
    instance = make_instance(INSECURE_MODE="true", **project.settings)
    talk(instance, project, user, {"note": f"my key is {project.settings['POSTHOG_API_KEY']}"})
    log = log_of(instance)
    eventually(lambda: user in log.read_text(), "the lookup is written")
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"GET", "POST"} <= {line["method"] for line in lines}
    queries = [line for line in lines if line["path"].endswith("/query/") and user in line["request"]]
    assert queries, [line["path"] for line in lines]
    assert all(line["status"] == 200 and line["answer"] and line["milliseconds"] >= 0 for line in queries)
    captured = [line for line in lines if "clicked" in line["request"] and line["path"].startswith("/batch")]
    assert captured, [line["path"] for line in lines]
    for secret in (project.settings["POSTHOG_API_KEY"], project.token):
        assert secret not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_nothing_is_written_otherwise(make_instance: Make, project: UpstreamProject) -> None:
    instance = make_instance(**project.settings)
    talk(instance, project, unique(), {})
    assert not log_of(instance).parent.exists()
