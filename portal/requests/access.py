"""Whose request it is: the only ways to a row, each giving 404 to all others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from edm.organisation.api import TownRequest
from portal.requests.models import ServiceRequest

SESSION_KEY = "requests_opened_by_code"


class SignInNeeded(Exception):
    """The request belongs to an account, and nobody is signed in: the session may just have expired."""

    def __init__(self, row: ServiceRequest) -> None:
        super().__init__()
        self.row = row


def _rows(town: Any) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(town=town).select_related("version__procedure__kind__unit", "user", "town")


def request_find_for(request: TownRequest, pk: UUID) -> ServiceRequest | None:
    """The request with this id, for its owner; one without an account opens to whoever holds its secret id.

    None where no request has this id. Raises Http404 for another account's or another town's, SignInNeeded where
    signing in may show it.
    """
    rows = ServiceRequest.objects.select_related("version__procedure__kind__unit", "user", "town")
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    if row.town_id != request.town.pk:
        raise Http404
    if row.user_id is None:
        return row
    if not request.user.is_authenticated:
        raise SignInNeeded(row)
    if row.user_id != request.user.pk:
        raise Http404
    return row


def request_get_for(request: TownRequest, pk: UUID) -> ServiceRequest:
    """Like `request_find_for`, and Http404 where there is none."""
    row = request_find_for(request, pk)
    if row is None:
        raise Http404
    return row


def request_of_account(request: TownRequest, pk: UUID) -> ServiceRequest:
    """A filed request of the signed-in account."""
    if not request.user.is_authenticated:
        raise Http404
    row = _rows(request.town).filter(pk=pk, user_id=request.user.pk, case__isnull=False).first()
    if row is None:
        raise Http404
    return row


def request_opened_by_code(request: TownRequest, pk: UUID) -> ServiceRequest:
    """A filed request that this session has opened with its number and code."""
    if str(pk) not in request.session.get(SESSION_KEY, []):
        raise Http404
    row = _rows(request.town).filter(pk=pk, user=None, case__isnull=False).first()
    if row is None:
        raise Http404
    return row


def open_by_code(request: TownRequest, row: ServiceRequest) -> None:
    """Remember in the session that the code of this request was given."""
    opened = [one for one in request.session.get(SESSION_KEY, []) if one != str(row.pk)]
    request.session[SESSION_KEY] = [*opened, str(row.pk)][-20:]
