"""`posthog-gateway outbox`: what waits, what PostHog refused, and its way back."""

from pathlib import Path

from harness.command import Command
from harness.events import event, minutes_ago
from harness.instance import Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually

CLEAR, REFUSALS, SETTINGS = 0, 1, 2


def test_refused_events_are_listed_and_sent_again(make_instance: Make, project: UpstreamProject) -> None:
    instance = make_instance(**project.settings)
    outbox = Command("outbox", instance.directory, instance.environment)
    assert "Refused and kept: 0" in outbox(expected=CLEAR).output
    # The event alone, and once more before it is set aside.
    project.fail("/batch", "status", status=413, body="too large for the proxy", times=2)
    one = event("large", "ann", minutes_ago(5))
    with instance.client() as client:
        assert client.post("/batch/", json={"api_key": project.token, "batch": [one]}).status_code == 200

    def is_refused() -> bool:
        with outbox.start() as process:
            output, _ = process.communicate(timeout=30)
        return process.returncode == REFUSALS and "413 too large for the proxy" in output and one["uuid"] in output

    eventually(is_refused, "the event is listed", seconds=30)
    assert project.event_names("ann") == []
    ended = outbox("--revive", expected=CLEAR)
    assert "Put back into the queue: 1" in ended.output
    eventually(lambda: project.event_names("ann") == ["large"], "the event arrives", seconds=30)


def test_what_it_cannot_do_is_told(tmp_path: Path) -> None:
    embedded = Command("outbox", tmp_path, {"GATEWAY_DATA_DIR": str(tmp_path / "data")})
    assert "PostHog" in embedded(expected=SETTINGS).complaints
    assert not (tmp_path / "data").exists()
    embedded("--unknown", expected=SETTINGS)
    told = " ".join(embedded("--help", expected=CLEAR).output.split())
    assert "Exit codes: 0 no refused event is kept, 1 some are" in told
