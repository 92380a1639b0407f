"""One kept HTTP connection to a peer behind nginx."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from typing import Any

from .failure import MeasurementFailure
from .frontend import Frontend


@dataclass(frozen=True)
class Answer:
    """A whole answer; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends requests one after the other."""

    def __init__(self, frontend: Frontend, peer: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", frontend.port, timeout=60)
        self._peer = peer

    def send(
        self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """The answer, whatever its status; `seconds` is from the first byte sent to the last received."""
        start = time.perf_counter()
        self._connection.request(
            "GET" if body is None else "POST", path, body, {"Host": self._peer, **(headers or {})})
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - start
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, content, seconds)

    def fetch(
        self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None, status: int = 200
    ) -> Answer:
        """The answer, which has to have the status."""
        answer = self.send(path, headers, body)
        if answer.status != status:
            text = answer.body[:500].decode(errors="replace")
            raise MeasurementFailure(f"{self._peer} answered {answer.status} to {path}: {text}")
        return answer

    def close(self) -> None:
        self._connection.close()
