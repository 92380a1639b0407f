"""A PostHog that is healthy, slow or dead when it is told so; it knows flags and takes events, and nothing else.

Usage: posthog.py FLAGS, a file with the definitions' flags. Prints the port it listens on.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SLOW_SECONDS = 2.0

FLAGS = json.loads(Path(sys.argv[1]).read_text())
DEFINITIONS = json.dumps(
    {"flags": FLAGS, "group_type_mapping": {}, "cohorts": {}}, separators=(",", ":")).encode()
ETAG = f'"{hashlib.sha256(DEFINITIONS).hexdigest()[:32]}"'
CATALOGUE = json.dumps({"count": len(FLAGS), "next": None, "previous": None, "results": FLAGS}).encode()
NOTHING = json.dumps({"count": 0, "next": None, "previous": None, "results": [], "columns": [], "types": []}).encode()


class State:
    """What was ordered, and what arrived."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mode = "healthy"
        self.events: set[str] = set()
        self.repeated = 0

    def store(self, uuids: list[str]) -> None:
        with self.lock:
            before = len(self.events)
            self.events.update(uuids)
            self.repeated += len(uuids) - (len(self.events) - before)


STATE = State()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        if self.path.startswith("/control/"):
            return self.order(self.path.removeprefix("/control/"))
        if not self.lives():
            return None
        if self.path.startswith("/flags/definitions"):
            if self.headers.get("If-None-Match") == ETAG:
                return self.answer(304, b"", ETAG)
            return self.answer(200, DEFINITIONS, ETAG)
        return self.answer(200, CATALOGUE if "/feature_flags" in self.path else NOTHING)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.lives():
            return None
        if not self.path.startswith("/batch"):
            return self.answer(200, NOTHING)
        if self.headers.get("Content-Encoding") == "gzip" or "compression=gzip" in self.path:
            body = gzip.decompress(body)
        STATE.store([event["uuid"] for event in json.loads(body)["batch"]])
        return self.answer(200, b'{"status":"Ok"}')

    def order(self, order: str) -> None:
        if order in ("healthy", "slow", "dead"):
            STATE.mode = order
        counts = {"mode": STATE.mode, "events": len(STATE.events), "repeated": STATE.repeated}
        self.answer(200, json.dumps(counts).encode())

    def lives(self) -> bool:
        mode = STATE.mode
        if mode == "slow":
            time.sleep(SLOW_SECONDS)
        self.close_connection = mode == "dead"
        return mode != "dead"

    def answer(self, status: int, body: bytes, etag: str | None = None) -> None:
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
