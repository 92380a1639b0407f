"""Who is affected by a flag that asks for a static cohort: every member counts, and who cannot be told is said so."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from harness.cohorts import change_members, flag_asking_for, in_cohort, make_cohort
from harness.events import event, send, unique
from harness.flags import only
from harness.pages import Visit, opened
from harness.upstream import UpstreamProject

on_posthog = pytest.mark.engines("posthog", reason="the embedded engine has the members itself")


def seen(client: httpx.Client, *users: str) -> None:
    """PostHog knows a person by an event."""
    send(client, *(event("seen", user) for user in users))


def affected(client: httpx.Client, cohort: dict[str, Any]) -> dict[str, Any]:
    """Replays a new flag that is on for the members."""
    definition = {"key": unique("new"), "filters": {"groups": [only(in_cohort(cohort["id"]))]}}
    answer = client.post("/api/flag-insight/affected", json={"definition": definition})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def broken(gateway_project: UpstreamProject) -> Iterator[Any]:
    """How many persons there are, and which, is told; who is in a cohort is not."""

    def break_it(**fault: Any) -> None:
        path = f"/api/projects/{gateway_project.id}/query"
        gateway_project.upstream.control(faults=[fault | {"path": path, "method": "POST", "skip": 2}])

    yield break_it
    gateway_project.upstream.recover()


def test_every_member_counts(client: httpx.Client) -> None:
    users, merged, device = [unique("person") for _ in range(12)], unique("merged"), unique("device")
    seen(client, *users, device)
    send(client, event("$identify", merged, **{"$anon_distinct_id": device}))
    cohort = make_cohort(client, is_static=True)
    change_members(client, cohort, add=[*users[:7], device])
    told = affected(client, cohort)
    assert (told["unknown"], told["complete"]) == (0, True)
    assert told["evaluated"] == told["users"] >= 13
    assert {row["outcome"]: row["count"] for row in told["after"]}["true"] == 8
    [transition] = told["transitions"]
    assert {example["user_id"] for example in transition["examples"]} <= {*users[:7], merged}


@on_posthog
@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "hang"}, {"kind": "malformed"}])
def test_members_who_cannot_be_told_are_said_to_be_unknown(
    client: httpx.Client, broken: Any, fault: dict[str, Any]
) -> None:
    seen(client, unique("person"))
    cohort = make_cohort(client, is_static=True)
    broken(**fault)
    told = affected(client, cohort)
    assert told["users"] > 0
    assert (told["evaluated"], told["complete"]) == (0, False)
    assert told["unknown"] == told["users"]
    assert (told["changed"], told["before"], told["after"], told["transitions"]) == (0, [], [], [])


@on_posthog
def test_the_dialog_says_who_is_not_counted(client: httpx.Client, broken: Any, visitor: Visit) -> None:
    seen(client, unique("person"))
    key = flag_asking_for(client, make_cohort(client, is_static=True))
    page = opened(visitor, f"/feature-flag/{key}")
    page.get_by_label("Rollout", exact=True).fill("40")
    broken(kind="status", status=500)
    page.locator("#review").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".affected-verdict")).to_contain_text("Who is affected is not known")
    expect(dialog.locator(".affected .note")).to_contain_text("which static cohorts they are in")
    visitor.check_accessibility()
