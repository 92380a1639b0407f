"""Which JWTs are accepted and which are not."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness import credentials
from harness.credentials import claims, user_jwt
from harness.events import event, send, unique
from harness.instance import Make
from harness.problems import assert_problem

pytestmark = pytest.mark.engines("embedded", reason="nothing of it reaches an engine")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def by_hand(header: dict, body: dict, secret: str | None = credentials.JWT_SECRET) -> str:
    """A JWT that libraries refuse to make."""
    text = f"{part(header)}.{part(body)}"
    if secret is None:
        return text + "."
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def changed(token: str) -> str:
    """The same JWT about somebody else, under the old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{part(claims('boss', role='admin'))}.{signature}"


now = int(time.time())
REFUSED = {
    "expired": user_jwt("u", exp=now - 3600),
    "expires never": user_jwt("u", exp=None),
    "not valid yet": user_jwt("u", nbf=now + 3600),
    "another issuer": user_jwt("u", iss="https://evil.example.org"),
    "no issuer": user_jwt("u", iss=None),
    "another audience": user_jwt("u", aud="another-service"),
    "no audience": user_jwt("u", aud=None),
    "another secret": jwt.encode(claims("u"), "another-secret-of-sufficient-length-0123456789", algorithm="HS256"),
    "alg none": by_hand({"alg": "none", "typ": "JWT"}, claims("boss", role="admin"), None),
    "alg None": by_hand({"alg": "None", "typ": "JWT"}, claims("boss", role="admin"), None),
    "alg none but signed": by_hand({"alg": "none"}, claims("boss", role="admin")),
    "no alg": by_hand({"typ": "JWT"}, claims("u")),
    "alg HS512 with an HS256 signature": by_hand({"alg": "HS512"}, claims("u")),
    "alg RS256 with an HS256 signature": by_hand({"alg": "RS256"}, claims("u")),
    "changed claims": changed(user_jwt("u")),
    "no signature": user_jwt("u").rsplit(".", 1)[0] + ".",
    "claims are a list": by_hand({"alg": "HS256"}, ["u"]),  # type: ignore[arg-type]
    "exp is text": by_hand({"alg": "HS256"}, claims("u") | {"exp": "tomorrow"}),
    "exp is infinite": by_hand({"alg": "HS256"}, claims("u") | {"exp": 1e400}),
    "three dots": "a.b.c",
    "only dots": "..",
    "unknown critical header": by_hand({"alg": "HS256", "crit": ["x"], "x": 1}, claims("u")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_jwt_is_401(anonymous: httpx.Client, name: str) -> None:
    response = anonymous.get("/api/auth/session", headers={"Authorization": f"Bearer {REFUSED[name]}"})
    body = assert_problem(response, 401)
    assert REFUSED[name] not in json.dumps(body)


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Basic dXNlcjpwYXNz", "Bearer a b", "Bearer\tx", "Bearer " + "x" * 7000, "Bearer \u00e9", "Bearer,x"],
    ids=["empty", "basic", "two words", "tab", "long", "not ASCII", "comma"],
)
def test_a_bad_authorization_header_is_401(anonymous: httpx.Client, header: str) -> None:
    response = anonymous.get("/api/auth/session", headers={"Authorization": header.encode("latin-1")})
    assert_problem(response, 401)


def test_a_good_jwt_says_who_it_is(anonymous: httpx.Client) -> None:
    subject = unique()
    token = user_jwt(subject, role="support")
    body = anonymous.get("/api/auth/session", headers={"Authorization": f"Bearer {token}"}).json()
    assert body["authenticated"] is True
    assert subject in body["subject"]
    assert sorted(body["capabilities"]) == ["lookup", "read"]
    assert body["insecure"] is False


def test_an_audience_may_be_one_of_several(anonymous: httpx.Client) -> None:
    token = user_jwt("u", aud=["another-service", credentials.AUDIENCE])
    response = anonymous.get("/api/auth/session", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200


def key_set(**keys: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """The public halves as a JWKS."""
    entries = []
    for identifier, key in keys.items():
        algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
        name = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        entries.append(
            algorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": identifier, "use": "sig", "alg": name}
        )
    return json.dumps({"keys": entries})


def test_keys_of_a_file(make_instance: Make, tmp_path: Path) -> None:
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    ec_key = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "keys.json"
    file.write_text(key_set(first=rsa_key, second=ec_key))
    instance = make_instance(JWT_JWKS_FILE=str(file), JWT_SECRET="")
    user = unique()
    public = rsa_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    accepted = [
        jwt.encode(claims(user), rsa_key, algorithm="RS256", headers={"kid": "first"}),
        jwt.encode(claims(user), ec_key, algorithm="ES256", headers={"kid": "second"}),
    ]
    refused = [
        jwt.encode(claims(user), rsa_key, algorithm="RS256", headers={"kid": "third"}),
        jwt.encode(claims(user), rsa_key, algorithm="RS256", headers={"kid": "second"}),
        jwt.encode(claims(user), rsa_key, algorithm="RS512", headers={"kid": "first"}),
        by_hand({"alg": "HS256", "kid": "first"}, claims(user), public.decode()),
        by_hand({"alg": "none", "kid": "first"}, claims(user), None),
        user_jwt(user),
    ]
    with instance.client() as client:
        send(client, event("clicked", user))
        for token in accepted:
            response = client.get("/api/analytics/user/events", headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 200, response.text
            assert response.json()["total"] == 1
        for token in refused:
            response = client.get("/api/analytics/user/events", headers={"Authorization": f"Bearer {token}"})
            assert_problem(response, 401)
