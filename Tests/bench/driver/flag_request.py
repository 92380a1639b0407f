"""A request for flags that is measured."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from . import load
from .client import Answer, Client
from .table import Target


@dataclass(frozen=True)
class FlagRequest:
    """A request and what it is called in the table."""

    title: str
    path: str
    headers: dict[str, str]
    body: str | None = None
    target: Target | None = None
    #: Set where the answer may be 304.
    tagged: bool = False
    status: int = 200
    #: The answer differs from request to request in nothing but these members.
    varying: list[str] = field(default_factory=list)

    def step(self) -> load.Step:
        return load.Step(self.path, dict(self.headers), body=self.body)

    def knowing(self, etag: str) -> FlagRequest:
        """The same request by somebody who has the answer already."""
        return replace(
            self, title="  answered 304", headers={**self.headers, "If-None-Match": etag}, target=None, status=304)

    def fetch(self, client: Client) -> Answer:
        """The answer, which has to have the request's status."""
        return client.fetch(self.path, self.headers, self.body.encode() if self.body else None, status=self.status)
