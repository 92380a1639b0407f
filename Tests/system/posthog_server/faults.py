"""Failures that the server is told to show, and the ASGI layer that shows them."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posthog_server.statistics import Statistics

KINDS = ("status", "hang", "cut", "reset", "malformed", "empty", "truncated")
_LONGEST_HANG = 300.0


@dataclass
class Fault:
    """Applies to paths that start with `path` and to `method` (any when empty), `times` often (always when None).

    With `after` the request is carried out first, and only its answer is lost.
    """

    kind: str
    path: str = ""
    method: str = ""
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    delay: float = 0
    skip: int = 0
    after: bool = False
    matched: int = 0

    def matches(self, method: str, path: str) -> bool:
        if not path.startswith(self.path) or (self.method and self.method.upper() != method):
            return False
        return self.times is None or self.times > 0

    def payload(self) -> tuple[bytes, str]:
        if self.kind == "malformed":
            return b'{"flags": [{"id": 1, "key": "broken", ', "application/json"
        if self.kind == "empty":
            return b"", "application/json"
        if self.body is None:
            return b"", "text/plain"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


class Faults:
    """The faults in force; the first that matches is shown."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self.active:
            if not fault.matches(method, path):
                continue
            fault.matched += 1
            if fault.matched <= fault.skip:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None


class FaultLayer:
    """Outermost: counts every request, and fails those it is told to fail."""

    def __init__(self, app: ASGIApp, faults: Faults, statistics: Statistics) -> None:
        self.app = app
        self.faults = faults
        self.statistics = statistics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/__"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        entry = self.statistics.request(scope["method"], scope["path"], headers)

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
                self.statistics.statuses[str(message["status"])] += 1
            await send(message)

        counting.transport = getattr(getattr(send, "__self__", None), "transport", None)  # type: ignore[attr-defined]
        fault = self.faults.take(scope["method"], scope["path"])
        if fault is None:
            await self.app(scope, receive, counting)
        else:
            await self._fail(fault, scope, receive, counting)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Any) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.kind == "delay":
            await self.app(scope, receive, send)
            return
        if fault.after:
            await self.app(scope, receive, _nowhere)
        else:
            await _read_all(receive)
        if fault.kind == "hang":
            await _until_disconnect(receive)
            return
        if fault.kind == "reset":
            send.transport.abort()
            return
        body, content_type = fault.payload()
        status = 200 if fault.kind in ("malformed", "empty", "cut", "truncated") else fault.status
        headers = {"content-type": content_type, "content-length": str(len(body))} | fault.headers
        if fault.kind in ("cut", "truncated"):
            await self._cut(send)
            return
        await _start(send, status, headers)
        await send({"type": "http.response.body", "body": body})

    async def _cut(self, send: Any) -> None:
        """Half of a body, then the connection is closed."""
        await _start(send, 200, {"content-type": "application/json", "content-length": "4096"})
        await send({"type": "http.response.body", "body": b'{"results": [["half', "more_body": True})
        await asyncio.sleep(0.02)
        send.transport.abort()


async def _start(send: Any, status: int, headers: dict[str, str]) -> None:
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _nowhere(message: Message) -> None:
    """An answer that is lost."""


async def _read_all(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return


async def _until_disconnect(receive: Receive) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), _LONGEST_HANG)
    except TimeoutError:
        return
