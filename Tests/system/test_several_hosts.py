"""Gateways on several hosts behind one nginx, as the README says it is set up."""

import re
import subprocess
from contextlib import closing

import httpx

from harness import credentials
from harness.events import event, unique
from harness.instance import ROOT, Instance, Make, free_port
from harness.sessions import SESSION, cookie_of, sign_in
from harness.store import connect

ADDRESSES = [f"127.0.0.{number}" for number in range(2, 18)]


def upstream_of_the_readme(gateways: list[str]) -> str:
    """The lines of the README, with other addresses."""
    [block] = re.findall(r"```nginx\n(hash .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    servers = re.findall(r"^server (\S+);$", block, re.MULTILINE)
    assert len(servers) == len(gateways)
    for server, gateway in zip(servers, gateways, strict=True):
        block = block.replace(server, gateway)
    return block


def several(make_instance: Make) -> list[Instance]:
    """Two gateways with data directories of their own; the first one's nginx knows both."""
    made = [make_instance(start=False, GATEWAY_SOCKET=f"127.0.0.1:{free_port()}") for _ in range(2)]
    for instance in made:
        instance.start()
    configuration = made[0].directory / "nginx/nginx.conf"
    text, count = re.subn(
        r'server "[^"]*" max_fails=0;',
        upstream_of_the_readme([instance.environment["GATEWAY_SOCKET"] for instance in made]),
        configuration.read_text(),
    )
    assert count == 1
    configuration.write_text(text)
    prefix = ["nginx", "-p", str(configuration.parent), "-c", "nginx.conf"]
    subprocess.run([*prefix, "-t"], env=made[0].environment, check=True, timeout=20)
    nginx = made[0].nginx
    assert nginx
    nginx.terminate()
    nginx.wait(20)
    with (configuration.parent / "logs/stderr.log").open("ab") as log:
        made[0].nginx = subprocess.Popen(prefix, env=made[0].environment, stdout=log, stderr=log)
    made[0].wait_until_ready()
    return made


def client_at(instance: Instance, address: str) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=instance.url, transport=transport, trust_env=False, timeout=30)


def users(instance: Instance) -> set[str]:
    with closing(connect(instance)) as store:
        return {distinct_id for (distinct_id,) in store.execute("SELECT distinct_id FROM distinct_ids").fetchall()}


def test_an_address_is_kept_to_one_host_and_both_hosts_answer(make_instance: Make) -> None:
    first, second = several(make_instance)
    names = {address: unique(address) for address in ADDRESSES}
    for address, name in names.items():
        with client_at(first, address) as client:
            session = {"Cookie": cookie_of(sign_in(client, credentials.ADMIN))}
            # The other host would know no such session.
            for _ in range(5):
                assert client.get(SESSION, headers=session).status_code == 200
        for number in range(3):
            # A new connection each time.
            with client_at(first, address) as client:
                body = {"api_key": credentials.PROJECT, "batch": [event("seen", name, number=number)]}
                assert client.post("/batch/", json=body).status_code == 200
                assert client.get(SESSION, headers=session).status_code == 200
    here, there = users(first), users(second)
    assert here
    assert there
    assert here.isdisjoint(there)
    assert here | there == set(names.values())


def test_callers_with_a_token_are_answered_by_the_host_that_is_left(make_instance: Make) -> None:
    first, second = several(make_instance)
    second.terminate_gateway()
    for address in ADDRESSES[:8]:
        with client_at(first, address) as client:
            answer = client.get("/openfeature/v0/manifest", headers={"Authorization": f"Bearer {credentials.READ}"})
            assert answer.status_code == 200, answer.text
