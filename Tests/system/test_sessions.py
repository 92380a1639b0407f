"""Signing in, being signed in, signing out."""

from collections.abc import Iterator

import httpx
import pytest

from harness import credentials
from harness.credentials import user_jwt
from harness.events import event, send, unique
from harness.instance import Instance, Make
from harness.problems import assert_problem
from harness.sessions import OURS, SESSION, cookie_of, sign_in

pytestmark = pytest.mark.engines("embedded", reason="nothing of it reaches an engine")

OUR_PAGE = OURS | {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(gateway: Instance) -> Iterator[httpx.Client]:
    """A client whose cookie jar stays empty."""
    with gateway.client() as client:
        yield client


@pytest.mark.parametrize("path", [SESSION, "/api/auth/new_auth_route"])
def test_a_token_opens_a_session(browser: httpx.Client, path: str) -> None:
    response = browser.post(path, json={"token": credentials.ADMIN}, headers=OURS)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert body["authenticated"] is True
    assert body["method"] == "session"
    assert body["insecure"] is False
    assert sorted(body["capabilities"]) == ["delete", "lookup", "read", "write"]
    assert body["expires_at"].endswith("Z")
    name, *attributes = response.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-gateway_session=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Secure"} <= set(attributes)
    assert not any(attribute.lower().startswith("domain") for attribute in attributes)
    assert credentials.ADMIN not in response.text + response.headers["Set-Cookie"]


def test_a_session_has_the_rights_of_its_token(browser: httpx.Client) -> None:
    cookie = cookie_of(sign_in(browser, credentials.READ))
    session = browser.get(SESSION, headers={"Cookie": cookie}).json()
    assert session["capabilities"] == ["read"]
    assert_problem(browser.get("/api/audit", headers={"Cookie": cookie}), 403)


def test_a_jwt_opens_a_session_of_its_user(browser: httpx.Client, admin: httpx.Client) -> None:
    user = unique()
    send(admin, event("clicked", user))
    cookie = cookie_of(sign_in(browser, user_jwt(user)))
    body = browser.get("/api/analytics/user/events", headers={"Cookie": cookie}).json()
    assert body["person"]["distinct_ids"] == [user]


def test_signing_out_ends_the_session_for_good(browser: httpx.Client) -> None:
    cookie = cookie_of(sign_in(browser, credentials.ADMIN))
    assert browser.get("/api/audit", headers={"Cookie": cookie}).status_code == 200
    response = browser.delete(SESSION, headers=OUR_PAGE | {"Cookie": cookie})
    assert response.status_code == 204
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert_problem(browser.get("/api/audit", headers={"Cookie": cookie}), 401)


def test_each_sign_in_is_a_session_of_its_own(browser: httpx.Client) -> None:
    first, second = (cookie_of(sign_in(browser, credentials.ADMIN)) for _ in range(2))
    assert first != second
    assert browser.delete(SESSION, headers=OUR_PAGE | {"Cookie": first}).status_code == 204
    assert browser.get(SESSION, headers={"Cookie": second}).status_code == 200


UNSAFE = {
    "without our header": ({"Sec-Fetch-Site": "same-origin"}, 403),
    "with another value of our header": ({"Sec-Fetch-Site": "same-origin", "X-Requested-By": "somebody"}, 403),
    "from nowhere": (OURS, 403),
    "from another site": (OURS | {"Sec-Fetch-Site": "cross-site"}, 403),
    "from a sibling": (OURS | {"Sec-Fetch-Site": "same-site"}, 403),
    "from another origin": (OURS | {"Origin": "https://evil.example.org"}, 403),
    "from a hidden origin": (OURS | {"Origin": "null"}, 403),
    "from the page": (OUR_PAGE, 204),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_a_cookie_alone_changes_nothing(browser: httpx.Client, name: str) -> None:
    headers, expected = UNSAFE[name]
    cookie = cookie_of(sign_in(browser, credentials.ADMIN))
    response = browser.delete(SESSION, headers=headers | {"Cookie": cookie})
    if expected == 403:
        assert_problem(response, 403)
        assert browser.get(SESSION, headers={"Cookie": cookie}).status_code == 200
    else:
        assert response.status_code == expected


def test_our_own_origin_may(browser: httpx.Client, gateway: Instance) -> None:
    cookie = cookie_of(sign_in(browser, credentials.ADMIN, Origin=gateway.url))
    response = browser.delete(SESSION, headers=OURS | {"Cookie": cookie, "Origin": gateway.url})
    assert response.status_code == 204


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org"}], ids=["site", "origin"]
)
def test_another_site_cannot_sign_a_browser_in(browser: httpx.Client, headers: dict[str, str]) -> None:
    response = sign_in(browser, credentials.ADMIN, **headers)
    assert_problem(response, 403)
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "cookie",
    [
        "__Host-gateway_session=",
        "__Host-gateway_session=x",
        "__Host-gateway_session=" + "A" * 43,
        "__Host-gateway_session=" + "x" * 4000,
        "__Host-gateway_session=\"';--",
    ],
    ids=["empty", "short", "well formed", "long", "hostile"],
)
def test_an_invented_cookie_is_401(browser: httpx.Client, cookie: str) -> None:
    assert_problem(browser.get(SESSION, headers={"Cookie": cookie}), 401)


def test_a_token_beside_a_cookie_wins(browser: httpx.Client) -> None:
    cookie = cookie_of(sign_in(browser, credentials.ADMIN))
    headers = {"Cookie": cookie, "Authorization": f"Bearer {credentials.READ}"}
    assert_problem(browser.get("/api/audit", headers=headers), 403)


@pytest.mark.parametrize(
    ("content", "headers", "status", "field"),
    [
        (b'{"token":""}', {}, 401, None),
        (b'{"token":7}', {}, 400, "token"),
        (b"{}", {}, 400, "token"),
        (b"[]", {}, 400, "body"),
        (b"{", {}, 400, "body"),
        (b"", {}, 400, "body"),
        (b"token=x", {"Content-Type": "application/x-www-form-urlencoded"}, 415, None),
        (b'{"token":"x"}', {"Content-Type": "text/plain"}, 415, None),
        (b'{"token":"' + b"x" * 900_000 + b'"}', {}, 413, None),
        (b" " * 1_100_000, {}, 413, None),
    ],
    ids=["empty", "number", "none", "list", "cut", "nothing", "form", "text", "long", "too long for nginx"],
)
def test_a_sign_in_that_cannot_be_read(
    gateway: Instance, content: bytes, headers: dict[str, str], status: int, field: str | None
) -> None:
    with gateway.client() as client:
        response = client.post(SESSION, content=content, headers={"Content-Type": "application/json"} | OURS | headers)
    assert_problem(response, status, field)


def test_sessions_survive_a_restart_but_not_a_new_token(make_instance: Make) -> None:
    instance = make_instance()
    with instance.client() as client:
        cookie = cookie_of(sign_in(client, credentials.ADMIN))
        instance.terminate_gateway()
        instance.start_gateway()
        instance.wait_until_ready()
        assert client.get(SESSION, headers={"Cookie": cookie}).status_code == 200
        instance.terminate_gateway()
        instance.environment["ADMIN_TOKEN"] = "another-admin-token-0123456789"
        instance.start_gateway()
        instance.wait_until_ready()
        assert_problem(client.get(SESSION, headers={"Cookie": cookie}), 401)


def test_guessing_is_slowed_down_more_and_more(make_instance: Make) -> None:
    """The gateway's own delay, with nginx's limit out of the way."""
    instance = make_instance()
    with instance.client() as client:
        for _ in range(5):
            assert_problem(sign_in(client, "a-wrong-token-0123456789"), 401)
        first = assert_problem(sign_in(client, "a-wrong-token-0123456789"), 429)["retry_after"]
        assert 1 <= first <= 2
        assert_problem(sign_in(client, credentials.ADMIN), 429)
        assert client.get("/api/audit", headers={"Authorization": f"Bearer {credentials.ADMIN}"}).status_code == 200
