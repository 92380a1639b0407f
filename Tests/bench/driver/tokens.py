"""What requests bring to be let in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field


def _token() -> str:
    return secrets.token_hex(24)


@dataclass(frozen=True)
class Tokens:
    """The secrets of one run; the gateway is given them in its environment."""

    project: str = field(default_factory=lambda: "phc_" + _token())
    admin: str = field(default_factory=_token)
    jwt_secret: str = field(default_factory=_token)

    def environment(self) -> dict[str, str]:
        return {"POSTHOG_PROJECT_TOKEN": self.project, "ADMIN_TOKEN": self.admin, "JWT_SECRET": self.jwt_secret}

    def administrator(self) -> dict[str, str]:
        """Headers of somebody who may look up everybody."""
        return {"Authorization": f"Bearer {self.admin}"}

    def user(self, distinct_id: str) -> dict[str, str]:
        """Headers of a user who may see only itself: an HS256 JWT."""
        header = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        claims = _encoded(json.dumps({"sub": distinct_id, "exp": int(time.time()) + 86_400}).encode())
        signature = hmac.digest(self.jwt_secret.encode(), header + b"." + claims, hashlib.sha256)
        return {"Authorization": "Bearer " + b".".join([header, claims, _encoded(signature)]).decode()}


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
