"""The tests' PostHog decides about thousands of generated flags and users as PostHog's own Python SDK does.

The SDK is given the definitions the server sends. Where the two are known to disagree, the reason is one of
`flags_oracle.differences.REASONS`.
"""

import random
from typing import Any

import pytest

from flags_oracle.agreement import Agreement, Verdicts, verdicts_of
from flags_oracle.form import as_written
from flags_oracle.generator import Generator
from harness.events import event
from harness.upstream import UpstreamProject

FLAGS = 150
CONTEXTS = 100
#: So that a failure can be repeated, the random seed is in the name of the failing assertion.
SEEDS = [20261121, random.SystemRandom().randrange(2**31)]


def whole(group: dict[str, Any]) -> dict[str, Any]:
    """A cohort's conditions as the private API takes them: an empty group has a type and no values."""
    values = [whole(one) if "values" in one or not one else one for one in group.get("values", [])]
    return {"type": group.get("type", "AND"), "values": values}


def store(project: UpstreamProject, generator: Generator) -> int:
    """Creates cohorts and flags without what PostHog refuses; how many properties are left."""
    for number, conditions in generator.definitions["cohorts"].items():
        cohort = project.send("POST", "cohorts/", name=f"c{number}", filters={"properties": whole(conditions)})
        assert str(cohort["id"]) == number
    everybody = {"groups": [{"rollout_percentage": 100}]}
    probe = project.send("POST", "feature_flags/", key="probe", filters=everybody)["id"]
    kept = 0
    ids: dict[str, int] = {}
    for flag in generator.definitions["flags"]:
        body = as_written(flag, ids)
        variants = [one["key"] for one in (body["filters"]["multivariate"] or {}).get("variants", [])]
        level = body["filters"]["aggregation_group_type_index"]
        for condition in body["filters"]["groups"]:
            if condition["variant"] not in variants:
                condition["variant"] = None
            index = condition.get("aggregation_group_type_index", level)
            condition["properties"] = [one for one in condition["properties"] if is_taken(project, probe, one, index)]
            kept += len(condition["properties"])
        made = project.ask("POST", "feature_flags/", json=body)
        assert made.status_code == 201, (made.text, body)
        ids[flag["key"]] = made.json()["id"]
    project.send("PATCH", f"feature_flags/{probe}/", deleted=True)
    return kept


def is_taken(project: UpstreamProject, probe: int, prop: dict[str, Any], index: int | None) -> bool:
    """Whether PostHog would store a flag with this property."""
    filters = {"groups": [{"properties": [prop], "aggregation_group_type_index": index}]}
    answer = project.ask("PATCH", f"feature_flags/{probe}/", json={"filters": filters})
    assert answer.status_code in (200, 400), answer.text
    return answer.status_code == 200


def verdicts(project: UpstreamProject, context: dict[str, Any]) -> Verdicts:
    answer = project.upstream.client.post("/flags/?v=2", json={"token": project.token} | context)
    assert answer.status_code == 200, answer.text
    return verdicts_of(answer.json())


@pytest.mark.timeout(170)
@pytest.mark.filterwarnings("ignore:Possible nested set")
@pytest.mark.parametrize("seed", SEEDS, ids=["fixed", "random"])
def test_the_sdk_and_the_server_agree(project: UpstreamProject, seed: int) -> None:
    project.upstream.control(project={"id": project.id, "early_exit": True})
    for group_type in ("company", "project"):
        group = {"$group_type": group_type, "$group_key": "first", "$group_set": {"made": "first"}}
        project.capture(event("$groupidentify", "ann", **group))
    generator = Generator(seed, FLAGS, CONTEXTS)
    kept = store(project, generator)
    assert kept > FLAGS, kept
    key = project.upstream.facts["personal_key"]
    answer = project.upstream.client.get(
        "/flags/definitions", params={"token": project.token}, headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.text
    definitions = answer.json()
    assert definitions["group_type_mapping"] == generator.definitions["group_type_mapping"]
    Agreement(generator, definitions, [verdicts(project, context) for context in generator.contexts]).check()
