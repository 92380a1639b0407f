"""An event that got a 200 is stored, once, whatever happens to the process."""

import random

import pytest

from harness import credentials
from harness.events import unique, user_events
from harness.instance import Make
from harness.senders import senders
from harness.waiting import eventually


@pytest.mark.parametrize("resend", [True, False], ids=["resent until accepted", "sent once"])
def test_twenty_kills_lose_and_double_nothing(make_instance: Make, resend: bool) -> None:
    instance = make_instance()
    users = [unique("sender") for _ in range(4)]
    kills = 20 if resend else 5
    with senders(instance, users, resend) as running:
        for _ in range(kills):
            goal = running.promises + random.randint(5, 100)
            eventually(lambda goal=goal: running.promises >= goal, "events go in")
            instance.kill_gateway()
            instance.start_gateway()
            instance.wait_until_ready()
        before = running.promises
        eventually(lambda: running.promises > before, "events go in after the last start")

    assert {answer.status_code for answer in running.answers} <= {200, 502, 504}
    assert any(answer.status_code == 502 for answer in running.answers), "no kill met a request"
    with instance.client(credentials.ADMIN) as client:
        for user in users:
            stored = [one["uuid"] for one in user_events(client, user)]
            assert len(stored) == len(set(stored)), "an event is there twice"
            assert set(running.promised[user]) <= set(stored), "a promised event is missing"
            assert set(stored) <= set(running.promised[user]) | set(running.refused[user])
