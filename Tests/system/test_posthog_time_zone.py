"""Dates without an offset, which PostHog's server reads in the project's time zone."""

import httpx

from harness import credentials
from harness.flags import define, where
from harness.instance import Instance, Make
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


def verdicts(client: httpx.Client, project: UpstreamProject) -> list[bool]:
    """What `/flags` says about the flag `early`, as in JOINED."""
    found = []
    for joined, _ in JOINED:
        body = {"api_key": project.token, "distinct_id": "u", "person_properties": {"joined": joined}}
        answer = client.post("/flags/", params={"v": "2"}, json=body)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["flags"]["early"]["enabled"])
    return found


def make(make_instance: Make, project: UpstreamProject, zone: str) -> Instance:
    project.upstream.control(project={"id": project.id, "timezone": zone})
    return make_instance(**project.settings)


def test_flags_read_dates_in_the_projects_time_zone(make_instance: Make, project: UpstreamProject) -> None:
    instance = make(make_instance, project, ZONE)
    expected = [is_early for _, is_early in JOINED]
    with instance.client(credentials.ADMIN) as client:
        define(client, "early", where("joined", "is_date_before", MIDNIGHT))
        eventually(lambda: verdicts(client, project) == expected, "the time zone is known")
        context = {"context": {"targetingKey": "u", "joined": JOINED[0][0]}}
        answer = client.post("/ofrep/v1/evaluate/flags/early", json=context)
        assert answer.json()["value"] is True, answer.text
    # The zone is known after a restart in which PostHog cannot be asked.
    project.upstream.control(faults=[{"kind": "status", "path": "/api/"}])
    instance.terminate_gateway()
    instance.start_gateway()
    instance.wait_until_ready()
    with instance.client(credentials.ADMIN) as client:
        assert verdicts(client, project) == expected
    project.upstream.recover()


def test_a_project_in_utc_reads_them_as_utc(make_instance: Make, project: UpstreamProject) -> None:
    instance = make(make_instance, project, "UTC")
    with instance.client(credentials.ADMIN) as client:
        define(client, "early", where("joined", "is_date_before", MIDNIGHT))
        eventually(lambda: verdicts(client, project) == [True, True, True, False], "dates are read as UTC")
