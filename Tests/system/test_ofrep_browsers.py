"""Pages that ask for flags by the OpenFeature protocol: who may, and what they can read."""

import httpx
import pytest

from harness.events import unique
from harness.instance import Instance
from harness.ofrep import ALL, SHOP, USER, create_split, evaluate

#: New flags are on for everybody, and one shop's pages may ask.
pytestmark = pytest.mark.settings(
    DEFAULT_ROLLOUT_PERCENTAGE="100", CORS_ALLOWED_ORIGINS=f"https://other.example,{SHOP}"
)


def preflight(client: httpx.Client, path: str, origin: str) -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,if-none-match,x-api-key",
    }
    return client.options(path, headers=asked)


@pytest.mark.parametrize("path", [ALL, f"{ALL}/some-flag", f"{ALL}/a%20flag"])
def test_a_page_of_an_allowed_origin_may_ask(gateway: Instance, path: str) -> None:
    with gateway.client() as browser:
        answer = preflight(browser, path, SHOP)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "content-type", "if-none-match", "x-api-key"} <= allowed
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]
)
def test_a_page_of_another_origin_may_not(gateway: Instance, client: httpx.Client, origin: str) -> None:
    with gateway.client() as browser:
        assert "Access-Control-Allow-Origin" not in preflight(browser, ALL, origin).headers
    answer = client.post(ALL, json=USER, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "origin" in answer.headers["Vary"].lower()


def test_a_page_can_read_every_answer(gateway: Instance, client: httpx.Client) -> None:
    split = create_split(client)
    origin = {"Origin": SHOP}
    tag = client.post(ALL, json=USER).headers["ETag"]
    with gateway.client() as anybody:
        answers = [
            (client.post(ALL, json=USER, headers=origin), 200),
            (client.post(ALL, json=USER, headers=origin | {"If-None-Match": tag}), 304),
            (evaluate(client, split, headers=origin), 200),
            (evaluate(client, split, {}, headers=origin), 400),
            (evaluate(client, unique(), headers=origin), 404),
            (anybody.post(ALL, json=USER, headers=origin), 401),
        ]
    for answer, status in answers:
        assert answer.status_code == status
        assert answer.headers.get("Access-Control-Allow-Origin") == SHOP, status
        exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
        assert {"etag", "retry-after"} <= exposed
