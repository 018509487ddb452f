"""Wagtail's lists of pages, filtered by people and sites: those of the town at work, not of every town."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.models import PageLogEntry

from edm.organisation.requests import TownRequest
from edm.organisation.selectors import pages_of


def owners(request: TownRequest) -> QuerySet[Any]:
    """Who made pages of this town."""
    return get_user_model().objects.filter(pk__in=pages_of(request.town).order_by().values("owner"))


def editors(request: TownRequest) -> QuerySet[Any]:
    """Who changed pages of this town."""
    changes = PageLogEntry.objects.filter(action="wagtail.edit", page__in=pages_of(request.town).values("pk"))
    return get_user_model().objects.filter(pk__in=changes.order_by().values("user"))


def narrow_page_lists() -> None:
    """Once, when the application starts. The filters are Wagtail's own: only what they offer is ours."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        filters.base_filters["owner"].queryset = owners
        filters.base_filters["edited_by"].queryset = editors
        filters.base_filters.pop("site", None)  # a town has one
