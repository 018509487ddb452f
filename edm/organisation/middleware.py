"""The town of each request, found once, from the address it was sent to."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from edm.organisation.models import Town
from edm.organisation.requests import TownRequest


class TownMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazy: a page out of the cache needs no town.
        town = SimpleLazyObject(lambda: Town.objects.for_request(request))
        cast("TownRequest", request).town = cast("Town", town)
        return self.get_response(request)
