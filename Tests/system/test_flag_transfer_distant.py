"""An import into PostHog, which takes one flag at a time: hundreds in one request, and what is told when it stops."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.events import unique
from harness.flags import flag_is_on, only
from harness.instance import Instance
from harness.problems import assert_problem
from harness.transfer import IMPORT, export, imported, on_for
from harness.upstream import UpstreamProject

EVERYBODY = {"properties": [], "rollout_percentage": 100}


def flags_of(project: UpstreamProject) -> str:
    return f"/api/projects/{project.id}/feature_flags"


@pytest.fixture
def distant(project: UpstreamProject, tmp_path: Path) -> Iterator[Instance]:
    """A gateway on a PostHog whose answers take 50 ms."""
    with Instance(tmp_path / "distant", project=project).running() as instance:
        fault = {"kind": "delay", "path": flags_of(project), "delay": 0.05}
        project.upstream.control(faults=[fault], reset_statistics=True)
        yield instance


def dependent(count: int, roots: int) -> list[dict[str, Any]]:
    """Flags that ask for others of the file: the first ones for nothing, the others for one of them each."""
    mark = unique("flag")
    return [
        {"id": number, "key": f"{mark}-{number}"}
        | on_for(EVERYBODY if number <= roots else only(flag_is_on(number % roots + 1)))
        for number in range(1, count + 1)
    ]


def test_hundreds_of_flags_that_ask_for_each_other_come_in_with_one_request(
    distant: Instance, project: UpstreamProject
) -> None:
    flags = dependent(400, roots=20)
    with distant.client(credentials.ADMIN) as client:
        assert len(imported(client, {"flags": flags})["created"]) == 400
        requests = project.upstream.state()["requests"]
        assert requests[f"POST {flags_of(project)}/"] == 400
        assert requests["GET /flags/definitions"] < 40, "PostHog bills every poll"
        found = {flag["key"]: flag for flag in export(client)["flags"]}
        assert {flag["key"] for flag in flags} <= found.keys()
        by_id = {str(flag["id"]): key for key, flag in found.items()}
        for flag in flags[20:]:
            [prop] = found[flag["key"]]["filters"]["groups"][0]["properties"]
            assert by_id[prop["key"]] == flags[int(flag["id"]) % 20]["key"]
        assert len(imported(client, {"flags": flags})["unchanged"]) == 400
        [made] = client.get(f"/api/flags/{flags[399]['key']}/history").json()["history"]
        assert made["actor"] == "admin-token"
        entries = client.get("/api/audit", params={"action": "flag", "limit": 1000}).json()["entries"]
        assert sum(entry["target_flag_key"] in {flag["key"] for flag in flags} for entry in entries) == 400


def test_an_import_that_posthog_stops_says_how_far_it_came_and_is_repeated(
    distant: Instance, project: UpstreamProject
) -> None:
    flags = dependent(40, roots=30)
    fault = {"kind": "status", "status": 429, "path": flags_of(project), "method": "POST", "skip": 12}
    project.upstream.control(faults=[fault | {"headers": {"Retry-After": "1"}}])
    with distant.client(credentials.ADMIN) as client:
        stopped = assert_problem(client.post(IMPORT, json={"flags": flags}), 503)
        assert "12 of 40 changes of the import are made; repeat it for the others" in stopped["detail"]
        made = {flag["key"] for flag in export(client)["flags"]}
        assert len(made) == 12
        project.upstream.recover()
        report = imported(client, {"flags": flags})
        assert set(report["unchanged"]) == made
        assert len(report["created"]) == 28


def test_a_chain_too_long_for_one_request_comes_in_with_several(distant: Instance, project: UpstreamProject) -> None:
    """Each flag waits for the one before: at half a second each, twenty seconds are not enough."""
    project.upstream.control(faults=[{"kind": "delay", "path": flags_of(project), "delay": 0.5}])
    mark = unique("chain")
    flags = [
        {"id": number, "key": f"{mark}-{number}"} | on_for(only(flag_is_on(number - 1)) if number > 1 else EVERYBODY)
        for number in range(1, 61)
    ]
    with distant.client(credentials.ADMIN) as client:
        stopped = assert_problem(client.post(IMPORT, json={"flags": flags}), 503)
        assert "of 60 changes of the import are made" in stopped["detail"]
        project.upstream.recover()
        report = imported(client, {"flags": flags})
        assert len(report["created"]) + len(report["unchanged"]) == 60
        assert report["unchanged"]
