"""`posthog-gateway demo`: invented events go into a real project only when it is named."""

import subprocess

from harness import credentials
from harness.flags import EVERYBODY, define
from harness.instance import EXECUTABLE, Instance
from harness.upstream import UpstreamProject


def demo(instance: Instance, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EXECUTABLE, "demo", *arguments],
        env=instance.environment,
        cwd=instance.directory,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_new_store_has_flags_and_users_who_got_them(make_instance) -> None:
    instance: Instance = make_instance()
    assert demo(instance).stdout.startswith("Stored ")
    with instance.client(credentials.ADMIN) as client:
        flags = {flag["key"]: flag for flag in client.get("/api/flags").json()["flags"]}
        assert set(flags) == {
            "express-checkout",
            "search-engine",
            "page-size",
            "free-shipping-banner",
            "gift-wrapping",
        }
        # Whose searches time out, and why support may find out.
        asked = client.get("/api/analytics/user/flags", params={"user_id": "user_1002"})
        got = {flag["key"]: flag for flag in asked.json()["flags"]}
        assert got["search-engine"]["response"] == "vector"
        assert got["search-engine"]["current"]["variant"] == "vector"
        for key, flag in got.items():
            assert flag["calls"] > 0, key
        manifest = client.get("/openfeature/v0/manifest").json()["flags"]
        assert {key: flag["type"] for key, flag in manifest.items()} == {
            "express-checkout": "boolean",
            "search-engine": "string",
            "page-size": "number",
            "free-shipping-banner": "boolean",
            "gift-wrapping": "boolean",
        }
        again = demo(instance)
        assert again.stdout.startswith("The demo traffic is there already")
        assert client.get("/api/flags").json()["flags"] == list(flags.values())


def test_flags_of_somebody_stay_as_they_are(make_instance) -> None:
    instance: Instance = make_instance()
    with instance.client(credentials.ADMIN) as client:
        mine = define(client, "mine", EVERYBODY)["key"]
        assert demo(instance).stdout.startswith("Stored ")
        assert [flag["key"] for flag in client.get("/api/flags").json()["flags"]] == [mine]


def test_a_real_project_is_filled_only_when_it_is_named(make_instance, project: UpstreamProject) -> None:
    instance: Instance = make_instance(**project.settings)
    name = project.get("")["name"]
    for arguments in ((), ("--confirm", "another")):
        refused = demo(instance, *arguments)
        assert refused.returncode != 0
        assert name in refused.stderr
    with instance.client() as client:
        outbox = client.get("/health").json()["upstream"]["outbox"]
        assert outbox["waiting"] == 0
        assert outbox["delivered"] == 0
    confirmed = demo(instance, "--confirm", name)
    assert confirmed.returncode == 0, confirmed.stderr
    assert confirmed.stdout.startswith("Stored ")
    # Flags of a real project decide what real users get.
    assert project.get("feature_flags/")["results"] == []
