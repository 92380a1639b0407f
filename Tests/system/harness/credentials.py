"""The tokens the tested gateway is started with, and JWTs it accepts or must refuse."""

import time
from typing import Any

import jwt

READ = "read-token-2f6c1b0e9a7d4c53"
WRITE = "write-token-8d1e5a3b7c9f4026"
ADMIN = "admin-token-c4b7e2d96f1a4830"
SUPPORT = "custom-token-71f0c8a2b5d64e9f"
PROJECT = "phc_systemTestsProjectToken0123456789"

JWT_SECRET = "the-shared-secret-of-the-system-tests-0123456789"
ISSUER = "https://issuer.example.org"
AUDIENCE = "posthog-gateway"

SETTINGS = {
    "READ_TOKEN": READ,
    "WRITE_TOKEN": WRITE,
    "ADMIN_TOKEN": ADMIN,
    "CUSTOM_TOKEN_1": f"{SUPPORT}:read,lookup",
    "POSTHOG_PROJECT_TOKEN": PROJECT,
    "JWT_SECRET": JWT_SECRET,
    "JWT_ISSUER": ISSUER,
    "JWT_AUDIENCE": AUDIENCE,
}


def claims(subject: str | None = None, **others: Any) -> dict[str, Any]:
    """Good claims; a value of None leaves a claim out."""
    now = int(time.time())
    values = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600, "sub": subject} | others
    return {name: value for name, value in values.items() if value is not None}


def user_jwt(subject: str | None, **others: Any) -> str:
    """A JWT the gateway accepts, unless `others` spoil it."""
    return jwt.encode(claims(subject, **others), JWT_SECRET, algorithm="HS256")
