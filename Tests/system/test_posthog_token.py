"""The project's own token, which PostHog tells the gateway: through an outage, and when somebody replaces it."""

import uuid

import httpx

from harness.events import event
from harness.instance import Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually


def test_the_token_posthog_told_is_known_after_a_restart_in_an_outage(
    make_instance: Make, project: UpstreamProject
) -> None:
    settings = project.settings
    settings["POSTHOG_PROJECT_TOKEN"] = ""
    instance = make_instance(**settings)
    name = f"kept {uuid.uuid4().hex[:6]}"

    def capture(token: str) -> httpx.Response:
        with instance.client() as client:
            return client.post("/batch/", json={"api_key": token, "batch": [event(name, "ann")]})

    eventually(lambda: capture(project.token).status_code == 200, "PostHog told the token", seconds=40)
    assert capture("phc_of_nobody").status_code == 401
    instance.kill_gateway()
    project.upstream.break_everything({"kind": "reset"})
    instance.start_gateway()
    eventually(lambda: capture(project.token).status_code == 200, "the token is still known", seconds=20)
    # PostHog may have given the project another token meanwhile: an SDK that has it must keep its events.
    undecided = capture("phc_of_nobody")
    assert undecided.status_code == 503
    assert int(undecided.headers["Retry-After"]) >= 1
    project.upstream.recover()
    eventually(lambda: capture("phc_of_nobody").status_code == 401, "PostHog told the token again", seconds=40)


def test_a_token_that_posthog_replaces_counts_without_a_restart(make_instance: Make, project: UpstreamProject) -> None:
    instance = make_instance(**project.settings | {"POSTHOG_PROJECT_TOKEN": ""})
    old, new, name = project.token, f"phc_{uuid.uuid4().hex}", f"replaced {uuid.uuid4().hex[:6]}"

    def capture(token: str) -> int:
        with instance.client() as client:
            return client.post("/batch/", json={"api_key": token, "batch": [event(name, "ann")]}).status_code

    eventually(lambda: capture(old) == 200, "PostHog told the token", seconds=40)
    eventually(lambda: project.event_names("ann") == [name], "an event with the old token arrives", seconds=40)
    project.upstream.control(project={"id": project.id, "token": new})
    eventually(lambda: capture(new) == 200, "the new token counts", seconds=40)
    assert capture(old) == 401
    # Whatever token an event came with, it is sent with the one the project has now.
    eventually(lambda: project.event_names("ann") == [name, name], "one with the new token arrives", seconds=40)
