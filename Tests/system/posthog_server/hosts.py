"""Two ports as PostHog's two host names: the private API on one, ingestion on the other."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_INGESTION = ("/i/", "/e", "/track", "/engage", "/capture", "/batch", "/flags", "/decide")


class Hosts:
    """A path asked at the wrong port is not there; feature flag routes of SDKs are at both."""

    def __init__(self, app: ASGIApp, private_port: int, ingestion_port: int) -> None:
        self.app = app
        self.private_port = private_port
        self.ingestion_port = ingestion_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, port = scope["path"], scope["server"][1]
        is_ingestion = path.startswith(_INGESTION)
        is_shared = path.startswith(("/flags/definitions", "/__")) or path.rstrip("/").endswith("/remote_config")
        expected = self.ingestion_port if is_ingestion else self.private_port
        if is_shared or port == expected:
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse("not found", 404)(scope, receive, send)
