"""Organizations, as far as a personal key sees them."""

import re
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from posthog_server.errors import ApiError
from posthog_server.private_api import Call, iso, organization_route, page
from posthog_server.project import Organization
from posthog_server.project_view import listed
from posthog_server.world import World

READ, WRITE = "organization:read", "organization:write"
_LONGEST_NAME = 64


class Organizations:
    """The routes of one server."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        one = {"GET": (self.get, READ), "PATCH": (self.update, WRITE)}
        return [
            *organization_route(self.world, "/organizations", {"GET": (self.list, READ)}),
            *organization_route(self.world, "/organizations/{organization_id}", one),
        ]

    async def list(self, call: Call) -> Response:
        body = page(call, self.world.organizations_of(call.key))
        body["results"] = [self._shown(call, one) for one in body["results"]]
        return JSONResponse(body)

    async def get(self, call: Call) -> Response:
        assert call.organization
        return JSONResponse(self._shown(call, call.organization))

    async def update(self, call: Call) -> Response:
        assert call.organization
        name = call.object().get("name", call.organization.name)
        if not isinstance(name, str) or not name:
            raise ApiError(400, "blank", "This field may not be blank.", "name")
        if len(name) > _LONGEST_NAME:
            detail = f"Ensure this field has no more than {_LONGEST_NAME} characters."
            raise ApiError(400, "max_length", detail, "name")
        call.organization.name = name
        return JSONResponse(self._shown(call, call.organization))

    def _shown(self, call: Call, organization: Organization) -> dict[str, Any]:
        projects = [one for one in self.world.visible(call.key) if one.organization is organization]
        created_at = iso(organization.created_at)
        return {
            "id": organization.id,
            "name": organization.name,
            "slug": re.sub(r"[^a-z0-9]+", "-", organization.name.lower()).strip("-"),
            "logo_media_id": None,
            "created_at": created_at,
            "updated_at": created_at,
            "membership_level": 15,
            "plugins_access_level": 9,
            "teams": [listed(one) for one in projects],
            "projects": [listed(one) for one in projects],
            "available_product_features": [],
            "is_member_join_email_enabled": True,
            "metadata": {"instance_tag": "none", "taken_at": iso(datetime.now(UTC))},
            "customer_id": None,
            "enforce_2fa": None,
            "members_can_invite": True,
            "members_can_use_personal_api_keys": True,
            "allow_publicly_shared_resources": True,
            "member_count": 1,
            "is_ai_data_processing_approved": False,
        }
