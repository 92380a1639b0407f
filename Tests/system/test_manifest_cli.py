"""The OpenFeature command line's own way of pulling and pushing comes to rest, for every type."""

import pytest

from harness import credentials
from harness.events import unique
from harness.flags import DEFAULTS, create, listed, path_of
from harness.instance import Instance
from harness.openfeature_cli import CommandFailed, CommandLine, File


@pytest.fixture
def command_line(gateway: Instance) -> CommandLine:
    return CommandLine(gateway.url, credentials.WRITE)


def file_of_every_type() -> File:
    mark = unique("every")
    return {
        f"{mark}-{number}": {"flagType": flag_type, "defaultValue": default, "description": f"Number {number}."}
        for number, (flag_type, default) in enumerate(DEFAULTS)
    }


def test_pull_push_push_ends_with_nothing_to_do(command_line: CommandLine) -> None:
    file = command_line.pull() | file_of_every_type()
    first = command_line.push(file)
    assert len(first.created) == len(DEFAULTS)
    assert first.updated == []
    command_line.requests.clear()
    assert command_line.push(file).has_nothing_to_do
    assert command_line.requests == [("GET", "/openfeature/v0/manifest")]


@pytest.mark.parametrize(("flag_type", "default"), DEFAULTS)
def test_a_pulled_file_is_the_pushed_one(command_line: CommandLine, flag_type: str, default: object) -> None:
    key = unique("same")
    entry = {"flagType": flag_type, "defaultValue": default}
    command_line.push({key: entry})
    pulled = command_line.pull()
    assert pulled[key]["flagType"] == flag_type
    assert pulled[key]["defaultValue"] == default
    assert "description" not in pulled[key]
    assert command_line.push(pulled).has_nothing_to_do


CHANGES = [
    ("boolean", False, True),
    ("boolean", True, False),
    ("string", "a", "b"),
    ("string", "a", ""),
    ("string", "true", "false"),
    ("integer", 1, 2),
    ("integer", 1, 0),
    ("float", 1.5, 10.0),
    ("float", 10.0, 11.0),
    ("float", 10.0, 0.25),
    ("object", {"a": 1}, {"a": 2}),
    ("object", {"a": 1}, {"a": 1.5}),
    ("object", {"a": 1}, {}),
]


@pytest.mark.parametrize(("flag_type", "before", "after"), CHANGES)
def test_a_changed_default_converges_in_one_push(
    command_line: CommandLine, flag_type: str, before: object, after: object
) -> None:
    key = unique("changed")
    command_line.push({key: {"flagType": flag_type, "defaultValue": before, "description": "Stays."}})
    file = {key: {"flagType": flag_type, "defaultValue": after, "description": "Stays."}}
    assert command_line.push(file).updated == [key]
    assert command_line.push(file).has_nothing_to_do
    assert command_line.pull()[key] == file[key]


@pytest.mark.parametrize("flag_type", ["boolean", "string", "integer", "float", "object"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Added."),
        ("Once.", 'Other: \u00fc \u2713 "quoted"\nand a second line'),
        ("To be cleared.", ""),
        ("", 'OpenFeature name: "no name"'),
    ],
)
def test_a_changed_description_converges_in_one_push(
    command_line: CommandLine, flag_type: str, before: str, after: str
) -> None:
    key = unique("described")
    default = next(value for name, value in DEFAULTS if name == flag_type)
    command_line.push({key: {"flagType": flag_type, "defaultValue": default, "description": before}})
    file = {key: {"flagType": flag_type, "defaultValue": default, "description": after}}
    assert command_line.push(file).updated == [key]
    assert command_line.push(file).has_nothing_to_do


@pytest.mark.parametrize(
    "key",
    [
        "dots.and-dashes_",
        "question?mark",
        "hash#",
        "per%cent",
        "%2F",
        "plus+and&amp=",
        "ümläut-日本",
        "emoji-🎈",
        'quote"and\\backslash',
        "_u002E_",
        "colon:at@dollar$",
        "..dots..",
        "~tilde'();,*",
    ],
)
def test_keys_that_need_escaping_are_created_and_updated(command_line: CommandLine, key: str) -> None:
    first = {key: {"flagType": "string", "defaultValue": "one"}}
    assert command_line.push(first).created == [key]
    assert command_line.push(first).has_nothing_to_do
    second = {key: {"flagType": "string", "defaultValue": "two", "description": "Changed."}}
    assert command_line.push(second).updated == [key]
    assert command_line.push(second).has_nothing_to_do
    assert command_line.pull()[key] == second[key]


def test_a_push_keeps_the_name_and_what_people_set_besides(gateway: Instance, command_line: CommandLine) -> None:
    key = unique("named")
    with gateway.client(credentials.WRITE) as client:
        create(
            client,
            key,
            "string",
            "a",
            name="Shown to people",
            variants={"a": {"value": "a", "weight": 30}, "b": {"value": "b", "weight": 70}},
            metadata={"owner": "checkout"},
        )
        file = {key: {"flagType": "string", "defaultValue": "b", "description": "New."}}
        assert command_line.push(file).updated == [key]
        assert command_line.push(file).has_nothing_to_do
        flag = listed(client)[key]
    assert flag["name"] == "Shown to people"
    assert flag["defaultValue"] == "b"
    assert flag["variants"] == {"a": {"value": "a", "weight": 30}, "b": {"value": "b", "weight": 70}}
    assert flag["metadata"] == {"owner": "checkout"}


def test_a_flag_that_was_switched_off_stays_in_the_manifest(gateway: Instance, command_line: CommandLine) -> None:
    key = unique("off")
    file = {key: {"flagType": "boolean", "defaultValue": True}}
    command_line.push(file)
    with gateway.client(credentials.WRITE) as client:
        assert client.put(path_of(key), json={"state": "DISABLED"}).status_code == 200
        assert command_line.push(file).has_nothing_to_do
        assert listed(client)[key]["state"] == "DISABLED"


def test_a_create_whose_answer_was_lost_can_be_repeated(command_line: CommandLine) -> None:
    key = unique("repeated")
    body = {"key": key, "type": "float", "defaultValue": 10, "description": "Once."}
    answers = [command_line.http.post("/openfeature/v0/manifest/flags", json=body) for _ in range(3)]
    assert [answer.status_code // 100 for answer in answers] == [2, 2, 2]
    assert answers[0].json() == answers[1].json() == answers[2].json()


def test_errors_print_a_reason(gateway: Instance, command_line: CommandLine) -> None:
    key = unique("refused")
    command_line.push({key: {"flagType": "boolean", "defaultValue": True}})

    def printed(line: CommandLine, entry: dict[str, object], name: str = key) -> str:
        with pytest.raises(CommandFailed) as failure:
            line.push({name: entry})
        return str(failure.value)

    changed = printed(command_line, {"flagType": "string", "defaultValue": "x"})
    assert "(status 409): " in changed
    assert "boolean" in changed.partition("(status 409): ")[2]
    assert "string" in changed.partition("(status 409): ")[2]
    with gateway.client(credentials.ADMIN) as client:
        assert client.delete(path_of(key)).status_code == 200
    archived = printed(command_line, {"flagType": "boolean", "defaultValue": True})
    assert "archived" in archived.partition("(status 409): ")[2]
    too_long = printed(command_line, {"flagType": "boolean", "defaultValue": True}, "k" * 500)
    assert "400" in too_long.partition("(status 400): ")[2]
    mistyped = printed(command_line, {"flagType": "integer", "defaultValue": "x"}, unique())
    assert "defaultValue" in mistyped.partition("(status 400): ")[2]
    too_large = printed(command_line, {"flagType": "string", "defaultValue": "x" * 1_100_000}, unique())
    assert "larger" in too_large.partition("(status 413): ")[2]
    for printed_text in (changed, archived, too_long, mistyped, too_large):
        assert "{" not in printed_text, "the body itself is no reason"


@pytest.mark.parametrize("token", [None, "a-token-nobody-knows"])
def test_a_pull_without_a_token_says_why(gateway: Instance, token: str | None) -> None:
    with pytest.raises(CommandFailed) as failure:
        CommandLine(gateway.url, token).pull()
    kind, _, reason = str(failure.value).partition(": ")
    assert kind == "authentication failed"
    assert len(reason) > 10
    assert "{" not in reason


def test_a_push_without_the_capability_says_why(gateway: Instance) -> None:
    with pytest.raises(CommandFailed) as failure:
        CommandLine(gateway.url, credentials.READ).push({unique(): {"flagType": "boolean", "defaultValue": True}})
    reason = str(failure.value).partition("(status 403): ")[2]
    assert "write" in reason
    assert "{" not in reason
