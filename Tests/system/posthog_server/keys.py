"""Personal keys, and who is allowed what."""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from posthog_server.errors import ApiError

ALL = "*"


@dataclass
class PersonalKey:
    """`scopes` as `feature_flag:read` or `*`; `projects` is empty for all."""

    value: str
    scopes: list[str] = field(default_factory=lambda: [ALL])
    projects: list[int] = field(default_factory=list)
    user: str = "Tests"

    def allows(self, scope: str) -> bool:
        subject, _, action = scope.partition(":")
        return ALL in self.scopes or scope in self.scopes or (action == "read" and f"{subject}:write" in self.scopes)


def bearer(request: Request) -> str | None:
    header = request.headers.get("authorization", "")
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" and value.strip() else None


def presented(request: Request, body: Any = None) -> tuple[str, str] | None:
    """The first credential found and where: header, then body, then query."""
    if value := bearer(request):
        return value, "Authorization header"
    if isinstance(body, dict) and isinstance(body.get("personal_api_key"), str):
        return body["personal_api_key"], "body"
    if value := request.query_params.get("personal_api_key"):
        return value, "query string"
    return None


def authenticate(keys: dict[str, PersonalKey], request: Request, body: Any = None) -> PersonalKey:
    found = presented(request, body)
    if found is None:
        raise ApiError(401, "not_authenticated", "Authentication credentials were not provided.")
    value, place = found
    if value not in keys:
        raise ApiError(401, "authentication_failed", f"Personal API key found in request {place} is invalid.")
    return keys[value]


def require(key: PersonalKey, scope: str) -> None:
    if not key.allows(scope):
        raise ApiError(403, "permission_denied", f"API key missing required scope '{scope}'")
