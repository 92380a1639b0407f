"""`posthog-gateway flags` ends with 2 for wrong usage and for a file that is no manifest, and names what is wrong."""

import os
from pathlib import Path

import pytest

from harness.flags_command import DONE, USAGE, FlagsCommand


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
