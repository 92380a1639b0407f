"""What the tested gateways run on: the embedded engine, or a PostHog of each gateway's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import credentials
from harness.instance import Instance
from harness.upstream import Upstream, UpstreamProject


class Engine:
    """The embedded engine."""

    name = "embedded"

    @contextmanager
    def project(self) -> Iterator[UpstreamProject | None]:
        """What a gateway needs besides its data directory."""
        yield None

    @contextmanager
    def gateway(self, directory: Path, **settings: str) -> Iterator[Instance]:
        """A gateway without events and flags."""
        with self.project() as project, Instance(directory, settings, project).running() as instance:
            yield instance

    @contextmanager
    def lasting_gateway(self, directory: Path, **settings: str) -> Iterator[Instance]:
        """A gateway for many tests: the process that was started must still be the one that runs at the end."""
        with self.gateway(directory, **settings) as instance:
            assert instance.gateway
            process = instance.gateway.pid
            yield instance
            alive = instance.is_alive() and instance.gateway.pid == process
            assert alive, f"the gateway did not survive the tests:\n{instance.logs()}"

    def stop(self) -> None:
        pass


class PostHogEngine(Engine):
    """Each gateway has a PostHog to itself, whose project has the token of the embedded engine's."""

    name = "posthog"

    def __init__(self) -> None:
        self.idle: list[Upstream] = []

    @contextmanager
    def project(self) -> Iterator[UpstreamProject]:
        """An empty project; the server is there for the next gateway when this one has ended."""
        upstream = self.idle.pop() if self.idle else Upstream("--token", credentials.PROJECT)
        project = upstream.first_project
        # What some plans of PostHog lack; the gateway asks for it like for any other field.
        upstream.control(project={"id": project.id, "early_exit": True})
        try:
            yield project
        finally:
            upstream.recover()
            upstream.control(reset_data={"id": project.id, "flags": True})
            self.idle.append(upstream)

    def stop(self) -> None:
        for upstream in self.idle:
            upstream.stop()


ENGINES: dict[str, type[Engine]] = {kind.name: kind for kind in (Engine, PostHogEngine)}
