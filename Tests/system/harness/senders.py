"""Threads that send events without a pause, as several SDKs do, and know what was promised to them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from harness.events import batch, event
from harness.instance import Instance


class Senders:
    """Each batch is sent until it gets a 200 or, with `resend` off, just once."""

    def __init__(self, instance: Instance, users: list[str], resend: bool) -> None:
        self.instance = instance
        self.resend = resend
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.promised: dict[str, list[str]] = {user: [] for user in users}
        self.refused: dict[str, list[str]] = {user: [] for user in users}
        self.answers: list[httpx.Response] = []
        self.failures: list[Exception] = []
        self.threads = [threading.Thread(target=self._send, args=(user,), daemon=True) for user in users]

    @property
    def promises(self) -> int:
        with self.lock:
            return sum(len(identifiers) for identifiers in self.promised.values())

    def _send(self, user: str) -> None:
        try:
            with self.instance.client() as client:
                while not self.stopping.is_set():
                    self._send_one(client, user)
        except Exception as error:
            self.failures.append(error)

    def _send_one(self, client: httpx.Client, user: str) -> None:
        events = [event("step", user, number=number) for number in range(5)]
        body: dict[str, Any] = batch(events)
        identifiers = [one["uuid"] for one in events]
        while True:
            response = client.post("/batch/", json=body)
            with self.lock:
                self.answers.append(response)
                if response.status_code == 200:
                    self.promised[user] += identifiers
                    return
                if not self.resend or self.stopping.is_set():
                    self.refused[user] += identifiers
                    return
            self.stopping.wait(0.02)


@contextmanager
def senders(instance: Instance, users: list[str], resend: bool) -> Iterator[Senders]:
    """Sends while the block runs; afterwards all threads have ended without an error."""
    running = Senders(instance, users, resend)
    for thread in running.threads:
        thread.start()
    try:
        yield running
    finally:
        running.stopping.set()
        for thread in running.threads:
            thread.join(60)
    assert running.failures == []
