"""Who works on the council's acts, and the one way to an act by its id."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from cms.council.models import Act
from edm.organisation.api import Role, TownRequest, roles_of

ROLES = frozenset({Role.WEBMASTER, Role.REGISTRAR})
READS = ("GET", "HEAD")


def check_roles(request: HttpRequest) -> None:
    """Raises PermissionDenied for who has none of the roles in this town."""
    if ROLES.isdisjoint(roles_of(request.user, request.town)):  # type: ignore[attr-defined]
        raise PermissionDenied


def act_for(request: TownRequest | HttpRequest, pk: int) -> Act:
    """The town's act, for who may work on it; PermissionDenied or Http404."""
    check_roles(request)
    found: Act = get_object_or_404(
        Act.objects.select_related("town", "body", "meeting", "current__document__blob", "signed_document"),
        pk=pk,
        town=request.town.pk,  # type: ignore[union-attr]
    )
    return found


def of_act(view: Callable[[HttpRequest, Act], HttpResponseBase]) -> Callable[[HttpRequest, int], HttpResponseBase]:
    """A view that reads one act: who may open it is asked before anything else, the method too."""

    @wraps(view)
    def asked(request: HttpRequest, pk: int) -> HttpResponseBase:
        act = act_for(request, pk)
        return view(request, act) if request.method in READS else HttpResponseNotAllowed(READS)

    return asked
