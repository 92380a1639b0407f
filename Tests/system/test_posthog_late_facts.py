"""What a flag asks for comes too late from PostHog: whoever gets its value is told so."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.cohorts import flag_asking_for, make_cohort
from harness.flags import define, where
from harness.instance import Instance, Make
from harness.upstream import UpstreamProject
from harness.waiting import eventually

HANGING = {"kind": "hang"}


@pytest.fixture
def running(make_instance: Make, project: UpstreamProject) -> Instance:
    return make_instance(**project.settings)


ALL_CALLERS = {"page", "SDK", "OFREP"}


def who_lacks(client: httpx.Client, token: str, key: str, context: dict[str, Any]) -> set[str]:
    """To whom it is said that something the flag asks for is not known."""
    answer = client.post("/api/flag-insight/playground", json={"flags": [key], "contexts": [context]})
    assert answer.status_code == 200, answer.text
    asked = {"token": token, "flag_keys_to_evaluate": [key]} | context
    verdicts = client.post("/flags", params={"v": "2"}, json=asked)
    assert verdicts.status_code == 200, verdicts.text
    given = {"context": {"targetingKey": context["distinct_id"]} | context.get("person_properties", {})}
    single = client.post(f"/ofrep/v1/evaluate/flags/{key}", json=given)
    assert single.status_code == 200, single.text
    said = {
        "page": answer.json()["known_properties_missing"],
        "SDK": verdicts.json()["errorsWhileComputingFlags"],
        "OFREP": single.json()["metadata"].get("known_properties_missing", False),
    }
    return {name for name, lacks in said.items() if lacks}


def test_it_is_said_when_what_a_flag_needs_to_know_comes_too_late(running: Instance, project: UpstreamProject) -> None:
    known, unknown = {"distinct_id": "known"}, {"distinct_id": "unknown"}
    with running.client(credentials.ADMIN) as client:
        by_nothing = define(client, "by-nothing")["key"]
        by_plan = define(client, "by-plan", where("plan", "exact", "pro"))["key"]
        by_cohort = flag_asking_for(client, make_cohort(client, is_static=True))

        def lacks(key: str, context: dict[str, Any]) -> set[str]:
            return who_lacks(client, project.token, key, context)

        for key in (by_plan, by_cohort):
            eventually(lambda key=key: not lacks(key, known), f"PostHog tells what {key} asks for")
        project.upstream.break_everything(HANGING)
        assert lacks(by_plan, unknown) == ALL_CALLERS
        assert lacks(by_cohort, unknown) == ALL_CALLERS
        assert lacks(by_plan, unknown | {"person_properties": {"plan": "free"}}) == set()
        assert lacks(by_nothing, unknown) == set()
        assert lacks(by_plan, known) == set()
        project.upstream.recover()
        for key in (by_plan, by_cohort):
            eventually(lambda key=key: not lacks(key, unknown), f"PostHog tells what {key} asks for again", 60)


def test_an_answer_that_lacked_something_is_not_known_any_more(running: Instance, project: UpstreamProject) -> None:
    with running.client(credentials.ADMIN) as client:
        define(client, "by-plan", where("plan", "exact", "pro"))

        def ask(tag: str = "") -> httpx.Response:
            headers = {"If-None-Match": tag} if tag else {}
            asked = {"context": {"targetingKey": "nobody"}}
            return client.post("/ofrep/v1/evaluate/flags", json=asked, headers=headers)

        project.upstream.break_everything(HANGING)
        lacking = ask()
        assert lacking.json()["metadata"]["known_properties_missing"] is True
        assert ask(lacking.headers["ETag"]).status_code == 304
        project.upstream.recover()
        answer = eventually(
            lambda: again if (again := ask(lacking.headers["ETag"])).status_code == 200 else None,
            "the answer with all that is known is another one",
        )
        assert "known_properties_missing" not in answer.json()["metadata"]
        assert answer.json()["flags"] == lacking.json()["flags"]
        assert ask(answer.headers["ETag"]).status_code == 304
