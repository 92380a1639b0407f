"""`posthog-gateway flags pull|push|diff`: comes to rest for every type, with the exit codes that are documented."""

import http.server
import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.events import unique
from harness.flags import DEFAULTS, create, listed, path_of, same
from harness.flags_command import DIFFERS, DONE, REFUSED, UNREACHABLE, USAGE, FlagsCommand
from harness.instance import Instance, free_port
from harness.openfeature_cli import CommandLine, on_the_wire


@pytest.fixture
def flags(gateway: Instance, tmp_path: Path) -> FlagsCommand:
    return FlagsCommand(tmp_path, gateway.url, credentials.WRITE)


@pytest.fixture
def empty(make_gateway: Callable[..., Instance], tmp_path: Path) -> FlagsCommand:
    """The command with a gateway of its own that has no flags."""
    return FlagsCommand(tmp_path / "checkout", make_gateway().url, credentials.ADMIN)


def every_type() -> dict[str, Any]:
    return {
        f"every.type-{number}": {"flagType": flag_type, "defaultValue": default, "description": f"Number {number}."}
        for number, (flag_type, default) in enumerate(DEFAULTS)
    }


# Coming to rest


def test_push_pull_push_ends_with_nothing_to_do_for_every_type(empty: FlagsCommand) -> None:
    wanted = every_type()
    empty.write(wanted)
    first = empty("push", expected=DONE)
    assert f"{len(wanted)} created, 0 changed, 0 removed, 0 unchanged, 0 refused." in first.output
    assert len(first.output.splitlines()) == len(wanted) + 1, "one line for each change and the summary"
    assert "No changes needed" in empty("push", expected=DONE).output
    assert "No differences" in empty("diff", expected=DONE).output
    empty.file.unlink()
    empty("pull", expected=DONE)
    assert same(dict(sorted(empty.read().items())), dict(sorted(wanted.items())))
    assert list(empty.read()) == sorted(wanted), "a stable order"
    assert "No changes needed" in empty("push", expected=DONE).output


def test_the_openfeature_command_line_finds_nothing_to_do_after_it(empty: FlagsCommand) -> None:
    empty.write(every_type())
    empty("push", expected=DONE)
    other = CommandLine(empty.environment["GATEWAY_URL"], credentials.WRITE)
    pulled = other.pull()
    assert other.push(empty.read()).has_nothing_to_do
    empty.write(on_the_wire(pulled))
    assert "No changes needed" in empty("push", expected=DONE).output


def test_a_pull_leaves_a_file_alone_that_says_the_same(empty: FlagsCommand) -> None:
    empty.write(every_type())
    empty("push", expected=DONE)
    text = json.dumps({"flags": dict(reversed(every_type().items())), "team": "web"}, indent=8)
    empty.file.write_text(text)
    before = empty.file.stat()
    assert "up to date" in empty("pull", expected=DONE).output
    assert empty.file.read_text() == text
    after = empty.file.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_pull_keeps_what_the_schema_does_not_name(empty: FlagsCommand) -> None:
    empty.write({"kept": {"flagType": "boolean", "defaultValue": True}})
    empty("push", expected=DONE)
    entry = {"flagType": "boolean", "defaultValue": False, "codegen": {"name": "isKept"}}
    empty.write({"kept": entry, "gone": entry}, team="web")
    empty.file.chmod(0o640)
    target = empty.directory / "real.json"
    empty.file.rename(target)
    empty.file.symlink_to(target.name)
    ended = empty("pull", expected=DONE)
    assert "~ kept defaultValue: false → true" in ended.output
    assert "- gone" in ended.output
    assert empty.read() == {"kept": {"flagType": "boolean", "defaultValue": True, "codegen": {"name": "isKept"}}}
    assert json.loads(empty.file.read_text())["team"] == "web"
    assert empty.file.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in empty.directory.iterdir()) == ["flags.json", "real.json"], "no leftovers"


def test_a_pull_from_an_empty_gateway_writes_an_empty_file(empty: FlagsCommand) -> None:
    empty("pull", expected=DONE)
    assert empty.read() == {}
    assert "$schema" in json.loads(empty.file.read_text())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"flagType": "boolean", "defaultValue": False}, {"flagType": "boolean", "defaultValue": True}),
        ({"flagType": "float", "defaultValue": 10.5}, {"flagType": "float", "defaultValue": 10}),
        ({"flagType": "integer", "defaultValue": 1}, {"flagType": "integer", "defaultValue": -9007199254740993}),
        ({"flagType": "string", "defaultValue": "a", "description": "x"}, {"flagType": "string", "defaultValue": "a"}),
        ({"flagType": "object", "defaultValue": {"a": 1}}, {"flagType": "object", "defaultValue": {"a": 1.0}}),
    ],
)
def test_a_change_converges_in_one_push(flags: FlagsCommand, before: dict[str, Any], after: dict[str, Any]) -> None:
    key = unique("changed")
    flags.write({key: before})
    flags("push", expected=DONE)
    flags.write({key: after})
    ended = flags("push", expected=DONE)
    assert ended.output.startswith(f"changed {key}: ")
    assert "0 created, 1 changed" in ended.output
    assert "No changes needed" in flags("push", expected=DONE).output


@pytest.mark.parametrize("key", ["dots.and-dashes", "ümläut-日本", "per%cent?#&=+ ", "%2F", "..dots..", "_u002E_"])
def test_keys_that_need_escaping(empty: FlagsCommand, key: str) -> None:
    for default in ("one", "two"):
        empty.write({key: {"flagType": "string", "defaultValue": default}})
        empty("push", expected=DONE)
    assert "No changes needed" in empty("push", expected=DONE).output
    empty.write({})
    assert f"archived {key}" in empty("push", "--delete", expected=DONE).output


# Looking without touching


def test_diff_names_flag_and_field(empty: FlagsCommand) -> None:
    empty.write(
        {
            "same": {"flagType": "boolean", "defaultValue": True},
            "other": {"flagType": "integer", "defaultValue": 1, "description": "One"},
            "theirs": {"flagType": "boolean", "defaultValue": True},
        }
    )
    empty("push", expected=DONE)
    empty.write(
        {
            "same": {"flagType": "boolean", "defaultValue": True},
            "other": {"flagType": "integer", "defaultValue": 2},
            "mine": {"flagType": "object", "defaultValue": {"a": [1.0]}},
        }
    )
    assert empty("diff", expected=DIFFERS).output.splitlines() == [
        '+ mine: object, default {"a":[1.0]}',
        "~ other defaultValue: 1 → 2",
        '~ other description: "One" → ""',
        "- theirs: boolean, default true",
        "1 only in the file, 1 different, 1 only in the gateway, 1 the same.",
    ]


def test_a_dry_run_changes_nothing_and_tells_by_its_code(gateway: Instance, flags: FlagsCommand) -> None:
    key = unique("dry")
    flags.write({key: {"flagType": "boolean", "defaultValue": True}})
    with gateway.client(credentials.READ) as client:
        before = listed(client)
        ended = flags("push", "--dry-run", expected=DIFFERS)
        assert f"would create {key}" in ended.output
        assert listed(client) == before
    flags("push", expected=DONE)
    assert "No changes needed" in flags("push", "--dry-run", expected=DONE).output


def test_only_delete_takes_flags_out(empty: FlagsCommand) -> None:
    empty.write({"a": {"flagType": "boolean", "defaultValue": True}})
    empty("push", expected=DONE)
    empty.write({})
    assert "No changes needed" in empty("push", expected=DONE).output
    assert "No changes needed" in empty("push", "--dry-run", expected=DONE).output
    assert "would remove a" in empty("push", "--dry-run", "--delete", expected=DIFFERS).output
    assert "archived a" in empty("push", "--delete", expected=DONE).output
    assert "No differences" in empty("diff", expected=DONE).output


def test_the_reason_is_in_the_history(gateway: Instance, flags: FlagsCommand) -> None:
    key = unique("reason")
    for default in (True, False):
        flags.write({key: {"flagType": "boolean", "defaultValue": default}})
        flags("push", "--reason", "release 7 & äöü", expected=DONE)
    with gateway.client(credentials.ADMIN) as client:
        history = client.get(f"/api/flags/{key}/history").json()["history"]
    assert [(entry["action"], entry["reason"]) for entry in history] == [
        ("updated", "release 7 & äöü"),
        ("created", "release 7 & äöü"),
    ]


# Exit code 2: usage and files


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["push", "--nonsense"], "--nonsense"),
        (["shove"], "shove"),
        (["diff", "--url", "ftp://example.org"], "http"),
        (["diff", "--url", "http://"], "host"),
        (["diff", "--url", "http://user:secret-word@127.0.0.1"], "GATEWAY_TOKEN"),
        (["diff", "--url", "http://127.0.0.1:99999"], "port"),
        (["diff", "--manifest", "nowhere/flags.json"], "nowhere/flags.json"),
        (["push", "--manifest", "."], "regular file"),
        (["pull", "--manifest", "missing-directory/flags.json"], "missing-directory/flags.json"),
        (["push", "--token-file", "missing-token"], "missing-token"),
        (["push", "--reason", "r" * 1001], "--reason"),
    ],
)
def test_wrong_usage(flags: FlagsCommand, arguments: list[str], named: str) -> None:
    flags.write({})
    ended = flags(*arguments, expected=USAGE)
    assert named in ended.complaints
    assert "secret-word" not in ended.complaints
    assert ended.output == ""


def test_help_is_no_failure_and_tells_the_codes(flags: FlagsCommand) -> None:
    for command in ("pull", "push", "diff"):
        text = " ".join(flags(command, "--help", expected=DONE).output.split())
        for code in ("0 nothing differs", "1 differences", "2 wrong usage", "3 the gateway refused", "4 the gateway"):
            assert code in text


def test_without_a_url(tmp_path: Path) -> None:
    assert "GATEWAY_URL" in FlagsCommand(tmp_path, None, None)("diff", expected=USAGE).complaints


HOSTILE_FILES = [
    (b"", "line 1, column 1"),
    (b"{", "line 1, column 2"),
    (b'{\n  "flags": {\n    "a": tru\n  }\n}', "line 3, column 13"),
    (b"\xff\xfe\x00", "line 1"),
    (b"\xef\xbb\xbf{}", "byte order mark"),
    (b"[]", "object"),
    (b"{}", "flags"),
    (b'{"flags": []}', "flags: It must be an object"),
    (b'{"flags": {"a": {"flagType": "boolean", "defaultValue": "yes"}}}', "flags.a.defaultValue"),
    (b'{"flags": {"a": {"flagType": "bool", "defaultValue": true}}}', "flags.a.flagType"),
    (b'{"flags": {"a": {"flagType": "integer", "defaultValue": 1e300}}}', "flags.a.defaultValue"),
    (b'{"flags": {"a": {"flagType": "integer", "defaultValue": 1e999}}}', "line 1, column 57"),
    (b'{"flags": {"a/b": {"flagType": "boolean", "defaultValue": true}}}', "flags.a/b"),
    (b'{"flags": {"": {"flagType": "boolean", "defaultValue": true}}}', "flags."),
    (b'{"flags": {"a\\u0000b": {"flagType": "boolean", "defaultValue": true}}}', "control"),
    (
        b'{"flags": {"a": {"flagType": "boolean", "defaultValue": true}, "a": {}}}',
        'member "a" is there twice at line 1',
    ),
    (b'{"flags": {}, "flags": {}}', "twice"),
    (b'{"flags": ' + b'{"a":' * 200 + b"1" + b"}" * 201, "nested deeper"),
    (b'{"flags": {"' + b"k" * 5000 + b'": {"flagType": "boolean", "defaultValue": true}}}', "400 characters"),
]


@pytest.mark.parametrize(("content", "named"), HOSTILE_FILES)
@pytest.mark.parametrize("command", ["pull", "push", "diff"])
def test_a_file_that_is_no_manifest_names_place_or_field(
    flags: FlagsCommand, command: str, content: bytes, named: str
) -> None:
    flags.file.write_bytes(content)
    ended = flags(command, expected=USAGE)
    assert named in ended.complaints
    assert "flags.json: " in ended.complaints
    assert flags.file.read_bytes() == content


def test_every_entry_at_fault_is_named(flags: FlagsCommand) -> None:
    bad = {"flagType": "string", "defaultValue": 1}
    flags.write({"one": bad, "good": {"flagType": "string", "defaultValue": ""}, "two": bad})
    complaints = flags("push", expected=USAGE).complaints
    assert "flags.one.defaultValue" in complaints
    assert "flags.two.defaultValue" in complaints
    assert "good" not in complaints


def test_a_pipe_is_no_file(flags: FlagsCommand) -> None:
    os.mkfifo(flags.file)
    assert "regular file" in flags("diff", expected=USAGE).complaints


# Exit code 3: refusals


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


# Exit code 4: no gateway, no usable answer


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


def test_many_flags_pass_the_web_servers_own_limits(make_gateway: Callable[..., Instance], tmp_path: Path) -> None:
    limited = make_gateway(API_RATE_PER_SECOND="5", API_BURST="5")
    flags = FlagsCommand(tmp_path / "checkout", limited.url, credentials.WRITE)
    flags.write({f"flag-{number}": {"flagType": "integer", "defaultValue": number} for number in range(15)})
    assert "15 created" in flags("push", expected=DONE).output
    assert "No changes needed" in flags("push", expected=DONE).output
