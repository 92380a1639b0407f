"""Errors that nginx itself answers have the form of all others, and the gateway's own pass untouched."""

import socket

import httpx
import pytest

from harness import credentials
from harness.flags import FLAGS, MANIFEST, SYNC
from harness.instance import Instance, Make
from harness.ofrep import ALL, SHOP
from harness.problems import assert_problem, assert_problem_in_all_forms

pytestmark = pytest.mark.engines("embedded", reason="nothing of it reaches an engine")


def raw(instance: Instance, request: bytes) -> httpx.Response:
    """What a client that sends these very bytes gets."""
    with socket.create_connection(("127.0.0.1", instance.port), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
            head, separator, body = answer.partition(b"\r\n\r\n")
            if separator:
                lines = head.decode().split("\r\n")
                headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
                length = int(dict(headers).get("Content-Length", "-1"))
                if len(body) == length:
                    return httpx.Response(int(lines[0].split()[1]), headers=headers, content=body)
    raise AssertionError(f"the answer has no whole body: {answer[:2000]!r}")


@pytest.mark.parametrize("path", ["/js/missing.js", "/missing.css", "/a/b/missing.json", "/.env", "/.git/config"])
def test_a_missing_file_is_not_found(anonymous: httpx.Client, path: str) -> None:
    assert_problem(anonymous.get(path), 404)


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/nothing", "/openfeature/v1", "/ofrep/", "/flags/nothing", "/decide/no", "/api//nothing"],
)
def test_an_unknown_route_is_not_found(admin: httpx.Client, path: str) -> None:
    assert_problem(admin.get(path), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/user/u1", "/favicon.svg", "/openapi.json"])
def test_files_are_read_only(anonymous: httpx.Client, method: str, path: str) -> None:
    response = anonymous.request(method, path)
    assert_problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/analytics/user/activity"),
        ("DELETE", "/api/analytics/users"),
        ("PUT", "/api/auth/session"),
        ("PATCH", "/api/audit"),
        ("POST", "/health"),
        ("DELETE", "/batch/"),
        ("PUT", "/ready"),
    ],
)
def test_a_method_a_route_does_not_have(admin: httpx.Client, method: str, path: str) -> None:
    response = admin.request(method, path)
    assert_problem(response, 405)
    assert method not in response.headers["Allow"].split(", ")
    assert admin.options(path).headers["Allow" if path != "/batch/" else "Access-Control-Allow-Methods"]


def test_a_large_body_is_refused(admin: httpx.Client) -> None:
    response = admin.post("/api/analytics/user/activity", content=b"x" * 1_100_000)
    assert_problem(response, 413)


@pytest.mark.parametrize("headers", [{}, SYNC, {"User-Agent": "openfeature-cli/sync"}])
def test_a_large_flag_is_refused_in_every_form_of_the_manifest(admin: httpx.Client, headers: dict[str, str]) -> None:
    assert_problem_in_all_forms(admin.post(FLAGS, content=b"x" * 1_100_000, headers=headers), 413)


@pytest.mark.parametrize("path", ["/flags/?v=2", "/decide/?v=3"])
def test_what_sdks_tell_of_a_person_may_be_as_large_as_is_described(anonymous: httpx.Client, path: str) -> None:
    question = {"api_key": credentials.PROJECT, "distinct_id": "ann", "person_properties": {"note": "x" * 1_900_000}}
    assert anonymous.post(path, json=question).status_code == 200
    question["person_properties"]["note"] = "x" * 2_100_000
    assert_problem(anonymous.post(path, json=question), 413)


def test_a_long_address_is_refused(admin: httpx.Client) -> None:
    assert_problem(admin.get("/api/analytics/users?query=" + "x" * 9000), 414)


def test_large_headers_are_refused(gateway: Instance) -> None:
    head = b"".join(b"X-Filler-%d: %s\r\n" % (number, b"x" * 4000) for number in range(12))
    assert_problem(raw(gateway, b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n"), 400)


@pytest.mark.parametrize(
    "request_line",
    [b"GARBAGE", b"GET", b"GET  HTTP/1.1", b"G\x00T / HTTP/1.1", b"get / HTTP/1.1", b"GET / HTTP/1.x", b"\x16\x03\x01"],
)
def test_a_request_line_that_is_none(gateway: Instance, request_line: bytes) -> None:
    assert_problem(raw(gateway, request_line + b"\r\nHost: localhost\r\n\r\n"), 400)


@pytest.mark.parametrize(
    "headers",
    [b"", b"Host: a b\r\n", b"Host: localhost\r\nHost: localhost\r\n", b"Host: x\r\nContent-Length: -1\r\n"],
    ids=["no host", "bad host", "two hosts", "negative length"],
)
def test_headers_that_contradict_themselves(gateway: Instance, headers: bytes) -> None:
    assert_problem(raw(gateway, b"POST /api/auth/session HTTP/1.1\r\n" + headers + b"\r\n"), 400)


def test_two_lengths_of_a_body(gateway: Instance) -> None:
    head = b"POST /batch/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert_problem(raw(gateway, head), 400)


@pytest.mark.parametrize(
    "path",
    ["/api/analytics/request/a%2Fb", "/api/%00", "/api/analytics/../../etc/passwd%00", "/api/analytics/request/%ff"],
)
def test_a_path_that_is_none(gateway: Instance, path: str) -> None:
    assert_problem(raw(gateway, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()), 400)


def test_climbing_out_of_the_files_is_refused(gateway: Instance) -> None:
    for path in ("/../Package.swift", "/js/../../Package.swift", "/%2e%2e/Package.swift", "/..%2fPackage.swift"):
        response = raw(gateway, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b"swift-tools-version" not in response.content
        assert response.status_code in (200, 400, 404)


def test_no_gateway_is_a_bad_gateway_that_passes(make_instance: Make) -> None:
    instance = make_instance()
    with instance.client() as client:
        instance.kill_gateway()
        response = client.get("/health")
        body = assert_problem(response, 502)
        assert response.headers["Retry-After"] == str(body["retry_after"])
        assert_problem_in_all_forms(client.get(MANIFEST), 502)
        assert client.get("/").status_code == 200, "the page itself needs no gateway"
        instance.start_gateway()
        instance.wait_until_ready()
        assert client.get("/health").status_code == 200


LONGEST = f"https://{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 61}:65535"
ORIGINS = [
    "",
    SHOP,
    SHOP.upper(),
    LONGEST,
    "http://[::1]:3000",
    "app://-",
    "null",
    "https://evil.example",
    "http://shop.example",
    f"{SHOP}:8443",
    f"{SHOP}.evil.example",
]
ASKED = [
    ("POST", ALL),
    ("POST", f"{ALL}/some-flag"),
    ("POST", "/flags"),
    ("POST", "/flags/?v=2"),
    ("POST", "/decide/?v=3"),
    ("POST", "/batch/"),
    ("POST", "/i/v0/e"),
    ("GET", "/flags/definitions"),
    ("GET", "/api/feature_flag/local_evaluation?token=x"),
    ("GET", "/api/projects/1/feature_flags/some-flag/remote_config"),
    ("GET", "/api/flags"),
    ("GET", "/api/analytics/users?query=/ofrep/"),
    ("GET", MANIFEST),
    ("GET", "/health"),
]


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        ("", None),
        ("*", "*"),
        (SHOP, SHOP),
        (f" {SHOP},, HTTPS://Shop.Example ,http://[::1]:3000,app://-,{LONGEST}", SHOP),
        (f"{SHOP},*", "*"),
    ],
    ids=["none", "all", "one", "several", "one and all"],
)
def test_pages_may_read_of_nginx_what_they_may_read_of_the_gateway(
    make_instance: Make, allowed: str, told: str | None
) -> None:
    instance = make_instance(CORS_ALLOWED_ORIGINS=allowed)
    with instance.client() as client:
        expected = readable(client)
        assert expected[ALL, SHOP] == (told, told and "ETag, Retry-After")
        instance.kill_gateway()
        assert readable(client) == expected
        refused = client.post(ALL)
        assert_problem(refused, 502)
        assert "Origin" in refused.headers["Vary"]


def readable(client: httpx.Client) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """The headers that let a page of each origin read an answer, by path and origin."""
    found = {}
    for method, path in ASKED:
        for origin in ORIGINS:
            headers = client.request(method, path, headers={"Origin": origin} if origin else {}).headers
            allowed = headers.get("Access-Control-Allow-Origin")
            found[path, origin] = (allowed, headers.get("Access-Control-Expose-Headers"))
    return found


def test_the_access_log_keeps_no_queries_and_no_users(make_instance: Make) -> None:
    instance = make_instance()
    with instance.client() as client:
        client.get("/api/analytics/users?query=ann@example.org")
        client.get("/user/ann@example.org?days=7")
        client.get("/api/none?email=ann@example.org")
    instance.stop()
    lines = instance.access_log.read_text()
    assert "ann" not in lines
    assert '"GET /api/analytics/users HTTP/1.1" 401' in lines
    assert '"GET /user/- HTTP/1.1" 200' in lines
    assert "ann" not in instance.gateway_log.read_text()
