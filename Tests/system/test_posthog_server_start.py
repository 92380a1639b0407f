"""The tests' PostHog as a process: its options, its two host names, and its end."""

import signal
from collections.abc import Iterator

import httpx
import pytest

from harness.events import event
from harness.upstream import Upstream, UpstreamProject


@pytest.fixture(scope="module")
def separate() -> Iterator[Upstream]:
    server = Upstream("--ingestion-port", "0", "--separate")
    yield server
    server.stop()


def test_keys_and_the_time_zone_are_options() -> None:
    options = {"--personal-key": "phx_mine", "--token": "phc_mine", "--secret": "phs_mine"}
    server = Upstream(*[word for option in options.items() for word in option], "--timezone", "Europe/Berlin")
    try:
        assert [server.facts[name] for name in ("personal_key", "project_token", "secret_key")] == [*options.values()]
        project = UpstreamProject(server, {"id": 1, "token": "phc_mine"})
        project.capture(event("clicked", "ann") | {"timestamp": "2026-07-01T00:00:00Z"})
        assert project.query("select timestamp from events") == [["2026-07-01T02:00:00+02:00"]]
        assert project.get("")["timezone"] == "Europe/Berlin"
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) in (0, -signal.SIGTERM)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("path", "is_private", "is_ingestion"),
    [
        ("/api/organizations/", True, False),
        ("/api/projects/1/query/", True, False),
        ("/batch/", False, True),
        ("/i/v0/e", False, True),
        ("/flags/?v=2", False, True),
        ("/flags/definitions", True, True),
        ("/api/projects/@current/feature_flags/none/remote_config", True, True),
    ],
)
def test_each_host_name_serves_its_own_half(
    separate: Upstream, path: str, is_private: bool, is_ingestion: bool
) -> None:
    for url, is_served in ((separate.facts["url"], is_private), (separate.facts["ingestion_url"], is_ingestion)):
        with httpx.Client(base_url=url, trust_env=False) as client:
            answer = client.get(path)
        assert ((answer.status_code, answer.text) != (404, "not found")) is is_served
