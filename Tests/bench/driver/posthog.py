"""The stand-in for PostHog, and a gateway that runs on it."""

from __future__ import annotations

import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any

from . import flag_set
from .failure import MeasurementFailure
from .gateway import Gateway
from .places import BENCH, Places
from .processes import Processes, tail
from .settings import Settings
from .tokens import Tokens

NAME = "gateway-posthog"


class PostHog:
    """A process that is healthy, slow or dead as it is told."""

    def __init__(self, processes: Processes, places: Places) -> None:
        flags = places.run / "posthog-flags.json"
        flags.write_text(json.dumps(flag_set.definitions(flag_set.flags())))
        self._process = processes.start(
            "posthog", [sys.executable, "-B", str(BENCH / "peers" / "posthog.py"), str(flags)])
        self.port = self._wait(places.log("posthog"))

    def order(self, mode: str) -> dict[str, Any]:
        """Makes PostHog healthy, slow or dead; `counts` asks only. The answer has what arrived."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", f"/control/{mode}")
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def _wait(self, log: Path) -> int:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            line = log.read_text().strip() if log.exists() else ""
            if line.isdigit():
                return int(line)
            time.sleep(0.01)
        raise MeasurementFailure(f"the stand-in for PostHog did not start:\n{tail(log)}")


def gateway(settings: Settings, places: Places, processes: Processes, posthog: PostHog) -> Gateway:
    """A running gateway on the stand-in, with its flags."""
    tokens = Tokens()
    made = Gateway(
        NAME, settings.binary, places, processes, tokens, {
            "GATEWAY_ENGINE": "posthog", "POSTHOG_API_KEY": "phx_bench", "POSTHOG_PROJECT_ID": "1",
            "POSTHOG_HOST": f"http://127.0.0.1:{posthog.port}", "POSTHOG_FLAG_POLL_SECONDS": "1",
        })
    made.start()
    return made
