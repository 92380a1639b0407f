"""The page and the API description as files: caching, compression, headers."""

import json
import shutil
from pathlib import Path

import httpx
import pytest

from harness.events import event, send, unique
from harness.instance import ROOT, Make
from harness.problems import assert_problem

pytestmark = pytest.mark.engines("embedded", reason="nothing of it reaches an engine")

STATIC = ROOT / "static"
FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain",
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_served_and_revalidated(anonymous: httpx.Client, name: str) -> None:
    first = anonymous.get(f"/{name}")
    assert first.status_code == 200
    assert first.content == (STATIC / name).read_bytes()
    assert first.headers["Content-Type"].split(";")[0] == TYPES[Path(name).suffix]
    assert first.headers["Cache-Control"] == "no-cache"
    again = anonymous.get(f"/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/users",
        "/user/ann%40example.org",
        "/user/report.js",
        "/request/82b0da6e-9c9b",
        "/audit",
        "/feature-flags",
        "/feature-flags/new",
        "/feature-flag/flags",
        "/feature-flag/new.js/history",
        "/x/y",
    ],
)
def test_each_view_is_the_page(anonymous: httpx.Client, path: str) -> None:
    response = anonymous.get(path)
    assert response.status_code == 200
    assert response.content == (STATIC / "index.html").read_bytes()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/openapi.json", "/api/openapi.json"])
def test_the_description_is_served(anonymous: httpx.Client, path: str) -> None:
    response = anonymous.get(path)
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["ETag"]
    assert response.json() == json.loads((STATIC / "openapi.json").read_text())


def test_hidden_files_stay_hidden(make_instance: Make, tmp_path: Path) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)
    for name in (".env", "js/.backup.js", ".git/config", ".well-known/acme-challenge/proof"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text("what the file says")
    with make_instance(STATIC_DIR=str(static)).client() as client:
        for path in ("/.env", "/%2eenv", "/js/.backup.js", "/.git/config", "/.none"):
            assert_problem(client.get(path), 404)
        assert client.get("/.well-known/acme-challenge/proof").text == "what the file says"
        assert client.get("/user/.ann").content == (STATIC / "index.html").read_bytes()


EVERYWHERE = [
    "/",
    "/js/main.js",
    "/openapi.json",
    "/none.js",
    "/health",
    "/metrics",
    "/api/none",
    "/api/audit",
    "/api/analytics/users?query=abc",
    "/batch/",
]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_security_headers_are_on_every_answer_once(admin: httpx.Client, path: str, method: str) -> None:
    headers = admin.request(method, path).headers
    [policy] = headers.get_list("Content-Security-Policy")
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert headers.get_list("X-Frame-Options") == ["DENY"]
    assert headers.get_list("Referrer-Policy") == ["no-referrer"]
    assert headers.get_list("Cross-Origin-Opener-Policy") == ["same-origin"]
    assert headers.get_list("Cross-Origin-Resource-Policy") == ["same-origin"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert len(headers.get_list("X-Request-Id")) == 1
    assert headers["Server"] == "nginx"
    assert "Strict-Transport-Security" not in headers


def test_large_answers_are_compressed(admin: httpx.Client) -> None:
    user = unique()
    send(admin, *(event("clicked", user, text="the same again") for _ in range(40)))
    path = f"/api/analytics/user/events?user_id={user}"
    response = admin.get(path)
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    plain = admin.get(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.json()["events"] == response.json()["events"]
    assert not plain.headers["ETag"].startswith("W/")
    assert "Content-Encoding" not in admin.get("/health").headers
    for name in ("/js/main.js", "/openapi.json"):
        assert admin.get(name).headers["Content-Encoding"] == "gzip"


def test_https_is_remembered(make_instance: Make, certificate: tuple[Path, Path]) -> None:
    instance = make_instance(TLS_CERTIFICATE=str(certificate[0]), TLS_KEY=str(certificate[1]))
    with instance.client() as client:
        response = client.get("/health")
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
        page = client.get("/")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        plain = httpx.get(instance.url.replace("https:", "http:") + "/health", trust_env=False)
        assert plain.status_code == 400
        assert plain.headers["Content-Type"] == "application/problem+json"
