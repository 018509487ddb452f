"""The request as the middleware hands it on: with its town."""

from __future__ import annotations

from django.http import HttpRequest

from edm.organisation.models import Town


class TownRequest(HttpRequest):
    """For annotations: nothing makes one. `town` is lazy, and false in an empty database."""

    town: Town
