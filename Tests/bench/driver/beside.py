"""The hot read while events are being stored: answers that are kept until the store changes do not help then."""

from __future__ import annotations

import random
import threading
from functools import partial
from types import TracebackType

from . import constants, load
from .client import Client
from .failure import MeasurementFailure
from .frontend import CONNECTIONS, Frontend
from .gateway import Gateway
from .hot import HEALTH, WARM_UP, read_request
from .ingest import PATH
from .places import Places
from .processes import Processes
from .rounds import alternate
from .settings import Settings
from .table import Row
from .traffic import EventWriter, batch_template

SMALL_BATCH = 10
#: Batches per second, about as many as the writer of a busy site has to store.
BATCHES = 50


def measure(
    settings: Settings, frontend: Frontend, places: Places, processes: Processes, gateway: Gateway
) -> list[Row]:
    request = read_request(frontend, gateway)
    client = Client(frontend, gateway.name)
    answer = client.fetch(request.path, request.headers)
    health = client.fetch(HEALTH)
    client.close()
    body = batch_template(gateway.tokens.project, SMALL_BATCH)

    def turn(peer: str, seconds: int, stores: bool) -> float:
        with Storing(frontend, gateway, body, BATCHES if stores else 0):
            return load.run(frontend, peer, request.path, seconds, request.headers).per_second

    turns = {"quiet": (gateway.name, False), "stored": (gateway.name, True), "c": ("c", True)}
    process = constants.start_c(processes, places, health, answer)
    try:
        for peer, stores in turns.values():
            turn(peer, WARM_UP, stores)
        rounds = alternate(
            {name: partial(turn, peer, settings.seconds, stores) for name, (peer, stores) in turns.items()},
            settings.rounds)
    finally:
        processes.stop(process)
    what = f"{request.title}, {BATCHES} batches of {SMALL_BATCH} stored beside it per second, {CONNECTIONS} clients"
    ours = f"{rounds.spread('stored').median:,.0f}/s"
    return [
        Row(what, "C on libfcgi, constant", ours, f"{rounds.spread('c').median:,.0f}/s", rounds.ratio("stored", "c")),
        Row("", "itself, nothing stored", ours, f"{rounds.spread('quiet').median:,.0f}/s",
            rounds.ratio("stored", "quiet")),
    ]


class Storing:
    """Sends batches one after the other, evenly spread over the time, while the block runs."""

    def __init__(self, frontend: Frontend, gateway: Gateway, template: str, per_second: int) -> None:
        self._client = Client(frontend, gateway.name)
        self._parts = template.split("@UUID@")
        self._per_second = per_second
        self._source = EventWriter(random.Random())
        self._ended = threading.Event()
        self._failure: Exception | None = None
        #: How many batches were acknowledged.
        self.stored = 0
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> Storing:
        if self._per_second:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._per_second:
            self._thread.join()
        self._client.close()
        if self._failure and not error:
            raise self._failure

    def _send(self) -> None:
        try:
            while not self._ended.wait(1 / self._per_second):
                body = "".join(part + self._source.uuid() for part in self._parts[:-1]) + self._parts[-1]
                answer = self._client.fetch(PATH, {"Content-Type": "application/json"}, body.encode())
                if answer.json() != {"status": "Ok"}:
                    raise MeasurementFailure(f"a batch was not taken whole: {answer.body[:500]!r}")
                self.stored += 1
        except Exception as failure:  # Raised where the block ends, in the thread that began it.
            self._failure = failure
