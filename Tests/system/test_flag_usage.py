"""How often flags are asked for: which nobody needs any more, and which nobody knows."""

from typing import Any

import httpx
import pytest

from harness import credentials
from harness.events import rfc3339, unique
from harness.flags import define
from harness.instance import Instance, Make
from harness.sdk import sdk
from harness.store import age_flag
from harness.waiting import eventually


def stale(client: httpx.Client, **query: str) -> dict[str, dict[str, Any]]:
    response = client.get("/api/flag-insight/stale", params=query)
    assert response.status_code == 200, response.text
    return {flag["key"]: flag for flag in response.json()["flags"]}


@pytest.mark.engines("embedded", reason="only its own store can be told that a flag is old")
def test_flags_nobody_needs_are_listed(make_gateway: Make) -> None:
    instance = make_gateway()
    with instance.client(credentials.ADMIN) as client:
        for key in ("forgotten", "young", "settled", "switched-off", "gone"):
            define(client, key)
        define(client, "partial", {"properties": [], "rollout_percentage": 50})
        forgotten = age_flag(instance, "forgotten", 40)
        age_flag(instance, "young", 20)
        client.patch("/api/flags/switched-off", json={"active": False}, headers={"If-Match": "*"})
        client.post("/api/flags/gone/archive", headers={"If-Match": "*"})
        for key in ("switched-off", "gone"):
            age_flag(instance, key, 40)
        for key in ("settled", "partial"):
            client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": "u"}})
        eventually(
            lambda: all(
                flag["evaluations"] == 1
                for flag in client.get("/api/flags").json()["flags"]
                if flag["key"] in ("settled", "partial")
            ),
            "both evaluations are counted",
            70,
        )
        settled = age_flag(instance, "settled", 35)
        age_flag(instance, "partial", 35)

        found = stale(client)
        assert set(found) == {"forgotten", "settled"}
        assert found["forgotten"] | {"since": None} == {
            "key": "forgotten",
            "reason": "never_evaluated",
            "since": None,
            "active": True,
            "archived": False,
            "last_called_at": None,
        }
        assert (found["settled"]["reason"], found["settled"]["since"]) == ("fully_rolled_out", rfc3339(settled))
        assert found["forgotten"]["since"] == rfc3339(forgotten)
        assert found["settled"]["last_called_at"] is not None
        assert set(stale(client, days="10")) == {"forgotten", "settled", "young"}
        assert set(stale(client, days="36")) == {"forgotten"}
        flags = {flag["key"]: flag["stale"] for flag in client.get("/api/flags").json()["flags"]}
        assert (flags["forgotten"], flags["settled"], flags["young"]) == ("never_evaluated", "fully_rolled_out", None)


def usage(client: httpx.Client, key: str) -> tuple[int, int]:
    [flag] = client.get("/api/flags", params={"search": key}).json()["flags"]
    return flag["evaluations"], flag["calls"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_one_use_through_an_sdk_is_one_evaluation_and_one_call(gateway: Instance, client: httpx.Client) -> None:
    key = define(client, unique("used"))["key"]
    with sdk(gateway) as asking:
        assert asking.get_feature_flag(key, "somebody") is True
    eventually(lambda: usage(client, key) == (1, 1), "both are counted, apart", 70)
    with sdk(gateway, secret_key=credentials.READ, poll_interval=3600) as deciding:
        deciding.load_feature_flags()
        assert deciding.get_feature_flag(key, "somebody else") is True
    assert usage(client, key) == (1, 2), "a use of definitions is a call only"
    client.post(f"/ofrep/v1/evaluate/flags/{key}", json={"context": {"targetingKey": "u"}})
    eventually(lambda: usage(client, key) == (2, 2), "OpenFeature reports no calls", 70)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_unknown_key_an_sdk_asks_for_is_counted_once(gateway: Instance, client: httpx.Client) -> None:
    key = unique("missing")
    with sdk(gateway) as asking:
        assert not asking.get_feature_flag(key, "somebody")

    def counted() -> list[int]:
        keys = client.get("/api/flag-insight/unknown", params={"limit": 1000}).json()["keys"]
        return [entry["count"] for entry in keys if entry["key"] == key]

    assert eventually(counted, "the key is listed", 70) == [1]
