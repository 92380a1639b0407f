"""The official PostHog SDK for Python, pointed at a tested gateway."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from posthog import Posthog

from harness import credentials
from harness.events import wait_for_delivery
from harness.instance import Instance


@contextmanager
def sdk_at(url: str, token: str, **options: Any) -> Iterator[Posthog]:
    """A client whose events are all delivered when the block ends; fails when the SDK reports an error."""
    failures: list[Any] = []
    client = Posthog(token, host=url, on_error=lambda error, items: failures.append((error, len(items))), **options)
    try:
        yield client
        client.flush()
    finally:
        client.shutdown()
    assert failures == []


@contextmanager
def sdk(instance: Instance, **options: Any) -> Iterator[Posthog]:
    """A client of an instance of the tests; lookups find its events when the block has ended."""
    with sdk_at(instance.url, credentials.PROJECT, **options) as client:
        yield client
    with instance.client() as other:
        wait_for_delivery(other)
