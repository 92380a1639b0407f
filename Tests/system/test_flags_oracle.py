"""PostHog's own Python SDK decides about thousands of generated flags and users; the gateway decides the same.

What the SDK is given are the definitions the gateway sends. Where the two are known to disagree, the reason is one of
`flags_oracle.differences.REASONS`; everywhere else they agree. Flags the gateway refuses are made right where it says,
because a refused definition has no verdict. Cohorts have no route and are taken out of the generated flags.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from flags_oracle.agreement import Agreement, Verdicts, verdicts_of
from flags_oracle.form import as_written
from flags_oracle.generator import Generator
from harness import credentials
from harness.events import event, send, unique
from harness.instance import Make

FLAGS = 150
CONTEXTS = 100
#: So that a failure can be repeated, the random seed is printed and in the name of the failing assertion.
SEEDS = [20261120, random.SystemRandom().randrange(2**31)]


@pytest.fixture
def client(make_instance: Make) -> Iterator[httpx.Client]:
    """Of a gateway that knows the two group types, in the generator's order."""
    instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        for group_type in ("company", "project"):
            group = {"$group_type": group_type, "$group_key": unique("group"), "$group_set": {"made": "first"}}
            send(client, event("$groupidentify", unique(), **group))
        yield client


def without_cohorts(flag: dict[str, Any]) -> dict[str, Any]:
    for condition in flag["filters"]["groups"]:
        condition["properties"] = [prop for prop in condition["properties"] if prop["type"] != "cohort"]
    return flag


def make_right(body: dict[str, Any], field: str) -> str:
    """Takes out of a definition what was refused; what that was."""
    groups = body["filters"]["groups"]
    if found := re.match(r"filters\.groups\[(\d+)\]\.properties\[(\d+)\]", field):
        prop = groups[int(found[1])]["properties"].pop(int(found[2]))
        return f"{prop.get('operator')} {prop.get('value')!r}"
    if found := re.match(r"filters\.groups\[(\d+)\]\.variant", field):
        variant, groups[int(found[1])]["variant"] = groups[int(found[1])]["variant"], None
        return f"variant {variant!r}"
    raise AssertionError(f"the generator makes nothing that is wrong in {field}")


def store(client: httpx.Client, flags: list[dict[str, Any]]) -> Counter[str]:
    """Creates the flags; what was refused, with how often."""
    ids: dict[str, int] = {}
    refused: Counter[str] = Counter()
    for flag in flags:
        body = as_written(flag, ids)
        response = client.post("/api/flags", json=body)
        for _ in range(40):
            if response.status_code != 400:
                break
            refused[make_right(body, response.json()["errors"][0]["field"])] += 1
            response = client.post("/api/flags", json=body)
        assert response.status_code == 201, response.text
        ids[flag["key"]] = response.json()["flag"]["id"]
    return refused


def verdicts(client: httpx.Client, context: dict[str, Any]) -> Verdicts:
    response = client.post("/flags/", params={"v": "2"}, json={"token": credentials.PROJECT} | context)
    assert response.status_code == 200, response.text
    body = response.json()
    assert [key for key, flag in body["flags"].items() if "failed" in flag] == []
    return verdicts_of(body)


@pytest.mark.timeout(170)
@pytest.mark.filterwarnings("ignore:Possible nested set")
@pytest.mark.parametrize("seed", SEEDS, ids=["fixed", "random"])
def test_the_sdk_and_the_gateway_agree(client: httpx.Client, seed: int) -> None:
    print(f"seed {seed}")
    generator = Generator(seed, FLAGS, CONTEXTS)
    generated = generator.definitions
    refused = store(client, [without_cohorts(flag) for flag in generated["flags"]])
    print("refused:", refused.most_common())
    answer = client.get("/flags/definitions", params={"token": credentials.PROJECT})
    assert answer.status_code == 200, answer.text
    definitions = answer.json()
    assert definitions["group_type_mapping"] == generated["group_type_mapping"]
    assert [flag["key"] for flag in definitions["flags"]] == [flag["key"] for flag in generated["flags"]]
    Agreement(generator, definitions, [verdicts(client, context) for context in generator.contexts]).check()
