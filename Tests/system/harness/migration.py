"""`posthog-gateway migrate`: a store worth moving, and the command, run on copies of it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import credentials
from harness.cohorts import change_members, in_cohort, make_cohort
from harness.command import Command
from harness.events import Event, event, minutes_ago, send, unique
from harness.flags import define, flag_is_on, only, person_with
from harness.instance import Instance
from harness.upstream import UpstreamProject

MOVED, DIFFERENCES, SETTINGS, REFUSED, OUT_OF_REACH = range(5)

#: Properties nobody would send.
HOSTILE = {
    "long": "x'\\{}\"\n" * 1_500,
    "emoji": "\U0001f600 caf\u00e9 cafe\u0301",
    "quotes": "'; drop table events; -- \"`{person_ids}",
    "float": 10.0,
    "tiny": 1e-7,
    "big": 9007199254740993,
    "nested": {"list": [1, 2.50, None, True], "": {}},
}


#: Enough for several batches.
EVERYDAY_EVENTS = 4_000
#: More than are asked about at once.
EVERYDAY_USERS = 300


@dataclass
class FilledStore:
    """A filled data directory, and what is in it."""

    directory: Path
    events: int
    hostile: dict[str, Any]
    merged: tuple[str, str]
    #: Of the static cohort; the first two are one person.
    members: list[str]


def everyday() -> list[Event]:
    """Two weeks of ordinary traffic."""
    return [
        event(f"step {number % 3}", f"user-{number % EVERYDAY_USERS}", minutes_ago(60 + 5 * number), number=number)
        for number in range(EVERYDAY_EVENTS)
    ]


def fill(directory: Path) -> FilledStore:
    """Ordinary traffic, an event nobody would send, a merge, a group, cohorts, and flags that depend on each other."""
    instance = Instance(directory)
    hostile = event("hostile \U0001f600 'event\"", unique(), minutes_ago(30), **HOSTILE)
    anonymous, known = unique("anonymous"), unique("known")
    person = {"email": f"{known}@example.org", "score": 10.0, "note": "it's \U0001f600"}
    tester = unique("it's \\ {x} \U0001f600")
    group = {"$group_type": "company", "$group_key": "acme", "$group_set": {"name": "Acme"}}
    with instance.running():
        with instance.client() as client:
            traffic = everyday()
            for start in range(0, len(traffic), 1_000):
                send(client, *traffic[start : start + 1_000])
            send(
                client,
                hostile,
                event("seen", anonymous, minutes_ago(20)),
                event("$identify", known, minutes_ago(19), **{"$anon_distinct_id": anonymous, "$set": person}),
                event("$groupidentify", known, minutes_ago(18), **group),
                event("tested", tester, minutes_ago(17)),
            )
        with instance.client(credentials.ADMIN) as client:
            payers = make_cohort(client, person_with("plan", "pro"), name="Payers")
            base = define(client, "base", only(in_cohort(payers["id"])))
            half = only(flag_is_on(base["id"])) | {"rollout_percentage": 50}
            define(client, "asking", half, tags=["owner:web"])
            define(client, "differs", name="ours")
            testers = make_cohort(client, name="Testers", is_static=True)
            change_members(client, testers, add=[anonymous, known, tester])
    data = Path(instance.environment["GATEWAY_DATA_DIR"])
    return FilledStore(data, stored(data), hostile, (anonymous, known), [anonymous, known, tester])


def stored(data: Path) -> int:
    """How many events the store of a data directory has."""
    with closing(sqlite3.connect(data / "gateway.sqlite")) as store:
        [(count,)] = store.execute("SELECT count(*) FROM event_bodies").fetchall()
    return count


class Migrate(Command):
    """The command, on a copy of the store."""

    def __init__(self, data: Path, settings: dict[str, str]) -> None:
        super().__init__("migrate", data.parent, settings | {"GATEWAY_DATA_DIR": str(data)})
        self.data = data

    def store(self) -> sqlite3.Connection:
        """The copy, to be changed past the gateway."""
        return sqlite3.connect(self.data / "gateway.sqlite", isolation_level=None)


def batches(project: UpstreamProject) -> int:
    """How many requests with events have reached PostHog since its statistics were reset."""
    return project.upstream.state()["requests"].get("POST /batch/", 0)


def changing_calls(project: UpstreamProject) -> list[str]:
    """What was asked of PostHog since then, except for what only reads."""
    calls = [call for call in project.upstream.state()["requests"] if "__control" not in call]
    assert calls, "nothing was asked at all"
    return [call for call in calls if not call.startswith("GET ") and not call.endswith("/query/")]


def arrived(project: UpstreamProject) -> int:
    """How many events of the store are in the project."""
    [[count]] = project.query(
        "select uniqExact(uuid) from events where JSONExtractString(properties, '$lib') != {lib} limit 1",
        lib="posthog-gateway-migration",
    )
    return count


def listed_members(project: UpstreamProject) -> list[set[str]]:
    """The distinct ids of every person the project's static cohort lists."""
    [number] = [one["id"] for one in project.get("cohorts/")["results"] if one["name"] == "Testers"]
    persons = project.get(f"cohorts/{number}/persons/")["results"]
    return [set(person["distinct_ids"]) for person in persons]
