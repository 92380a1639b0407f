"""The one nginx in front of the gateway and all peers."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from dataclasses import dataclass

from .failure import MeasurementFailure
from .places import BENCH, REPOSITORY, Places
from .processes import Processes, tail

#: Clients at the same time under load, and idle connections one nginx worker keeps to one peer.
CONNECTIONS = 16
WORKERS = os.cpu_count() or 1
#: What nginx may hold to one peer at a time: the idle ones of every worker and those in use.
PEER_CONNECTIONS = WORKERS * CONNECTIONS + CONNECTIONS

#: Which protocol nginx speaks to each peer. A peer's name is its Host header and the name of its socket.
PROTOCOLS = {
    "gateway": "fastcgi",
    "gateway-large": "fastcgi",
    "gateway-posthog": "fastcgi",
    "c": "fastcgi",
    "go-fastcgi": "fastcgi",
    "go-http": "proxy",
    "fastapi": "proxy",
}


@dataclass(frozen=True)
class Frontend:
    """Where nginx listens, and its process, whose children are the workers."""

    port: int
    process: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def start(processes: Processes, places: Places) -> Frontend:
    """Starts nginx with an upstream and a server for every peer."""
    directory = places.run / "nginx"
    directory.mkdir()
    port = _free_port()
    text = (BENCH / "nginx.conf.template").read_text()
    values = {
        "@USER@": "user root;" if os.geteuid() == 0 else "",
        "@WORKERS@": str(WORKERS),
        "@NGINX@": str(REPOSITORY / "nginx"),
        "@SERVERS@": "\n".join(_server(name, protocol, port, places) for name, protocol in PROTOCOLS.items()),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    (directory / "nginx.conf").write_text(text)
    process = processes.start("nginx", ["nginx", "-p", str(directory), "-c", "nginx.conf"])
    frontend = Frontend(port, process.pid)
    _wait(frontend, process, places)
    return frontend


def _server(name: str, protocol: str, port: int, places: Places) -> str:
    target = f"fastcgi_pass {name}" if protocol == "fastcgi" else f"proxy_pass http://{name}"
    return f"""
    upstream {name} {{
        server "unix:{places.socket(name)}" max_fails=0;
        keepalive {CONNECTIONS};
        keepalive_requests 10000000;
        keepalive_timeout 60s;
    }}
    server {{
        listen 127.0.0.1:{port};
        server_name {name};
        location / {{
            {target};
        }}
    }}"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(frontend: Frontend, process: subprocess.Popen[bytes], places: Places) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", frontend.port)).close()
        except OSError:
            time.sleep(0.01)
    raise MeasurementFailure(f"nginx does not listen; its log says:\n{tail(places.log('nginx'))}")
