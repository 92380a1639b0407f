"""The program as plain CGI, as a host starts it that offers nothing else."""

import json
import subprocess
from pathlib import Path

import pytest

from harness import credentials
from harness.environment import bare_environment
from harness.instance import EXECUTABLE


def answer_to(path: str, data: Path, *arguments: str) -> tuple[int, dict]:
    """Status and body of one request; a server hands a query without `=` over as arguments (RFC 3875 §4.4)."""
    variables = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "REQUEST_METHOD": "GET",
        "REQUEST_URI": path,
        "SCRIPT_NAME": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "GATEWAY_DATA_DIR": str(data),
        "LOG_LEVEL": "error",
    }
    done = subprocess.run(
        [str(EXECUTABLE), *arguments],
        env=bare_environment() | credentials.SETTINGS | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=data,
        timeout=60,
        check=True,
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return int(fields["Status"][:3]), json.loads(body)


def test_a_request_is_answered(tmp_path: Path) -> None:
    status, body = answer_to("/health", tmp_path)
    assert (status, body["status"]) == (200, "healthy")


@pytest.mark.parametrize("query", ["token", "demo", "check", "--help", "migrate+--yes", "flags+pull", "no-command"])
def test_a_query_is_no_command(tmp_path: Path, query: str) -> None:
    assert answer_to("/health?" + query, tmp_path, *query.split("+"))[0] == 200
    _, flags = answer_to("/api/auth/session?" + query, tmp_path, *query.split("+"))
    assert flags["status"] == 401
    files = {file.name for file in tmp_path.iterdir()}
    assert not any("manifest" in name for name in files)
