"""Dates without an offset, which PostHog's server reads in the project's time zone."""

import httpx
import pytest

from harness import credentials
from harness.flags import define, where
from harness.instance import Instance, Make
from harness.posthog_flags import flags_for
from harness.upstream import UpstreamProject
from harness.waiting import eventually

#: A quarter of an hour away from whole hours, and never any other offset.
ZONE = "Asia/Kathmandu"
MIDNIGHT = "2026-01-01 00:00:00"
#: When somebody joined, and whether that was before midnight in the zone.
JOINED = [
    ("2025-12-31T18:14:59Z", True),
    ("2025-12-31T18:15:01Z", False),
    ("2025-12-31 23:59:59", True),
    ("2026-01-01 00:00:01", False),
]


def verdicts(client: httpx.Client) -> list[bool]:
    """What `/flags` says about the flag `early`, as in JOINED."""
    return [
        flags_for(client, person_properties={"joined": joined})["flags"]["early"]["enabled"] for joined, _ in JOINED
    ]


def make(make_instance: Make, project: UpstreamProject, zone: str) -> Instance:
    project.upstream.control(project={"id": project.id, "timezone": zone})
    return make_instance(**project.settings | {"POSTHOG_PROJECT_TOKEN": credentials.PROJECT})


def test_flags_read_dates_in_the_projects_time_zone(make_instance: Make, project: UpstreamProject) -> None:
    instance = make(make_instance, project, ZONE)
    expected = [is_early for _, is_early in JOINED]
    with instance.client(credentials.ADMIN) as client:
        define(client, "early", where("joined", "is_date_before", MIDNIGHT))
        eventually(lambda: verdicts(client) == expected, "the time zone is known")
        context = {"context": {"targetingKey": "u", "joined": JOINED[0][0]}}
        answer = client.post("/ofrep/v1/evaluate/flags/early", json=context)
        assert answer.json()["value"] is True, answer.text
    # The zone is known after a restart in which PostHog cannot be asked.
    project.upstream.control(faults=[{"path": "/api/", "status": 500}])
    instance.terminate_gateway()
    instance.start_gateway()
    instance.wait_until_ready()
    with instance.client(credentials.ADMIN) as client:
        assert verdicts(client) == expected
    project.upstream.recover()


@pytest.mark.parametrize("zone", ["UTC", "Nowhere/Atlantis"])
def test_a_zone_that_is_not_known_here_counts_as_utc(make_instance: Make, project: UpstreamProject, zone: str) -> None:
    instance = make(make_instance, project, zone)
    with instance.client(credentials.ADMIN) as client:
        define(client, "early", where("joined", "is_date_before", MIDNIGHT))
        eventually(lambda: verdicts(client) == [True, True, True, False], "dates are read as UTC")
    if zone != "UTC":
        eventually(lambda: zone in instance.logs(), "the log names the zone")
