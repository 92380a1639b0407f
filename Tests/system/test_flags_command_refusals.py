"""`posthog-gateway flags` ends with 3 where the gateway refuses, and with 4 where it has no usable answer."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.events import unique
from harness.flags import create, listed, path_of
from harness.flags_command import DIFFERS, DONE, REFUSED, UNREACHABLE, USAGE, FlagsCommand
from harness.instance import Instance, Make, free_port


def test_a_wrong_token_is_refused_and_never_printed(gateway: Instance, tmp_path: Path) -> None:
    for token in (None, "no-such-token-abcdef"):
        flags = FlagsCommand(tmp_path / str(token), gateway.url, token)
        flags.write({})
        for command in ("pull", "push", "diff"):
            ended = flags(command, expected=REFUSED)
            assert "token" in ended.complaints
            assert "no-such-token-abcdef" not in ended.complaints + ended.output


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ünïcode", " \n"])
def test_a_token_that_cannot_be_sent_is_wrong_usage(gateway: Instance, tmp_path: Path, token: str) -> None:
    flags = FlagsCommand(tmp_path, gateway.url, None)
    (tmp_path / "token").write_text(token)
    ended = flags("diff", "--token-file", "token", expected=USAGE)
    assert "visible ASCII" in ended.complaints
    assert token.strip() == "" or token not in ended.complaints


def test_the_token_of_a_file(gateway: Instance, tmp_path: Path) -> None:
    flags = FlagsCommand(tmp_path, gateway.url, "ignored-because-the-option-wins")
    (tmp_path / "token").write_text(f"{credentials.WRITE}\n")
    flags("pull", "--token-file", "token", expected=DONE)


def test_a_token_that_may_not_is_refused_before_the_first_write(gateway: Instance, tmp_path: Path) -> None:
    key = unique("forbidden")
    reader = FlagsCommand(tmp_path / "reader", gateway.url, credentials.READ)
    reader.write({key: {"flagType": "boolean", "defaultValue": True}})
    assert "write" in reader("push", expected=REFUSED).complaints
    reader("push", "--dry-run", expected=DIFFERS)
    writer = FlagsCommand(tmp_path / "writer", gateway.url, credentials.WRITE)
    writer.write({key: {"flagType": "boolean", "defaultValue": True}})
    with gateway.client(credentials.WRITE) as client:
        create(client, unique("extra"), "boolean", True)
        assert "delete" in writer("push", "--delete", expected=REFUSED).complaints
        assert key not in listed(client)


def test_a_refused_flag_is_named_and_the_others_are_pushed(gateway: Instance, flags: FlagsCommand) -> None:
    typed, archived, fine = unique("typed"), unique("archived"), unique("zz-fine")
    with gateway.client(credentials.ADMIN) as client:
        create(client, typed, "boolean", True)
        create(client, archived, "boolean", True)
        assert client.delete(path_of(archived)).status_code == 200
        flags.write({key: {"flagType": "integer", "defaultValue": 3} for key in (typed, archived, fine)})
        ended = flags("push", expected=REFUSED)
        assert listed(client)[fine]["defaultValue"] == 3
    lines = ended.complaints.splitlines()
    assert any(f"{typed}: " in line and "type" in line and "boolean" in line for line in lines)
    assert any(f"{archived}: " in line and "archived" in line for line in lines)
    assert f"created {fine}" in ended.output
    assert "1 created, 0 changed, 0 removed, 0 unchanged, 2 refused." in ended.output


def test_nobody_listens(tmp_path: Path) -> None:
    flags = FlagsCommand(tmp_path, f"http://127.0.0.1:{free_port()}", credentials.WRITE)
    assert "reached" in flags("pull", expected=UNREACHABLE).complaints
    assert not flags.file.exists()


def test_another_path_than_the_gateways(gateway: Instance, tmp_path: Path) -> None:
    flags = FlagsCommand(tmp_path, f"{gateway.url}/api", credentials.WRITE)
    assert "404" in flags("pull", expected=UNREACHABLE).complaints


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def server(answers: list[Answer]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Answers requests one after the other; the last answer is given for ever."""
    seen: list[dict[str, str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            status, headers, body = answers[min(len(seen), len(answers)) - 1]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}", seen
        finally:
            running.shutdown()
            thread.join()


MANIFEST = b'{"flags":[]}'


@pytest.mark.parametrize(
    ("status", "headers", "body", "named"),
    [
        (200, {}, b"<html>Sign in</html>", "no manifest"),
        (200, {}, b"{}", "list of flags"),
        (200, {}, b'{"flags":{}}', "list of flags"),
        (200, {}, b'{"flags":[{"key":"a","type":"boolean"}]}', "flags[0]"),
        (200, {}, b'{"flags":[{"key":"a","type":"secret","defaultValue":1}]}', "flags[0]"),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "redirects"),
        (500, {}, b'{"error":{"message":"The disk is \\u001b[31mfull."}}', "The disk is \\u{1b}[31mfull."),
        (503, {"Retry-After": "3600"}, b"", "503"),
        (418, {}, b"", "418"),
    ],
)
def test_an_answer_that_is_of_no_use(
    tmp_path: Path, status: int, headers: dict[str, str], body: bytes, named: str
) -> None:
    with server([(status, headers, body)]) as (url, _):
        flags = FlagsCommand(tmp_path, url, "token")
        ended = flags("pull", expected=REFUSED if status == 418 else UNREACHABLE)
    assert named in ended.complaints
    assert "\x1b" not in ended.complaints
    assert not flags.file.exists()


def test_what_passes_is_waited_for(tmp_path: Path) -> None:
    with server([(503, {"Retry-After": "1"}, b""), (429, {}, b""), (200, {}, MANIFEST)]) as (url, seen):
        FlagsCommand(tmp_path, url, "the-token")("pull", expected=DONE)
    assert len(seen) == 3
    assert all(headers["Authorization"] == "Bearer the-token" for headers in seen)


def test_many_flags_pass_the_web_servers_own_limits(make_gateway: Make, tmp_path: Path) -> None:
    limited = make_gateway(API_RATE_PER_SECOND="5", API_BURST="5")
    flags = FlagsCommand(tmp_path / "checkout", limited.url, credentials.WRITE)
    flags.write({f"flag-{number}": {"flagType": "integer", "defaultValue": number} for number in range(15)})
    assert "15 created" in flags("push", expected=DONE).output
    assert "No changes needed" in flags("push", expected=DONE).output
