"""What others may use of the organisation; the rest of this app is private to edm.

Town, LegalBody, Unit, Membership, Role     the types
TownRequest                                 a request with its town, for annotations
roles_of, roles_anywhere, units_of          what a person is in a town
town_for_request, town_at_address, town_default   which town is meant
town_create, body_create, unit_create       set-up
membership_grant, membership_revoke         roles, kept in step with Django's groups and is_staff
arms_data                                   the arms, for what is printed
pages_of, page_roots, town_of_page, *_for   the town's pages, bodies, units and people
"""

from __future__ import annotations

from django.http import HttpRequest

from edm.organisation.arms import arms_data
from edm.organisation.models import UNIT_ROLES, LegalBody, Membership, Role, Town, Unit
from edm.organisation.requests import TownRequest
from edm.organisation.selectors import (
    bodies_for,
    memberships_for,
    page_roots,
    pages_of,
    roles_anywhere,
    roles_of,
    town_of_page,
    units_for,
    units_of,
)
from edm.organisation.services import body_create, membership_grant, membership_revoke, town_create, unit_create

__all__ = [
    "UNIT_ROLES",
    "LegalBody",
    "Membership",
    "Role",
    "Town",
    "TownRequest",
    "Unit",
    "arms_data",
    "bodies_for",
    "body_create",
    "membership_grant",
    "membership_revoke",
    "memberships_for",
    "page_roots",
    "pages_of",
    "roles_anywhere",
    "roles_of",
    "town_at_address",
    "town_create",
    "town_default",
    "town_for_request",
    "town_of_page",
    "unit_create",
    "units_for",
    "units_of",
]


def town_for_request(request: HttpRequest) -> Town | None:
    """The town whose site answers this request, the default one otherwise; None in an empty database."""
    town = getattr(request, "town", None)
    return town or Town.objects.for_request(request)


def town_at_address(request: HttpRequest) -> Town | None:
    """As town_for_request, by one query where the request has not looked for its town: for the back office."""
    return Town.objects.at_address(request)


def town_default() -> Town | None:
    """The town of the default site: the drop folder and the mailbox of the environment are its own."""
    return Town.objects.default()
