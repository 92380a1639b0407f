"""Signing in as the page does."""

import httpx

SESSION = "/api/auth/session"
#: What the page sends along with whatever changes something.
OURS = {"X-Requested-By": "gateway"}


def sign_in(client: httpx.Client, token: str, **headers: str) -> httpx.Response:
    return client.post(SESSION, json={"token": token}, headers=OURS | headers)


def cookie_of(response: httpx.Response) -> str:
    """`name=value` of a sign-in; Python's own jar would not send a Secure cookie back over HTTP."""
    assert response.status_code == 200, response.text
    return response.headers["Set-Cookie"].split(";")[0]
