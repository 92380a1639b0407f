"""`python -m posthog_server --port 0`: prints one line of JSON when it listens, and runs until it is ended."""

import argparse
import asyncio
import json
import socket

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from posthog_server import world as defaults
from posthog_server.application import application
from posthog_server.world import World


def listening(port: int) -> socket.socket:
    # The protocol is named because asyncio sends small answers at once only then.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="posthog_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--ingestion-port", type=int, help="a second port with the same routes")
    parser.add_argument("--separate", action="store_true", help="each port serves its own half only")
    parser.add_argument("--personal-key", default=defaults.PERSONAL_KEY)
    parser.add_argument("--token", default=defaults.PROJECT_TOKEN)
    parser.add_argument("--secret", default=defaults.SECRET_KEY)
    parser.add_argument("--timezone", default="UTC")
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    world = World(options.personal_key, options.token, options.secret)
    world.projects[1].timezone = options.timezone
    sockets = [listening(options.port)]
    if options.ingestion_port is not None:
        sockets.append(listening(options.ingestion_port))
    ports = [one.getsockname()[1] for one in sockets]
    app = application(world)
    if options.separate and len(ports) == 2:
        from posthog_server.hosts import Hosts

        app = Hosts(app, *ports)
    config = uvicorn.Config(app, http=H11Protocol, ws="none", lifespan="off", log_level="warning", access_log=False)
    config.timeout_keep_alive = 75
    server = uvicorn.Server(config)
    about = {
        "port": ports[0],
        "url": f"http://127.0.0.1:{ports[0]}",
        "ingestion_url": f"http://127.0.0.1:{ports[-1]}",
        "personal_key": options.personal_key,
        "project_token": options.token,
        "secret_key": options.secret,
        "project_id": 1,
        "organization_id": next(iter(world.organizations)),
    }
    print(json.dumps(about), flush=True)
    await server.serve(sockets=sockets)


if __name__ == "__main__":
    asyncio.run(serve(arguments()))
