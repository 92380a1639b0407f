"""The page and its routes behind the other web servers, each with the example that comes along."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from harness import credentials
from harness.events import event, send, unique, user_events
from harness.flags import create
from harness.instance import ROOT
from harness.ofrep import ALL, ask_again, assert_error, assert_value, evaluate
from harness.pages import opened, visit
from harness.problems import assert_problem
from harness.sessions import SESSION, cookie_of, sign_in
from harness.web_servers import SERVERS, WebServer, running

STATIC = ROOT / "static"
PAGE = (STATIC / "index.html").read_bytes()


@pytest.fixture(scope="module", params=list(SERVERS))
def server(request: pytest.FixtureRequest) -> Iterator[WebServer]:
    with running(request.param) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: WebServer) -> Iterator[httpx.Client]:
    """May do everything."""
    with server.client() as client:
        yield client


def test_events_go_in_and_come_out(client: httpx.Client) -> None:
    user = unique("ann + bö&=%40")
    sent = [event("clicked", user, text="ü" * 1_000) for _ in range(20)]
    send(client, *sent)
    assert {one["uuid"] for one in user_events(client, user)} == {one["uuid"] for one in sent}


def test_nobody_reads_without_a_token(server: WebServer) -> None:
    with server.client(token=None) as anonymous:
        assert_problem(anonymous.get("/api/analytics/users", params={"query": "ann"}), 401)
        assert anonymous.get("/health").status_code == 200
    with server.client(token=credentials.READ) as reader:
        assert_problem(reader.get("/api/audit"), 403)


def test_problems_pass_as_they_are(client: httpx.Client) -> None:
    assert_problem(client.get("/api/none"), 404)
    assert_problem(client.delete("/api/analytics/users"), 405)
    assert_problem(client.get("/api/analytics/user/events", params={"user_id": "u", "limit": "0"}), 400, "limit")


@pytest.mark.parametrize("name", ["plain", "two words", "größe", "100%", "a+b&c=d?e#f", "semi;colon,comma", ".hidden"])
def test_keys_need_no_care(client: httpx.Client, name: str) -> None:
    key = unique(name)
    create(client, key, "string", "on")
    assert assert_value(evaluate(client, key))["key"] == key


def test_a_slash_in_a_key_is_never_another_path(client: httpx.Client) -> None:
    """Some of them refuse it themselves; none may turn it into another flag or route."""
    answer = evaluate(client, "a/../../../health")
    if answer.headers["Content-Type"].startswith("application/json"):
        assert_error(answer, 404, "FLAG_NOT_FOUND", "a/../../../health")
    else:
        assert answer.status_code in (400, 404)


def test_a_known_answer_is_not_sent_again(client: httpx.Client) -> None:
    for _ in range(5):
        create(client, unique(), "string", "a value that is worth compressing " * 20)
    for encoding in ("identity", "gzip"):
        headers = {"Accept-Encoding": encoding}
        answer = client.post(ALL, json={"context": {"targetingKey": "user-1"}}, headers=headers)
        assert answer.status_code == 200
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        assert ask_again(client, answer.headers["ETag"]) == 304


def test_a_body_without_a_length_is_read_or_refused(client: httpx.Client) -> None:
    body = json.dumps({"context": {"targetingKey": "user-1"}}).encode()
    answer = client.post(ALL, content=iter([body[:10], body[10:]]), headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 411)
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize("server", ["lighttpd", "caddy"], indirect=True)
def test_a_slow_upload_keeps_no_worker(server: WebServer, client: httpx.Client) -> None:
    """Apache passes a body on while it comes; its example says what to do about that."""
    head = (
        f"POST /batch/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        "Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n{"
    )
    uploads = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
    try:
        for upload in uploads:
            upload.sendall(head.encode() + b" " * 80_000)
        for _ in range(200):
            [busy] = re.findall(r"^gateway_fastcgi_workers_busy (\d+)$", client.get("/metrics").text, re.MULTILINE)
            assert int(busy) <= 2, "the one that answers this, and the one before, which may be a moment late"
    finally:
        for upload in uploads:
            upload.close()


def test_head_has_no_body(client: httpx.Client) -> None:
    for path in ("/health", "/", "/openapi.json"):
        answer = client.head(path)
        assert answer.status_code == 200
        assert answer.content == b""


def test_a_session_is_a_cookie(server: WebServer) -> None:
    with server.client(token=None) as browser:
        cookie = cookie_of(sign_in(browser, credentials.SUPPORT))
        assert browser.get(SESSION, headers={"Cookie": cookie}).json()["capabilities"] == ["read", "lookup"]


@pytest.mark.parametrize(
    "path", ["/", "/user/ann%40example.org", "/feature-flag/new.js/history", "/user/.ann", "/audit"]
)
def test_each_view_is_the_page(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content == PAGE
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "trusted-types 'none'" in answer.headers["Content-Security-Policy"]


def test_each_file_is_served_and_revalidated(client: httpx.Client) -> None:
    for file in sorted(STATIC.rglob("*.*")):
        name = file.relative_to(STATIC).as_posix()
        answer = client.get(f"/{name}")
        assert answer.content == file.read_bytes(), name
        again = client.get(f"/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304, name
        if file.suffix == ".js":
            assert answer.headers["Content-Type"].startswith("text/javascript"), name
    assert client.get("/api/openapi.json").json() == json.loads((STATIC / "openapi.json").read_text())


def test_hidden_files_stay_hidden(server: WebServer) -> None:
    secret = "the contents of a hidden file"
    for name in (".env", "js/.backup.js", ".git/config"):
        _write(server.static / name, secret)
    for target in (
        "/.env",
        "/%2eenv",
        "/js/.backup.js",
        "/.git/config",
        "/js/%2e%2e/.env",
        "/.htaccess",
        "/gateway.fcgi",
        "/../posthog-gateway/.env",
        "/js/../../posthog-gateway/.env",
        "/js/%2e%2e/%2e%2e/posthog-gateway/.env",
        "/js/..%2f..%2fposthog-gateway/.env",
    ):
        text = _raw(server, target)
        assert not [told for told in (secret, "RewriteEngine", "#!/bin/sh", credentials.ADMIN) if told in text], target


def test_proofs_for_certificates_are_served(server: WebServer, client: httpx.Client) -> None:
    _write(server.static / ".well-known/acme-challenge/proof", "a proof")
    assert client.get("/.well-known/acme-challenge/proof").text == "a proof"


def _raw(server: WebServer, target: str) -> str:
    """The body of an answer to a target as it stands; other clients remove dots before they send it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("GET", target)
        return connection.getresponse().read().decode(errors="replace")
    finally:
        connection.close()


def _write(file: Path, text: str) -> None:
    """A file that the web server's own user can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize("path", ["/", "/js/main.js", "/health", "/api/none", "/api/audit"])
def test_security_headers_are_on_every_answer_once(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]:
        assert headers.get_list(name) == [value], name
    assert len(headers.get_list("Content-Security-Policy")) == 1


def test_support_finds_out_what_happened(browser: Browser, server: WebServer, client: httpx.Client) -> None:
    user = unique()
    send(client, event("checkout failed", user, request_id="r-1", path="/checkout"))
    with visit(browser, server) as visitor:
        page = opened(visitor, f"/user/{user}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(user)
        expect(page.locator("main")).to_contain_text("checkout failed")
