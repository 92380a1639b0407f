"""`nginx/serve`, as a newcomer types it."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from harness.environment import bare_environment
from harness.events import unique
from harness.instance import EXECUTABLE, ROOT, free_port
from harness.sdk import sdk_at
from harness.sessions import cookie_of, sign_in
from harness.waiting import eventually

SERVE = ROOT / "nginx/serve"


class Serving:
    """A running `nginx/serve` and what it printed."""

    def __init__(self, directory: Path, data: Path, *arguments: str, **settings: str) -> None:
        directory.mkdir(exist_ok=True)
        self.data = data
        self.port = free_port()
        self.output = directory / f"output-{self.port}"
        environment = bare_environment() | {"GATEWAY_DATA_DIR": str(data), "PROXY_PORT": str(self.port)} | settings
        if executable := os.environ.get("GATEWAY_EXECUTABLE"):
            environment["GATEWAY_EXECUTABLE"] = executable
        with self.output.open("wb") as output:
            # A terminal's Ctrl-C goes to a whole process group, so it gets one.
            self.process = subprocess.Popen(
                [SERVE, *arguments], cwd=directory, env=environment, stdout=output, stderr=output, process_group=0
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str) -> None:
        def is_there() -> bool:
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended with {self.process.returncode}:\n{self.text}")
            return text in self.text

        eventually(is_there, f"it prints {text!r}", 120)

    def found(self, pattern: str) -> str:
        match = re.search(pattern, self.text)
        assert match, self.text
        return match[1]

    @property
    def url(self) -> str:
        return self.found(r"Open +(http\S+)/")

    @property
    def token(self) -> str:
        return self.found(r"Sign-in token +(\S+)")

    @property
    def project_token(self) -> str:
        return self.found(r"project token (phc_\S+)")

    def children(self) -> list[int]:
        """Every process it started, and theirs."""
        parent_of: dict[int, int] = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # The name in brackets may hold anything; the state and the parent follow it.
                parent_of[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        found, parents = [], {self.process.pid}
        while parents:
            parents = {process for process, parent in parent_of.items() if parent in parents}
            found += parents
        return found

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator:
    started: list[Serving] = []

    def start(*arguments: str, data: Path | None = None, **settings: str) -> Serving:
        serving = Serving(tmp_path / "elsewhere", data or tmp_path / "the data", *arguments, **settings)
        started.append(serving)
        return serving

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.interrupt()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_newcomers_first_minutes(serve) -> None:
    serving = serve("--demo")
    serving.wait_for("Ctrl-C stops it")
    children = serving.children()
    assert len(children) >= 3, "the gateway, nginx and its workers"
    with httpx.Client(base_url=serving.url, trust_env=False, timeout=30) as client:
        assert "<!doctype html>" in client.get("/").text
        cookie = {"Cookie": cookie_of(sign_in(client, serving.token))}
        found = client.get("/api/analytics/users?query=user_1000", headers=cookie).json()["users"]
        assert found
        activity = client.get(
            "/api/analytics/user/activity", params={"user_id": found[0]["user_id"]}, headers=cookie
        ).json()
        assert activity["total_events"] > 50
        assert activity["api_requests"]["failed"] > 0
        assert len([day for day in activity["per_day"] if day["events"]]) > 5

        user = unique()
        with sdk_at(serving.url, serving.project_token) as posthog:
            posthog.capture("first event", distinct_id=user)
        stored = client.get("/api/analytics/user/events", params={"user_id": user}, headers=cookie).json()
        assert [one["event"] for one in stored["events"]] == ["first event"]

    assert serving.interrupt() == 0
    assert [process for process in children if is_running(process)] == []


def test_a_second_start_changes_nothing(serve) -> None:
    first = serve("--demo")
    first.wait_for("Ctrl-C stops it")
    token, total = first.token, total_events(first)
    assert first.interrupt() == 0

    second = serve("--demo")
    second.wait_for("Ctrl-C stops it")
    assert second.token == token
    assert total_events(second) == total


def total_events(serving: Serving) -> int:
    response = httpx.get(
        f"{serving.url}/api/analytics/user/events",
        params={"user_id": "user_1000"},
        headers={"X-API-Key": serving.token},
        trust_env=False,
    )
    return response.json()["total"]


def test_a_gateway_that_dies_is_started_again(serve) -> None:
    serving = serve()
    serving.wait_for("Ctrl-C stops it")
    [gateway] = gateways(serving)
    os.kill(gateway, signal.SIGKILL)
    serving.wait_for("starting it again")
    eventually(lambda: httpx.get(f"{serving.url}/ready", trust_env=False).status_code == 200, "it answers again")
    assert gateways(serving) != [gateway]
    assert serving.interrupt() == 0


def gateways(serving: Serving) -> list[int]:
    return [
        process
        for process in serving.children()
        if Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].endswith(b"gateway")
    ]


def test_two_copies_run_side_by_side(serve, tmp_path: Path) -> None:
    first = serve()
    second = serve(data=tmp_path / "other")
    for serving in (first, second):
        serving.wait_for("Ctrl-C stops it")
    assert first.token != second.token
    assert first.interrupt() == 0
    assert httpx.get(f"{second.url}/ready", trust_env=False).status_code == 200
    assert second.interrupt() == 0


def test_killing_it_leaves_nothing_behind(serve) -> None:
    serving = serve()
    serving.wait_for("Ctrl-C stops it")
    children = serving.children()
    serving.process.kill()
    serving.process.wait(20)
    eventually(lambda: not [process for process in children if is_running(process)], "all children end")


def refusal(serving: Serving) -> str:
    assert serving.process.wait(60) == 1, serving.text
    return serving.text


def test_a_taken_port_is_said_so(serve, tmp_path: Path) -> None:
    first = serve()
    first.wait_for("Ctrl-C stops it")
    text = refusal(serve(data=tmp_path / "other", PROXY_PORT=str(first.port)))
    assert f"port {first.port} is taken" in text
    assert "PROXY_PORT=" in text


def test_a_data_directory_serves_one_at_a_time(serve) -> None:
    first = serve()
    first.wait_for("Ctrl-C stops it")
    assert "another serve is running" in refusal(serve())


@pytest.mark.parametrize(
    ("name", "value"),
    [("GATEWAY_WORKERS", "many"), ("PROXY_PORT", "0"), ("JWT_SECRET", "short"), ("TLS_CERTIFICATE", "/none")],
)
def test_a_wrong_setting_stops_the_start(serve, name: str, value: str) -> None:
    assert name in refusal(serve(**{name: value}))


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's nginx has no rights to give up")
def test_the_socket_does_not_decide_whether_nginx_gives_up_roots_rights(serve) -> None:
    notes = []
    for settings in ({}, {"GATEWAY_SOCKET": f"127.0.0.1:{free_port()}"}):
        # Nobody but root looks into pytest's own directories.
        data = Path(tempfile.mkdtemp(prefix="serve-"))
        data.chmod(0o711)
        try:
            serving = serve(data=data, **settings)
            serving.wait_for("Ctrl-C stops it")
            assert httpx.get(f"{serving.url}/health").status_code == 200
            notes.append("run as root" in serving.text)
            assert serving.interrupt() == 0
        finally:
            shutil.rmtree(data)
    assert notes[0] == notes[1]


def test_nginx_has_the_settings_of_a_file(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for part in ("nginx", "static"):
        shutil.copytree(ROOT / part, checkout / part)
    (checkout / ".env.local").write_text("CORS_ALLOWED_ORIGINS = 'https://shop.example;'\n")
    environment = bare_environment() | {
        "GATEWAY_DATA_DIR": str(tmp_path / "data"),
        "GATEWAY_EXECUTABLE": str(EXECUTABLE),
        "PROXY_PORT": str(free_port()),
    }
    ended = subprocess.run(
        [checkout / "nginx/serve"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert "write-configuration: CORS_ALLOWED_ORIGINS has 'https://shop.example;'" in ended.stderr


def test_insecure_mode_stays_on_this_machine(serve) -> None:
    text = refusal(serve(INSECURE_MODE="true", LISTEN_ADDRESS="0.0.0.0"))
    assert "LISTEN_ADDRESS must be 127.0.0.1" in text


def test_https(serve, certificate: tuple[Path, Path]) -> None:
    serving = serve(TLS_CERTIFICATE=str(certificate[0]), TLS_KEY=str(certificate[1]))
    serving.wait_for("Ctrl-C stops it")
    assert serving.url.startswith("https://")
    with httpx.Client(base_url=serving.url, trust_env=False, verify=False) as client:
        assert client.get("/health").json()["status"] == "healthy"
        signed_in = sign_in(client, serving.token)
        assert signed_in.headers["Set-Cookie"].startswith("__Host-")


def test_help() -> None:
    for script in ("serve", "write-configuration"):
        ended = subprocess.run([ROOT / "nginx" / script, "--help"], capture_output=True, text=True, timeout=10)
        assert ended.returncode == 0
        assert "Usage:" in ended.stdout
        assert subprocess.run([ROOT / "nginx/serve", "--nonsense"], capture_output=True, timeout=10).returncode == 2
