"""PostHog's flags as applications ask for them: through the SDK in both of its ways, and on the wire."""

from typing import Any

import httpx

from harness import credentials
from harness.flags import create, wait_for_definitions
from harness.instance import Instance
from harness.sdk import sdk

USERS = [f"user-{number}" for number in range(50)] + ["ünï-1", "a b", "x" * 150, "anonymous/7", "0"]
VARIANTS = {
    "first": {"value": {"colour": "red"}, "weight": 50},
    "second": {"value": {"colour": "blue"}, "weight": 20},
    "third": {"value": {"colour": "grün"}, "weight": 30},
}


def create_every_kind(client: httpx.Client) -> list[str]:
    """The keys of new flags of every kind the manifest can make; SDKs can read them when it returns."""
    flags = [
        create(client, "switch", "boolean", False),
        create(client, "switched-off", "boolean", True, state="DISABLED"),
        create(client, "text", "string", "hello"),
        create(client, "number", "integer", 7),
        create(client, "ratio", "float", 10.0),
        create(client, "settings", "object", {"colour": "red"}, variants=VARIANTS),
        create(client, "partly", "string", "none", variants={"some": {"value": "some", "weight": 33.3}}),
        create(client, "everybody", "boolean", False, variants={"on": {"value": True, "weight": 100}}),
    ]
    wait_for_definitions(client)
    return [flag["key"] for flag in flags]


def remote(gateway: Instance, **options: Any) -> Any:
    """The SDK without definitions: it asks for every verdict."""
    return sdk(gateway, **options)


def local(gateway: Instance, **options: Any) -> Any:
    """The SDK with the definitions; they are read once, the next poll is out of sight."""
    return sdk(gateway, secret_key=credentials.READ, poll_interval=3600, **options)


def flags_for(client: httpx.Client, user: str = "user-1", path: str = "/flags/", **body: Any) -> dict[str, Any]:
    response = client.post(path, params={"v": "2"}, json={"api_key": credentials.PROJECT, "distinct_id": user} | body)
    assert response.status_code == 200, response.text
    return response.json()
