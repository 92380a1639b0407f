"""Fills a store through `/batch/`, the way events come in: whatever the schema is, the store is a true one."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice

from .client import Client
from .failure import MeasurementFailure
from .frontend import Frontend
from .tokens import Tokens
from .traffic import Population, batch

CLIENTS = 4
EVENTS_PER_BATCH = 5_000


class Loader:
    """Sends a population with a few clients at the same time."""

    def __init__(self, frontend: Frontend, peer: str, tokens: Tokens, population: Population) -> None:
        self._frontend = frontend
        self._peer = peer
        self._tokens = tokens
        self._population = population
        self._events = population.generate()
        self._lock = threading.Lock()
        self._sent = 0
        self._failure: Exception | None = None

    def run(self) -> None:
        start = time.monotonic()
        threads = [threading.Thread(target=self._send) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failure:
            raise self._failure
        seconds = time.monotonic() - start
        print(f"stored {self._sent:,} events in {seconds:.0f} s, {self._sent / seconds:,.0f} per second",
              file=sys.stderr, flush=True)

    def _send(self) -> None:
        client = Client(self._frontend, self._peer)
        try:
            for events in self._batches():
                body = batch(self._tokens.project, events).encode()
                answer = client.fetch("/batch/", {"Content-Type": "application/json"}, body)
                if json.loads(answer.body) != {"status": "Ok"}:
                    raise MeasurementFailure(f"{self._peer} refused events: {answer.body[:500]!r}")
                with self._lock:
                    self._sent += len(events)
        except Exception as error:  # Reported by run(), in the thread that started this one.
            self._failure = error
        finally:
            client.close()

    def _batches(self) -> Iterator[list[str]]:
        while self._failure is None:
            with self._lock:
                events = list(islice(self._events, EVENTS_PER_BATCH))
            if not events:
                return
            yield events
