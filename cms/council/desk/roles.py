"""Who works on the council's acts, and the one way to an act by its id."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from cms.council.models import Act
from edm.organisation.api import Role, TownRequest, roles_of

ROLES = frozenset({Role.WEBMASTER, Role.REGISTRAR})


def check_roles(request: HttpRequest) -> None:
    """Raises PermissionDenied for who has none of the roles in this town."""
    if ROLES.isdisjoint(roles_of(request.user, request.town)):  # type: ignore[attr-defined]
        raise PermissionDenied


def act_for(request: TownRequest | HttpRequest, pk: int) -> Act:
    """The town's act, for who may work on it; PermissionDenied or Http404."""
    check_roles(request)  # type: ignore[arg-type]
    found: Act = get_object_or_404(
        Act.objects.select_related("town", "body", "meeting", "current__document__blob", "signed_document"),
        pk=pk,
        town=request.town.pk,  # type: ignore[union-attr]
    )
    return found
