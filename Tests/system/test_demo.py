"""`posthog-gateway demo`: invented events go into a real project only when it is named."""

import subprocess

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
