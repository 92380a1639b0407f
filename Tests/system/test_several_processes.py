"""Several gateways on one data directory, as web servers that start processes by themselves do it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import credentials
from harness.events import event, send, unique, user_events
from harness.instance import Make
from harness.sessions import SESSION, cookie_of, sign_in


def test_two_gateways_share_one_store(make_instance: Make, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    first = make_instance(GATEWAY_DATA_DIR=data)
    second = make_instance(GATEWAY_DATA_DIR=data)
    user, alias = unique(), unique("alias")
    with first.client(credentials.ADMIN) as one, second.client(credentials.ADMIN) as other:
        with ThreadPoolExecutor(8) as pool:
            sendings = [
                pool.submit(send, client, *(event("step", user) for _ in range(10))) for client in [one, other] * 20
            ]
            for sending in sendings:
                sending.result()
        for client in (one, other):
            assert len({stored["uuid"] for stored in user_events(client, user)}) == 400

        send(one, event("clicked", alias))
        assert len(user_events(other, alias)) == 1
        send(one, event("$create_alias", user, alias=alias))
        assert len(user_events(other, alias)) == 402

        cookie = cookie_of(sign_in(one, credentials.ADMIN))
        with second.client() as page:
            assert page.get(SESSION, headers={"Cookie": cookie}).status_code == 200


def test_a_second_gateway_does_not_take_over_a_socket(make_instance: Make) -> None:
    first = make_instance()
    second = make_instance(
        start=False, GATEWAY_SOCKET=first.environment["GATEWAY_SOCKET"], GATEWAY_DATA_DIR=str(first.directory / "two")
    )
    second.directory.mkdir()
    second.start_gateway()
    assert second.gateway
    assert second.gateway.wait(20) != 0
    assert "gateway.sock" in second.gateway_log.read_text()
    with first.client() as client:
        assert client.get("/ready").status_code == 200
