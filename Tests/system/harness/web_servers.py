"""The other web servers, each with the example in nginx/ that is made for it.

Everything lies in a directory that the web server's own user can read, because the tests may run as root and none of
these programs wants to.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from harness import credentials
from harness.environment import bare_environment
from harness.instance import EXECUTABLE, ROOT, free_port
from harness.waiting import eventually

EXAMPLES = ROOT / "nginx"
#: The paths that an example's reader is told to set.
EXAMPLE_STATIC = "/srv/posthog-gateway/static"
EXAMPLE_SOCKET = "/run/posthog-gateway/gateway.sock"
USER = "www-data" if os.geteuid() == 0 else None

APACHE_MODULES = [
    "mpm_event",
    "authz_core",
    "alias",
    "deflate",
    "dir",
    "env",
    "filter",
    "headers",
    "mime",
    "proxy",
    "proxy_fcgi",
    "rewrite",
    "setenvif",
]
APACHE = """
ServerRoot "{directory}"
DefaultRuntimeDir "{directory}"
PidFile "{directory}/apache.pid"
ErrorLog "{directory}/web.log"
ServerName localhost
Listen 127.0.0.1:{port}
{modules}
TypesConfig "{directory}/mime.types"
"""
MIME_TYPES = "text/html html\ntext/css css\napplication/json json\napplication/manifest+json webmanifest\n"


@dataclass
class WebServer:
    """A web server and, unless it starts the gateway by itself, a gateway behind it."""

    directory: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def static(self) -> Path:
        return self.directory / "static"

    @property
    def socket(self) -> Path:
        return self.directory / "gateway.sock"

    @property
    def gateway_directory(self) -> Path:
        return self.directory / "posthog-gateway"

    def client(self, token: str | None = credentials.ADMIN) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=60)

    def example(self, name: str) -> str:
        """An example with the two paths set, as its first lines ask for."""
        text = (EXAMPLES / name).read_text()
        return text.replace(EXAMPLE_STATIC, str(self.static)).replace(EXAMPLE_SOCKET, str(self.socket))

    def write(self, name: str, text: str) -> Path:
        file = self.directory / name
        file.write_text(text)
        return file

    def logs(self) -> str:
        return "\n".join(
            f"{file}:\n{file.read_text(errors='replace')[-3000:]}" for file in self.directory.glob("*.log")
        )


def _apache(server: WebServer, modules: list[str]) -> str:
    loaded = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules)
    server.write("mime.types", MIME_TYPES)
    return APACHE.format(directory=server.directory, port=server.port, modules=loaded)


def apache(server: WebServer) -> list[str]:
    text = _apache(server, APACHE_MODULES)
    text += f"<VirtualHost 127.0.0.1:{server.port}>\n{server.example('apache.conf')}</VirtualHost>\n"
    return ["apache2", "-D", "FOREGROUND", "-f", str(server.write("apache.conf", text))]


def shared_hosting(server: WebServer) -> list[str]:
    """Apache that runs the gateway itself, with nothing but a file .htaccess to say so."""
    (server.static / ".htaccess").write_text((EXAMPLES / "apache.htaccess").read_text())
    program = server.static / "gateway.fcgi"
    program.write_text(
        '#!/bin/sh\ncd "$HOME/posthog-gateway" || exit 1\nGATEWAY_WORKERS=1 exec ./posthog-gateway serve\n'
    )
    program.chmod(0o755)
    text = _apache(server, [*APACHE_MODULES, "fcgid"])
    text += f"""
FcgidIPCDir "{server.directory}/fcgid"
FcgidProcessTableFile "{server.directory}/fcgid.table"
FcgidInitialEnv HOME "{server.directory}"
DocumentRoot "{server.static}"
<Directory "{server.static}">
    Require all granted
    AllowOverride All
</Directory>
"""
    return ["apache2", "-D", "FOREGROUND", "-f", str(server.write("apache.conf", text))]


def lighttpd(server: WebServer) -> list[str]:
    text = f'server.port = {server.port}\nserver.bind = "127.0.0.1"\nserver.errorlog = "{server.directory}/web.log"\n'
    text += f'server.upload-dirs = ("{server.directory}")\n'
    text += server.example("lighttpd.conf").replace("/var/log/lighttpd/", f"{server.directory}/")
    return ["lighttpd", "-D", "-f", str(server.write("lighttpd.conf", text))]


def caddy(server: WebServer) -> list[str]:
    text = "{\n\tadmin off\n\tauto_https off\n}\n"
    text += server.example("Caddyfile").replace("\nlocalhost {", f"\n{server.url} {{")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(server.write("Caddyfile", text))]


SERVERS = {"apache": apache, "shared hosting": shared_hosting, "lighttpd": lighttpd, "caddy": caddy}


@contextmanager
def running(name: str) -> Iterator[WebServer]:
    """A web server with the page and a gateway behind it."""
    # A socket's path must be short, and pytest's directories are not.
    server = WebServer(Path(tempfile.mkdtemp(prefix="web-")), free_port())
    processes: list[subprocess.Popen[bytes]] = []
    try:
        shutil.copytree(ROOT / "static", server.static)
        server.gateway_directory.mkdir()
        settings = credentials.SETTINGS | {"GATEWAY_DATA_DIR": str(server.directory / "data")}
        (server.gateway_directory / ".env").write_text("".join(f"{key}={text}\n" for key, text in settings.items()))
        shutil.copy(EXECUTABLE, server.gateway_directory / "posthog-gateway")
        command = SERVERS[name](server)
        _give_away(server.directory)
        if name != "shared hosting":
            environment = {"GATEWAY_SOCKET": str(server.socket)}
            processes.append(_start(["./posthog-gateway", "serve"], server, "gateway.log", environment))
        processes.append(_start(command, server, "output.log", {"APACHE_LOG_DIR": str(server.directory)}))
        _wait(server, processes)
        yield server
    finally:
        for process in reversed(processes):
            _end(process)
        shutil.rmtree(server.directory, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _give_away(directory: Path) -> None:
    if USER is None:
        return
    for place, directories, files in os.walk(directory):
        for name in [".", *directories, *files]:
            shutil.chown(Path(place) / name, USER, USER)


def _start(command: list[str], server: WebServer, log: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = bare_environment() | {"HOME": str(server.directory)} | environment
    with (server.directory / log).open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=server.gateway_directory,
            env=environment,
            user=USER,
            group=USER,
            extra_groups=[] if USER else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def _wait(server: WebServer, processes: list[subprocess.Popen[bytes]]) -> None:
    with server.client() as client:

        def is_ready() -> bool:
            for process in processes:
                if process.poll() is not None:
                    raise RuntimeError(f"{process.args} ended with {process.returncode}:\n{server.logs()}")
            try:
                return client.get("/ready").status_code == 200
            except httpx.HTTPError:
                return False

        eventually(is_ready, f"{server.url}/ready answers 200")
