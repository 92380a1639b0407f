"""A gateway that is told to end finishes what it has taken and exits with 0."""

import signal

import pytest

from harness import credentials
from harness.events import event, send, unique, user_events
from harness.instance import Make
from harness.senders import senders
from harness.waiting import eventually


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_an_idle_gateway_ends(make_instance: Make, name: str) -> None:
    instance = make_instance()
    with instance.client() as client:
        send(client, event("clicked", "u1"))
    assert instance.gateway
    instance.gateway.send_signal(signal.Signals[name])
    assert instance.gateway.wait(60) == 0


def test_a_busy_gateway_finishes_what_it_has_taken(make_instance: Make) -> None:
    instance = make_instance()
    users = [unique("sender") for _ in range(6)]
    with senders(instance, users, resend=True) as running:
        for _ in range(5):
            goal = running.promises + 50
            eventually(lambda goal=goal: running.promises >= goal, "events go in")
            assert instance.terminate_gateway() == 0
            instance.start_gateway()
            instance.wait_until_ready()
        before = running.promises
        eventually(lambda: running.promises > before, "events go in after the last start")

    # Between two processes nobody listens, and nginx says so to the client, also when it chose a kept connection in
    # the moment it was closed. But the gateway never ends without answering what it has read.
    assert {answer.status_code for answer in running.answers} <= {200, 502}
    assert "prematurely closed" not in instance.nginx_log.read_text()
    with instance.client(credentials.ADMIN) as client:
        for user in users:
            stored = [one["uuid"] for one in user_events(client, user)]
            assert len(stored) == len(set(stored))
            assert set(running.promised[user]) <= set(stored)
