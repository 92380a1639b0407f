"""Everything the server holds: organizations, projects, keys, limits and faults."""

import uuid
from datetime import UTC, datetime

from posthog_server.clickhouse import ClickHouse
from posthog_server.errors import ApiError, not_found
from posthog_server.faults import Faults
from posthog_server.keys import PersonalKey
from posthog_server.limits import Limits
from posthog_server.project import Organization, Project
from posthog_server.statistics import Statistics

PERSONAL_KEY = "phx_testsPersonalKey0123456789abcdefghijkl"
PROJECT_TOKEN = "phc_testsProjectToken0123456789abcdefghij"
SECRET_KEY = "phs_testsSecretKey0123456789abcdefghijklm"


class World:
    """One server's state; the event loop's thread is the only one to touch it."""

    def __init__(self, personal_key: str = PERSONAL_KEY, token: str = PROJECT_TOKEN, secret: str = SECRET_KEY) -> None:
        self.clickhouse = ClickHouse()
        self.statistics = Statistics()
        self.faults = Faults()
        self.limits = Limits()
        self.keys = {personal_key: PersonalKey(personal_key)}
        self.projects: dict[int, Project] = {}
        self.organizations: dict[str, Organization] = {}
        #: Seconds a query's result is served from the cache; 0 for never.
        self.cache_seconds = 60.0
        #: Seconds a query waits for one of its project's places before it is refused.
        self.query_wait_seconds = 30.0
        self.is_quota_limited = False
        self.last_flag_id = 0
        organization = self.add_organization("Tests")
        self.add_project(organization, "Tests", token, secret)

    def add_organization(self, name: str) -> Organization:
        organization = Organization(str(uuid.uuid4()), name, datetime.now(UTC))
        self.organizations[organization.id] = organization
        return organization

    def add_project(self, organization: Organization, name: str, token: str = "", secret: str = "") -> Project:
        number = max(self.projects, default=0) + 1
        token = token or f"phc_{uuid.uuid4().hex}"
        secret = secret or f"phs_{uuid.uuid4().hex}"
        project = Project(number, name, organization, token, secret, self.clickhouse)
        self.projects[number] = project
        return project

    def by_token(self, token: str | None) -> Project | None:
        return next((project for project in self.projects.values() if project.token == token), None)

    def by_secret(self, secret: str | None) -> Project | None:
        return next((project for project in self.projects.values() if project.secret == secret), None)

    def project(
        self, text: str, key: PersonalKey, token: str | None = None, within: Organization | None = None
    ) -> Project:
        """The project of a path; a `token` in the query names another one."""
        if token:
            project = self.by_token(token)
            if project is None:
                raise ApiError(401, "authentication_failed", "Project token is invalid.")
        elif text == "@current":
            project = next((one for one in self.visible(key) if within in (None, one.organization)), None)
        else:
            project = self.projects.get(int(text)) if text.isdigit() and len(text) < 10 else None
        if project is None or within not in (None, project.organization):
            raise not_found("Project not found.")
        if key.projects and project.id not in key.projects:
            detail = f"API key does not have access to the requested project '{project.id}'"
            raise ApiError(403, "permission_denied", detail)
        return project

    def visible(self, key: PersonalKey) -> list[Project]:
        """The projects of a key, by number."""
        numbers = sorted(number for number in self.projects if not key.projects or number in key.projects)
        return [self.projects[number] for number in numbers]

    def organizations_of(self, key: PersonalKey) -> list[Organization]:
        """An organization is seen by a key that has no projects named, or one of its."""
        if not key.projects:
            return list(self.organizations.values())
        seen = {project.organization.id for project in self.visible(key)}
        return [one for one in self.organizations.values() if one.id in seen]

    def organization(self, text: str, key: PersonalKey) -> Organization:
        organizations = self.organizations_of(key)
        found = next((one for one in organizations if text in ("@current", one.id)), None)
        if found is None:
            raise not_found("Organization not found.")
        return found
