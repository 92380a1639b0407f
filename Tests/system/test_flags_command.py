"""`posthog-gateway flags pull|push|diff` comes to rest for every type, and tells what differs."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from harness import credentials
from harness.events import unique
from harness.flags import DEFAULTS, listed, same
from harness.flags_command import DIFFERS, DONE, FlagsCommand
from harness.instance import Instance, Make
from harness.openfeature_cli import CommandLine, on_the_wire


@pytest.fixture
def empty(make_gateway: Make, tmp_path: Path) -> FlagsCommand:
    """The command with a gateway of its own that has no flags."""
    return FlagsCommand(tmp_path / "checkout", make_gateway().url, credentials.ADMIN)


def every_type() -> dict[str, Any]:
    return {
        f"every.type-{number}": {"flagType": flag_type, "defaultValue": default, "description": f"Number {number}."}
        for number, (flag_type, default) in enumerate(DEFAULTS)
    }


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
