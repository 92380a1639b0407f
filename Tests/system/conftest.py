"""Fixtures. A module's gateway is used by tests that add users and flags of their own and change nothing else."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, sync_playwright

from harness import credentials, migration, pages
from harness.engine import ENGINES, Engine
from harness.flags_command import FlagsCommand
from harness.instance import EXECUTABLE, Instance, Make
from harness.upstream import Upstream, UpstreamProject

# The SDK's HTTP client would ask a proxy for the loopback address.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

# Where the tests run in the background Ctrl-C is ignored, and whatever they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionstart() -> None:
    if not EXECUTABLE.is_file():
        pytest.exit(f"{EXECUTABLE} is missing; Tests/run builds it", returncode=2)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever asks for an engine is asked of each, unless a mark says why not."""
    if "engine" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("engines")
    assert mark is None or mark.kwargs["reason"], "the mark says why not every engine is asked"
    metafunc.parametrize("engine", mark.args if mark else list(ENGINES), indirect=True, scope="session")


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Engine]]:
    """Every engine, for what compares them."""
    engines = {name: kind() for name, kind in ENGINES.items()}
    yield engines
    for engine in engines.values():
        engine.stop()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Engine:
    return engines[request.param]


@pytest.fixture(scope="module")
def gateway(
    request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """One gateway for most tests of a module, with the settings that the module's mark names."""
    mark = request.node.get_closest_marker("settings")
    with engine.lasting_gateway(tmp_path_factory.mktemp("gateway"), **(mark.kwargs if mark else {})) as instance:
        yield instance


@pytest.fixture
def make_gateway(engine: Engine, tmp_path: Path) -> Iterator[Make]:
    """Starts a gateway of the test's own on the engine; keyword arguments are settings.

    One `beside` another has its data directory, and its PostHog.
    """
    with ExitStack() as stack:
        numbers = count()

        def make(beside: Instance | None = None, **settings: str) -> Instance:
            directory = tmp_path / f"gateway{next(numbers)}"
            gateway = beside.neighbour(directory) if beside else engine.gateway(directory, **settings)
            return stack.enter_context(gateway)

        yield make


@pytest.fixture
def fresh(make_gateway: Make) -> Iterator[httpx.Client]:
    """May do everything with a gateway of the test's own, which has no flags yet."""
    with make_gateway().client(credentials.ADMIN) as client:
        yield client


@pytest.fixture
def make_instance(tmp_path: Path) -> Iterator[Make]:
    """Starts a gateway of the test's own, on the embedded engine unless the settings, its keyword arguments, say so."""
    instances: list[Instance] = []

    def make(start: bool = True, name: str | None = None, **settings: str) -> Instance:
        instance = Instance(tmp_path / (name or f"gateway{len(instances)}"), settings)
        instances.append(instance)
        if start:
            instance.start()
        return instance

    yield make
    for instance in instances:
        instance.stop()


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    """A PostHog for gateways to run on."""
    server = Upstream()
    yield server
    server.stop()


@pytest.fixture
def project(upstream: Upstream) -> Iterator[UpstreamProject]:
    """A new project of a PostHog that works; what a test breaks is mended after it."""
    upstream.recover()
    yield upstream.project()
    upstream.recover()


@pytest.fixture(scope="module")
def module_project(upstream: Upstream) -> UpstreamProject:
    """A new project for a module that breaks nothing."""
    upstream.recover()
    return upstream.project()


@pytest.fixture
def gateway_project(gateway: Instance) -> UpstreamProject:
    """The project that the module's gateway runs on; for tests of that engine alone."""
    assert gateway.project
    return gateway.project


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> migration.FilledStore:
    """A store worth moving, for the command to work on copies of it."""
    return migration.fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def migrate(filled: migration.FilledStore, project: UpstreamProject, tmp_path: Path) -> migration.Migrate:
    """The command with a new copy of the store and a new project."""
    data = tmp_path / "data"
    shutil.copytree(filled.directory, data)
    return migration.Migrate(data, project.settings)


@pytest.fixture
def flags(gateway: Instance, tmp_path: Path) -> FlagsCommand:
    """`posthog-gateway flags` with the module's gateway."""
    return FlagsCommand(tmp_path, gateway.url, credentials.WRITE)


@pytest.fixture(scope="module")
def admin(gateway: Instance) -> Iterator[httpx.Client]:
    """May do everything with the module's gateway."""
    with gateway.client(credentials.ADMIN) as client:
        yield client


@pytest.fixture(scope="module")
def client(admin: httpx.Client) -> httpx.Client:
    """For tests to which it is all the same who asks."""
    return admin


@pytest.fixture(scope="module")
def anonymous(gateway: Instance) -> Iterator[httpx.Client]:
    """Sends nothing that says who it is."""
    with gateway.client() as client:
        yield client


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    directory = tmp_path_factory.mktemp("certificate")
    files = directory / "certificate.pem", directory / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=pages.EXECUTABLE, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, gateway: Instance) -> Iterator[pages.Visit]:
    """A window on the module's gateway."""
    with pages.visit(browser, gateway, color_scheme=getattr(request, "param", "light")) as visiting:
        yield visiting
