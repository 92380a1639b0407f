"""A wrong setting stops the start with one line that names it and never prints a secret."""

import subprocess
from pathlib import Path

import pytest

from harness.environment import bare_environment
from harness.instance import EXECUTABLE, ROOT

WRONG = [
    ("GATEWAY_ENGINE", "oracle"),
    ("GATEWAY_WORKERS", "many"),
    ("GATEWAY_WORKERS", "100000"),
    ("SLOW_REQUEST_THRESHOLD_MS", "-1"),
    ("EVENT_RETENTION_DAYS", "1.5"),
    ("INSECURE_MODE", "perhaps"),
    ("CUSTOM_TOKEN_1", "secret-token-0123456789"),
    ("CUSTOM_TOKEN_1", "secret-token-0123456789:read,fly"),
    ("JWT_SECRET", "short"),
    ("JWT_JWKS_FILE", "/no/such/file"),
    ("GATEWAY_SOCKET", "/no/such/directory/gateway.sock"),
    ("GATEWAY_SOCKET", "no-such-host.invalid:9000"),
    ("GATEWAY_SOCKET_GROUP", "no-such-group"),
    ("OUTBOX_MAX_MB", "zero"),
    ("POSTHOG_FLAG_POLL_SECONDS", "x"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
@pytest.mark.parametrize("command", ["check", "serve"])
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str, command: str) -> None:
    environment = bare_environment() | {"GATEWAY_DATA_DIR": str(tmp_path / "data"), name: value}
    ended = subprocess.run(
        [EXECUTABLE, command], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=30
    )
    assert ended.returncode != 0
    [line] = ended.stderr.strip().splitlines()
    assert name in line
    if "TOKEN" in name or "SECRET" in name:
        assert value.split(":")[0] not in line


def test_generated_tokens_stay_the_same_and_private(tmp_path: Path) -> None:
    environment = bare_environment() | {"GATEWAY_DATA_DIR": str(tmp_path / "data")}
    first, second = (
        subprocess.run(
            [EXECUTABLE, "token"], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
        ).stdout
        for _ in range(2)
    )
    assert first == second
    tokens = dict(line.split(maxsplit=1) for line in first.splitlines())
    assert {"ADMIN_TOKEN", "WRITE_TOKEN", "READ_TOKEN", "POSTHOG_PROJECT_TOKEN"} <= set(tokens)
    assert tokens["POSTHOG_PROJECT_TOKEN"].startswith("phc_")
    assert len(set(tokens.values())) == len(tokens)
    holding = [
        path for path in tmp_path.rglob("*") if path.is_file() and tokens["ADMIN_TOKEN"].encode() in path.read_bytes()
    ]
    assert [path.stat().st_mode & 0o777 for path in holding] == [0o600]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROXY_PORT", "http"),
        ("PROXY_PORT", "65536"),
        ("LISTEN_ADDRESS", "a b"),
        ("LISTEN_ADDRESS", "::1"),
        ("GATEWAY_SOCKET", "gateway"),
        ("API_BURST", "-1"),
        ("TLS_KEY", "/no/such/file"),
        ("STATIC_DIR", '/tmp/"; evil'),
        ("CORS_ALLOWED_ORIGINS", "shop.example"),
        ("CORS_ALLOWED_ORIGINS", "null"),
        ("CORS_ALLOWED_ORIGINS", "https://"),
        ("CORS_ALLOWED_ORIGINS", "https://*.example"),
        ("CORS_ALLOWED_ORIGINS", "https://shop.example/"),
        ("CORS_ALLOWED_ORIGINS", "https://ann@shop.example"),
        ("CORS_ALLOWED_ORIGINS", "https://shop.example:port"),
        ("CORS_ALLOWED_ORIGINS", "https://shop.example https://other.example"),
        ("CORS_ALLOWED_ORIGINS", "*, https://$host"),
        ("CORS_ALLOWED_ORIGINS", 'https://shop.example" *; #'),
        ("CORS_ALLOWED_ORIGINS", "https://shop.example;include/etc/passwd"),
        ("CORS_ALLOWED_ORIGINS", "https://shop.example\n"),
        ("CORS_ALLOWED_ORIGINS", "https://shöp.example"),
        ("CORS_ALLOWED_ORIGINS", f"https://{'a' * 254}.example"),
    ],
)
def test_a_wrong_setting_of_nginx_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in refusal_to_write(tmp_path / "nginx", **{name: value})


def test_nginx_listens_on_this_machine_only_for_a_gateway_that_lets_everybody_in(tmp_path: Path) -> None:
    settings = {"INSECURE_MODE": "Yes", "LISTEN_ADDRESS": "0.0.0.0"}
    assert "INSECURE_MODE" in refusal_to_write(tmp_path / "nginx", **settings)


def refusal_to_write(directory: Path, **settings: str) -> str:
    environment = bare_environment() | {"GATEWAY_SOCKET": "/tmp/gateway.sock"} | settings
    ended = subprocess.run(
        [ROOT / "nginx/write-configuration", directory], env=environment, capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 1
    [line] = ended.stderr.strip().splitlines()
    assert not directory.exists(), "nothing is written"
    return line


def check(directory: Path, file: str) -> subprocess.CompletedProcess[str]:
    (directory / ".env").write_text(file)
    return subprocess.run(
        [EXECUTABLE, "check"], env=bare_environment(), cwd=directory, capture_output=True, text=True, timeout=30
    )


def test_a_file_of_settings_may_have_quotes_and_exports(tmp_path: Path) -> None:
    file = f"export GATEWAY_DATA_DIR=\"{tmp_path / 'data'}\"\n# GATEWAY_WORKERS=many\n\nGATEWAY_WORKERS='3'\n"
    assert check(tmp_path, file).returncode == 0
    assert (tmp_path / "data").is_dir()
    assert 'GATEWAY_WORKERS is "999999"' in check(tmp_path, file + 'export GATEWAY_WORKERS="999999"\n').stderr


def test_a_line_of_a_file_that_sets_nothing_is_named(tmp_path: Path) -> None:
    ended = check(tmp_path, f"GATEWAY_DATA_DIR={tmp_path / 'data'}\nsecret-token-0123456789\n")
    assert ended.returncode != 0
    assert ".env, line 2" in ended.stderr
    assert "secret" not in ended.stderr
