"""Groups of users, on either engine."""

from typing import Any

import httpx
import pytest

from harness.envelope import data, pages, refused
from harness.events import Event, event, send, unique


def group(kind: str, key: str, **properties: Any) -> Event:
    identification = {"$group_type": kind, "$group_key": key, "$group_set": properties}
    return event("$groupidentify", unique("u"), **identification)


def keys(page: dict[str, Any]) -> list[str]:
    return [one["group_key"] for one in page["results"]]


def test_a_captured_group_is_listed_and_found(client: httpx.Client) -> None:
    key = unique("acme")
    send(client, group("company", key, name=f"Name of {key}", seats=12, nested={"a": [1, None]}))
    types = {entry["group_type"]: entry["group_type_index"] for entry in data(client, "groups/types")}
    found = data(client, "groups/find", group_key=key, group_type_index=types["company"])
    assert found["group_properties"] == {"name": f"Name of {key}", "seats": 12, "nested": {"a": [1, None]}}
    assert (found["group_key"], found["group_type_index"]) == (key, types["company"])
    assert data(client, "groups/find", group_key=key, group_type="company") == found
    listed = data(client, "groups", group_type="company", search=f"NAME OF {key}".upper())
    assert listed["results"] == [found]


def test_later_properties_join_the_earlier_ones(client: httpx.Client) -> None:
    key = unique("growing")
    send(client, group("company", key, name="Old", plan="free"))
    created_at = data(client, "groups/find", group_key=key, group_type="company")["created_at"]
    send(client, group("company", key, name="New", seats=3))
    found = data(client, "groups/find", group_key=key, group_type="company")
    assert found["group_properties"] == {"name": "New", "plan": "free", "seats": 3}
    assert found["created_at"] == created_at


def test_every_group_of_every_type_is_on_exactly_one_page(client: httpx.Client) -> None:
    mark = unique("page")
    wanted = [("company", f"{mark}-{number:02}") for number in range(13)]
    wanted += [("team", f"{mark}-{number:02}") for number in range(6)]
    send(client, *(group(kind, key, mark=mark) for kind, key in wanted))
    of_companies = pages(client, "groups", limit=4, group_type="company", search=mark)
    assert [len(page) for page in of_companies] == [4, 4, 4, 1]
    found = [one for page in pages(client, "groups", limit=4, search=mark) for one in page]
    assert sorted((one["group_type"], one["group_key"]) for one in found) == wanted


def test_a_search_matches_properties_or_the_whole_key(client: httpx.Client) -> None:
    mark = unique("mark")
    send(
        client, group("company", f"{mark}-a", city="Zürich 'west'"), group("company", f"{mark}-b", note=f"of {mark}-a")
    )
    assert sorted(keys(data(client, "groups", group_type="company", search=f"{mark}-A"))) == [f"{mark}-a", f"{mark}-b"]
    assert keys(data(client, "groups", group_type="company", search=f"{mark}-b")) == [f"{mark}-b"]
    assert keys(data(client, "groups", group_type="company", search=f"of {mark}")) == [f"{mark}-b"]
    assert keys(data(client, "groups", group_type="company", search=f"{mark[:-1]}%_\\")) == []


@pytest.mark.parametrize("key", ["quote'd", 'double"', "back\\slash", "{brace}", "🦊", "with space", "a/b?c&d", "%41"])
def test_a_key_of_any_characters_is_found(client: httpx.Client, key: str) -> None:
    send(client, group("company", key, name=key))
    found = data(client, "groups/find", group_key=key, group_type="company")
    assert (found["group_key"], found["group_properties"]["name"]) == (key, key)


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("groups/find", {"group_type_index": 0}, 400),
        ("groups/find", {"group_key": "a"}, 400),
        ("groups/find", {"group_key": "a", "group_type": "galaxy"}, 400),
        ("groups/find", {"group_key": "a", "group_type_index": 5}, 400),
        ("groups/find", {"group_key": "nobody has this key", "group_type_index": 0}, 404),
        ("groups", {"group_type": "galaxy"}, 400),
        ("groups", {"group_type_index": -2}, 400),
        ("groups", {"limit": 101}, 400),
        ("groups", {"cursor": "no cursor"}, 400),
        ("groups", {"cursor": "7.abc"}, 400),
        ("groups", {"cursor": "0.abc", "group_type_index": 1}, 400),
    ],
)
def test_a_group_that_cannot_be_answered_says_why(
    client: httpx.Client, path: str, parameters: dict[str, object], status: int
) -> None:
    send(client, group("company", "somebody", name="Somebody"), group("team", "somebody", name="Somebody"))
    refused(client, path, status, **parameters)


def test_a_project_has_five_types_at_most(client: httpx.Client) -> None:
    send(client, *(group(f"type-{number}", "only", number=number) for number in range(6)))
    types = data(client, "groups/types")
    assert [one["group_type_index"] for one in types] == list(range(5))
    assert len({one["group_type"] for one in types}) == 5
