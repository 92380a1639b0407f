"""A definition in the store that cannot be read breaks that flag alone, and can be mended."""

import json

import pytest

from harness import credentials
from harness.flags import EVERYBODY, create, define, listed
from harness.instance import Make
from harness.problems import assert_problem
from harness.store import damage_flag


@pytest.mark.engines("embedded", reason="only its own store can be damaged; PostHog checks what it stores")
@pytest.mark.parametrize(
    "definition",
    ["", "no json", "{}", '{"key":"bad","filters":7}', '{"filters":{"groups":[{"rollout_percentage":"all"}]}}'],
)
def test_a_malformed_flag_breaks_only_itself(make_gateway: Make, definition: str) -> None:
    instance = make_gateway()
    bulk, asked = "/ofrep/v1/evaluate/flags", {"context": {"targetingKey": "u"}}
    with instance.client(credentials.ADMIN) as client:
        for key in ("good", "bad"):
            create(client, key, "boolean", True)
            client.patch(f"/api/flags/{key}", json={"filters": {"groups": [EVERYBODY]}}, headers={"If-Match": "*"})
        damage_flag(instance, "bad", definition)

        body = client.get("/api/flags").json()
        assert [flag["key"] for flag in body["flags"]] == ["good"]
        [malformed] = body["malformed"]
        assert malformed["key"] == "bad"
        assert malformed["field"]
        assert malformed["detail"]

        failed = client.post(f"{bulk}/bad", json=asked)
        assert (failed.status_code, failed.json()["errorCode"]) == (400, "PARSE_ERROR")
        assert client.post(f"{bulk}/good", json=asked).json()["value"] is True
        verdicts = {flag["key"]: flag for flag in client.post(bulk, json=asked).json()["flags"]}
        assert verdicts["good"]["value"] is True
        assert verdicts["bad"]["errorCode"] == "PARSE_ERROR"
        assert verdicts["bad"]["errorDetails"]
        sdk_answer = client.post("/flags/?v=2", json={"api_key": credentials.PROJECT, "distinct_id": "u"}).json()
        assert sdk_answer["errorsWhileComputingFlags"] is True
        assert sdk_answer["flags"]["good"]["enabled"] is True
        assert list(listed(client)) == ["good"]

        shown = client.get("/api/flags/bad")
        assert assert_problem(shown, 409)["malformed"].items() >= malformed.items()
        stored = shown.json()["malformed"]["definition"]
        assert stored == (json.loads(definition) if definition.startswith("{") else definition)
        tag = {"If-Match": "*"}
        assert_problem(client.patch("/api/flags/bad", json={"name": "x"}, headers=tag), 409)
        assert_problem(client.post("/api/flags/bad/revert", json={"version": 1}), 428, "If-Match")
        assert_problem(client.delete("/api/flags/bad", headers={"If-Match": '"2-1"'}), 412)
        assert_problem(client.post("/api/flag-insight/affected", json={"key": "bad", "patch": {"name": "x"}}), 409)
        assert client.patch("/api/flags/good", json={"name": "x"}, headers=tag).status_code == 200

        reverted = client.post("/api/flags/bad/revert", json={"version": 2}, headers=tag)
        assert reverted.status_code == 200, reverted.text
        assert client.post(f"{bulk}/bad", json=asked).json()["value"] is True
        damage_flag(instance, "bad", definition)
        own = {"If-Match": client.get("/api/flags/bad").headers["ETag"]}
        assert_problem(client.put("/api/flags/bad", json={"name": "x"}, headers=own), 400, "key")
        mended = client.put(
            "/api/flags/bad", json={"key": "bad", "filters": {"groups": [EVERYBODY]}, "reason": "Why"}, headers=own
        )
        assert mended.status_code == 200, mended.text
        assert mended.headers["ETag"] == client.get("/api/flags/bad").headers["ETag"]
        assert client.get("/api/flags/bad/history").json()["history"][0]["reason"] == "Why"
        assert client.post(f"{bulk}/bad", json=asked).json()["value"] is True
        assert (
            assert_problem(client.put("/api/flags/bad", json={"key": "bad"}, headers=own), 412)["flag"]["key"] == "bad"
        )

        damage_flag(instance, "bad", definition)
        assert client.delete("/api/flags/bad", headers=tag).status_code == 204
        assert client.get("/api/flags").json()["malformed"] == []
        define(client, "bad")
