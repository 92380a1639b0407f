"""One gateway behind one nginx, on a free port and with a data directory of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx

from harness import credentials
from harness.environment import bare_environment
from harness.patience import PatientTransport
from harness.upstream import UpstreamProject
from harness.waiting import eventually

ROOT = Path(__file__).resolve().parents[3]
EXECUTABLE = Path(os.environ.get("GATEWAY_EXECUTABLE") or ROOT / ".build/release/posthog-gateway")

#: So high that no test meets a limit by accident.
NO_LIMITS = {
    "SIGN_IN_RATE_PER_MINUTE": "60000",
    "SIGN_IN_BURST": "1000",
    "API_RATE_PER_SECOND": "100000",
    "API_BURST": "100000",
    "CAPTURE_RATE_PER_SECOND": "100000",
    "CAPTURE_BURST": "100000",
}


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Instance:
    """Starts and stops both processes; each is ended by its own id."""

    def __init__(
        self, directory: Path, settings: dict[str, str] | None = None, project: UpstreamProject | None = None
    ) -> None:
        self.directory = directory
        self.settings = (project.settings if project else {}) | (settings or {})
        #: What it runs on; None for the embedded engine.
        self.project = project
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # A socket's path must be short, and pytest's directories are not.
        self.socket_directory = Path(tempfile.mkdtemp(prefix="gateway-"))
        self.environment = (
            bare_environment()
            | credentials.SETTINGS
            | NO_LIMITS
            | {
                "GATEWAY_DATA_DIR": str(directory / "data"),
                "GATEWAY_SOCKET": str(self.socket_directory / "gateway.sock"),
                "PROXY_PORT": str(self.port),
            }
            | self.settings
        )
        if os.geteuid() == 0:
            self.environment["NGINX_USER"] = "root"
        if self.environment.get("TLS_CERTIFICATE"):
            self.url = self.url.replace("http:", "https:")
        self.gateway: subprocess.Popen[bytes] | None = None
        self.nginx: subprocess.Popen[bytes] | None = None

    @property
    def gateway_log(self) -> Path:
        return self.directory / "gateway.log"

    @property
    def nginx_log(self) -> Path:
        return self.directory / "nginx/logs/error.log"

    @property
    def access_log(self) -> Path:
        return self.directory / "nginx/logs/access.log"

    def start(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.start_gateway()
        self.start_nginx()
        self.wait_until_ready()

    def start_gateway(self) -> None:
        # Not in the checkout: a developer's .env must not change what is tested.
        with self.gateway_log.open("ab") as log:
            self.gateway = subprocess.Popen(
                [EXECUTABLE, "serve"], env=self.environment, cwd=self.directory, stdout=log, stderr=log
            )

    def start_nginx(self) -> None:
        configuration = self.directory / "nginx"
        subprocess.run(
            [ROOT / "nginx/write-configuration", configuration], env=self.environment, check=True, timeout=30
        )
        with (configuration / "logs/stderr.log").open("ab") as log:
            self.nginx = subprocess.Popen(
                ["nginx", "-p", configuration, "-c", "nginx.conf"], env=self.environment, stdout=log, stderr=log
            )

    def wait_until_ready(self) -> None:
        with httpx.Client(trust_env=False, verify=False, timeout=5) as client:

            def is_ready() -> bool:
                for process, name in ((self.gateway, "gateway"), (self.nginx, "nginx")):
                    if process and process.poll() is not None:
                        raise RuntimeError(f"{name} ended with {process.returncode}:\n{self.logs()}")
                try:
                    return client.get(f"{self.url}/ready").status_code == 200
                except httpx.HTTPError:
                    return False

            eventually(is_ready, f"{self.url}/ready answers 200")

    def logs(self) -> str:
        texts = [
            path.read_text(errors="replace")[-4000:] for path in (self.gateway_log, self.nginx_log) if path.exists()
        ]
        return "\n".join(texts)

    def kill_gateway(self) -> None:
        """As a crash would: no chance to finish anything."""
        assert self.gateway
        self.gateway.send_signal(signal.SIGKILL)
        self.gateway.wait(20)

    def terminate_gateway(self) -> int:
        """Asks it to end; its exit status."""
        assert self.gateway
        self.gateway.send_signal(signal.SIGTERM)
        return self.gateway.wait(30)

    def is_alive(self) -> bool:
        return self.gateway is not None and self.gateway.poll() is None

    def stop(self) -> None:
        for process, stop_signal in ((self.nginx, signal.SIGQUIT), (self.gateway, signal.SIGTERM)):
            if process is None or process.poll() is not None:
                continue
            process.send_signal(stop_signal)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        shutil.rmtree(self.socket_directory, ignore_errors=True)

    @contextmanager
    def running(self) -> Iterator["Instance"]:
        """Starts it for a block."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def neighbour(self, directory: Path) -> AbstractContextManager["Instance"]:
        """Another gateway on the same data."""
        data = {"GATEWAY_DATA_DIR": self.environment["GATEWAY_DATA_DIR"]}
        return Instance(directory, self.settings | data, self.project).running()

    def client(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A client of its own connections; names of headers use `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            named["Authorization"] = f"Bearer {token}"
        # A gateway may spend so many of PostHog's queries a minute on lookups, and tests are faster than people.
        transport = PatientTransport(verify=False) if self.project else None
        return httpx.Client(
            base_url=self.url, headers=named, trust_env=False, verify=False, timeout=60, transport=transport
        )


#: Starts a gateway; keyword arguments are its settings.
Make = Callable[..., Instance]
